"""Traces, when ``OTEL_EXPORTER_OTLP_ENDPOINT`` names a collector: one span a call, without a word of what was asked."""

from __future__ import annotations

import os

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen import __version__
from service.socle.enveloppe import route_de

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
