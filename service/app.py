"""The application: its routes, what goes around them, and what it starts and stops."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from docgen import __version__
from service import problems
from service.contexte import Services, ouvrir_services
from service.description import decrire
from service.enveloppe import Enveloppe
from service.journal import installer_journal
from service.limites import Limites
from service.mesures import Mesures
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

    app = FastAPI(
        title="Docgen",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=vie,
        redirect_slashes=False,
    )
    mesures = Mesures(services.compter_travaux)
    app.state.services = services
    app.state.mesures = mesures
    for routeur in ROUTEURS:
        app.include_router(routeur)
    problems.installer(app)
    app.openapi = lambda: decrire(app)  # type: ignore[method-assign]
    app.add_middleware(Limites, services=services)
    app.add_middleware(Enveloppe, services=services, mesures=mesures)
    if traces is not None:
        app.add_middleware(Traces, fournisseur=traces)
    _monter_les_pages(app)  # last: errors are put into pages around all the rest
    return app


def application() -> FastAPI:
    """The application that the environment describes: what a server process imports."""
    installer_journal()
    return creer_app(ouvrir_services(lire_configuration_service()))


def _monter_les_pages(app: FastAPI) -> None:
    """The pages, when this installation has them."""
    if importlib.util.find_spec("service.pages") is not None:
        routes = importlib.import_module("service.pages.routes")
        routes.monter(app)
