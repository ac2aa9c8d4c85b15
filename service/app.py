"""The application: its routes, what goes around them, and what it starts and stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Lifespan

from docgen import __version__
from service import problems
from service.contexte import Services, ouvrir_services
from service.description import decrire
from service.enveloppe import Enveloppe
from service.journal import installer_journal
from service.limites import Limites
from service.mesures import Mesures
from service.pages.routes import monter as monter_les_pages
from service.routes import ROUTEURS
from service.settings import lire_configuration_service
from service.traces import Traces, fournisseur

DESCRIPTION = """\
Docgen contrôle les sessions d’examen des titres professionnels, numérote leurs papiers et les produit.

Une erreur est toujours un document `application/problem+json`. Sa `reference` est celle de l’appel (`X-Request-Id`).
"""


def creer_app(services: Services) -> FastAPI:
    """The application over these services, which it starts and stops with itself."""
    traces = fournisseur()

    @asynccontextmanager
    async def vie(_: FastAPI) -> AsyncIterator[None]:
        services.demarrer()
        try:
            yield
        finally:
            services.arreter()
            if traces is not None:
                traces.shutdown()  # sends what is left to send

    app = _routes(vie)
    mesures = Mesures(services.compter_travaux)
    app.state.services = services
    app.state.mesures = mesures
    problems.installer(app)
    app.add_middleware(Limites, services=services)
    app.add_middleware(Enveloppe, services=services, mesures=mesures)
    if traces is not None:
        app.add_middleware(Traces, fournisseur=traces)
    monter_les_pages(app)  # last: errors are put into pages around all the rest
    return app


def document() -> dict[str, Any]:
    """The published description of the routes, without a service to answer them."""
    return decrire(_routes(None))


def _routes(vie: Lifespan[FastAPI] | None) -> FastAPI:
    app = FastAPI(
        title="Docgen",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=vie,
        redirect_slashes=False,
        generate_unique_id_function=_operation,
    )
    for routeur in ROUTEURS:
        app.include_router(routeur)
    app.state.routes = [route for routeur in ROUTEURS for route in routeur.routes]
    app.openapi = lambda: decrire(app)  # type: ignore[method-assign]
    return app


def _operation(route: APIRoute) -> str:
    """The name of an operation, for who generates a client: ``depots_lister``."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def application() -> FastAPI:
    """The application that the environment describes: what a server process imports."""
    installer_journal()
    return creer_app(ouvrir_services(lire_configuration_service()))
