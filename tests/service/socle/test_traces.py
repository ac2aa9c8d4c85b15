"""Traces reach a collector, and say nothing of what was asked."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.service.http.serveur import charge, servir


def test_chaque_appel_est_une_trace_qui_continue_celle_de_l_appelant(tmp_path: Path) -> None:
    recus: list[bytes] = []

    class Collecteur(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            recus.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    collecteur = ThreadingHTTPServer(("127.0.0.1", 0), Collecteur)
    fil = threading.Thread(target=collecteur.serve_forever)
    fil.start()
    mere = "4bf92f3577b34da6a3ce929d0e0e4736"
    try:
        adresse = f"http://127.0.0.1:{collecteur.server_port}"
        with servir(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=adresse) as serveur, serveur.client("ceres") as client:
            client.get("/v1/types", headers={"traceparent": f"00-{mere}-00f067aa0ba902b7-01"})
            client.post("/v1/controles/editer-pv", params={"date": "2019-03-20"}, content=charge())
    finally:
        collecteur.shutdown()
        fil.join()
        collecteur.server_close()
    traces = {
        trace.name: trace
        for octets in recus
        for ressource in ExportTraceServiceRequest.FromString(octets).resource_spans
        for lot in ressource.scope_spans
        for trace in lot.spans
    }
    assert traces["GET /v1/types"].trace_id.hex() == mere
    champs = {champ.key: champ.value for champ in traces["POST /v1/controles/{geste}"].attributes}
    assert champs["http.response.status_code"].int_value == 200
    assert b"2019-03-20" not in b"".join(recus)
