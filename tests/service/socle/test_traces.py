"""Traces reach a collector, and say nothing of what was asked."""

from __future__ import annotations

from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.serveur_web import Reponses, ecouter
from tests.service.http.serveur import charge, servir


def test_chaque_appel_est_une_trace_qui_continue_celle_de_l_appelant(tmp_path: Path) -> None:
    recus: list[bytes] = []

    class Collecteur(Reponses):
        def recevoir(self) -> None:
            recus.append(self.recu())
            self.repondre(200)

    mere = "4bf92f3577b34da6a3ce929d0e0e4736"
    with (
        ecouter(Collecteur) as adresse,
        servir(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=adresse) as serveur,
        serveur.client("ceres") as client,
    ):
        client.get("/v1/types", headers={"traceparent": f"00-{mere}-00f067aa0ba902b7-01"})
        client.post("/v1/controles/editer-pv", params={"date": "2019-03-20"}, content=charge())
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
