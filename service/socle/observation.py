"""What whoever keeps the service sees of it: the log, the measures, the traces; not a word of what is asked.

The log is one JSON object a line, on the standard error. The measures are what Prometheus reads: calls and how long
they take, by route; and what :mod:`service.administration.mesures` reads. Processes that share a port share their
counts, in the files of a folder. A trace has one span a call, when ``OTEL_EXPORTER_OTLP_ENDPOINT`` names a collector.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable
from http import HTTPMethod
from traceback import extract_tb
from typing import Any

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen import __version__
from docgen.errors import DocgenError, Origine, machine_en_cause

LIEUX = 8
RENOMMES = {"levelname": "niveau", "name": "source", "message": "message", "asctime": "instant"}


class _EnUneLigne(JsonFormatter):
    """An exception is told by its kind, what is behind it, and where: its message may quote what was asked."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  the library's name
        """One line."""
        faute, natures = ei[1], []
        while faute is not None:
            natures.append(type(faute).__name__)
            faute = faute.__cause__ or faute.__context__
        lieux = [f"{cadre.filename}:{cadre.lineno}" for cadre in extract_tb(ei[2])[: -LIEUX - 1 : -1]]
        return f"{' < '.join(natures)} ({' < '.join(lieux)})"


def installer_journal() -> None:
    """Send every log line of this process there, those of the libraries too."""
    sortie = logging.StreamHandler(sys.stderr)
    sortie.setFormatter(
        _EnUneLigne(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields=RENOMMES,
            json_ensure_ascii=False,
            reserved_attrs=[*RESERVED_ATTRS, "color_message"],
        )
    )
    racine = logging.getLogger()
    racine.handlers[:] = [sortie]
    racine.setLevel(logging.INFO)
    for nom in ("uvicorn", "uvicorn.error", "uvicorn.access", "httpx", "weasyprint"):
        logging.getLogger(nom).handlers.clear()
        logging.getLogger(nom).propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # it writes whole addresses, codes included
    for nom in ("alembic", "httpx", "httpcore"):
        logging.getLogger(nom).setLevel(logging.WARNING)
    for nom in ("procrastinate", "psycopg.pool"):  # each attempt at a server that is away: we tell it once
        logging.getLogger(nom).setLevel(logging.CRITICAL)


def origine_de(erreur: BaseException) -> Origine:
    """Whose trouble it is; what nobody foresaw is ours, unless the machine lacks something."""
    dite = erreur if isinstance(erreur, DocgenError) else machine_en_cause(erreur)
    return dite.origine if dite else Origine.PRODUIT


def panne_dite(erreur: BaseException) -> dict[str, str | None]:
    """What the log says of a breakdown: its kind, whose it is, what is behind.

    The machine's are told in their own words, which name places and no person: a full disk, a bucket, a missing key.
    """
    origine = origine_de(erreur)
    champs = {
        "erreur": type(erreur).__name__,
        "origine": origine.value,
        "cause": type(erreur.__cause__).__name__ if erreur.__cause__ else None,
    }
    return champs | ({"detail": str(erreur)} if origine is Origine.MACHINE else {})


PARTAGE = "PROMETHEUS_MULTIPROC_DIR"  # the library reads it when it is imported: set it before the processes start
METHODES = frozenset(HTTPMethod)  # whoever invents one does not make a series of its own
BORNES_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Mesures:
    """The measures of one application: calls, and what ``relever`` gives at each reading."""

    def __init__(self, relever: Callable[[], Iterable[Metric]]) -> None:
        self._registre = CollectorRegistry()
        self._lues = _Lues(relever)
        self._requetes = Counter(
            "docgen_requetes", "Appels reçus", ("route", "methode", "statut"), registry=self._registre
        )
        self._erreurs = Counter(
            "docgen_erreurs", "Appels qui n’ont pas abouti, par origine", ("origine",), registry=self._registre
        )
        self._durees = Histogram(
            "docgen_duree_secondes", "Durée des appels", ("route",), buckets=BORNES_S, registry=self._registre
        )
        self._registre.register(self._lues)

    def compter(self, route: str, methode: str, statut: int, duree_s: float) -> None:
        """One more call."""
        self._requetes.labels(route, methode if methode in METHODES else "?", statut).inc()
        self._durees.labels(route).observe(duree_s)

    def compter_erreur(self, origine: Origine) -> None:
        """One more call that came to nothing: by its author, by the machine, by Docgen."""
        self._erreurs.labels(origine.value).inc()

    def texte(self) -> bytes:
        """The measures, as Prometheus reads them."""
        if not os.environ.get(PARTAGE):
            return generate_latest(self._registre)
        ensemble = CollectorRegistry()
        MultiProcessCollector(ensemble)  # type: ignore[no-untyped-call]
        ensemble.register(self._lues)
        return generate_latest(ensemble)


class _Lues(Collector):
    def __init__(self, relever: Callable[[], Iterable[Metric]]) -> None:
        self._relever = relever

    def describe(self) -> Iterable[Metric]:
        return ()  # else it would be asked, and the database read, before anything is ready

    def collect(self) -> Iterable[Metric]:
        return self._relever()


VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT"


def fournisseur() -> TracerProvider | None:
    """What makes the spans and sends them; ``None`` without a collector. The other ``OTEL_*`` variables hold too."""
    if not os.environ.get(VARIABLE):
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    traces = TracerProvider(resource=Resource.create({"service.name": "docgen", "service.version": __version__}))
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return traces


class Traces:
    """One span for each call; it continues the trace of the caller, if there is one."""

    def __init__(self, app: ASGIApp, fournisseur: TracerProvider) -> None:
        self._app = app
        self._traceur = fournisseur.get_tracer("docgen.http")
        self._propagation = TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        contexte = self._propagation.extract(dict(Headers(scope=scope)))
        with self._traceur.start_as_current_span(
            scope["method"], contexte, SpanKind.SERVER, record_exception=False
        ) as trace:

            async def envoyer(message: Message) -> None:
                if message["type"] == "http.response.start":
                    route, _ = route_de(scope)
                    trace.update_name(f"{scope['method']} {route}")
                    trace.set_attribute("http.request.method", scope["method"])
                    trace.set_attribute("http.route", route)
                    trace.set_attribute("http.response.status_code", message["status"])
                    trace.set_attribute("docgen.reference", scope.get("state", {}).get("reference", ""))
                    if message["status"] >= 500:
                        trace.set_status(Status(StatusCode.ERROR))
                await send(message)

            await self._app(scope, receive, envoyer)


def route_de(scope: Scope) -> tuple[str, str | None]:
    """The pattern of the route, and what it does in words; ``(aucune)`` when no route answers to that address."""
    route = scope.get("route")
    if route is None:
        return "(aucune)", None
    return getattr(route, "path_format", "(aucune)"), getattr(route, "summary", None) or getattr(route, "name", None)
