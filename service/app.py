"""The application: its routes, what goes around them, and what it starts and stops."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache, partial
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Lifespan

from docgen import __version__
from docgen.usecases.processus.naissance import suivre_le_parent
from service.acces import pages as acces_pages
from service.acces.visite import appelant_de_session
from service.administration import pages as administration_pages
from service.administration import routes as administration
from service.administration.mesures import mesurer
from service.administration.sondes import Sondes
from service.attestations import pages as attestations_pages
from service.attestations import routes as attestations
from service.contexte import Services
from service.description import decrire
from service.lots import demande_lot, imprimantes, livraisons, nouveau
from service.lots import pages as lots_pages
from service.lots import routes as lots
from service.papiers import apercus, documents, dossiers, emissions, feuilles, miniatures, retraits
from service.papiers import pages as papiers_pages
from service.papiers import routes as papiers
from service.retours import pages as retours_pages
from service.retours import routes as retours
from service.sessions import horaires, liste, page_session
from service.sessions import pages as sessions_pages
from service.sessions import routes as sessions
from service.site import aide, habillage, statiques
from service.site import pages as site_pages
from service.socle import problems
from service.socle.enveloppe import Enveloppe
from service.socle.limites import PROCESSUS, Limites
from service.socle.observation import Mesures, Traces, fournisseur, installer_journal
from service.socle.variables_service import lire_configuration_service
from service.travaux import envoi
from service.travaux import pages as travaux_pages
from service.travaux import routes as travaux
from service.verification import pages as verification_pages
from service.verification import references
from service.verification import routes as verification

# In the order of the published description.
ROUTEURS = (
    sessions.controles,
    documents.routeur,
    sessions.routeur,
    attestations.routeur,
    dossiers.routeur,
    lots.routeur,
    retours.routeur,
    travaux.routeur,
    envoi.routeur,
    papiers.routeur,
    references.routeur,
    verification.routeur,
    administration.routeur,
)
PAGES = (
    site_pages.routes,
    aide.routes,
    acces_pages.routes,
    liste.routes,
    page_session.routes,
    sessions_pages.routes,
    attestations_pages.routes,
    apercus.routes,
    miniatures.routes,
    travaux_pages.routes,
    horaires.routes,
    emissions.routes,
    retraits.routes,
    papiers_pages.routes,
    feuilles.routes,
    nouveau.routes,
    demande_lot.routes,
    imprimantes.routes,
    lots_pages.routes,
    livraisons.routes,
    administration_pages.routes,
    retours_pages.routes,
    verification_pages.routes,
    statiques.routes,
)
DEPART_S = 30.0  # for the calls and the pieces in hand
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
    mesures = Mesures(partial(mesurer, services))
    app.state.services = services
    app.state.mesures = mesures
    app.state.sondes = Sondes(services)
    problems.installer(app)
    app.add_middleware(Limites, debits=services.debits, taille_lot=services.configuration.taille_lot)
    app.add_middleware(Enveloppe, inscrire=services.auditer, mesures=mesures, routes=app.router.routes)
    if traces is not None:
        app.add_middleware(Traces, fournisseur=traces)
    _monter_les_pages(app, services)  # last: errors are put into pages around all the rest
    return app


@cache
def document() -> dict[str, Any]:
    """The published description of the routes, without a service to answer them; nobody changes it."""
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


def _monter_les_pages(app: FastAPI, services: Services) -> None:
    statiques.monter(app, services.configuration.dsfr)
    app.state.appelant_de_session = appelant_de_session
    for routeur in PAGES:
        app.include_router(routeur)
    habillage.monter(app)


def _operation(route: APIRoute) -> str:
    """The name of an operation, for who generates a client, by the first word of its address: ``depots_lister``."""
    return f"{route.path.removeprefix('/v1').split('/')[1]}_{route.name}"


def _partir() -> None:
    """Whoever started this process is gone: leave the port at once, then give back what is in hand, or leave it."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(DEPART_S)
    os._exit(1)


def application() -> FastAPI:
    """The application that the environment describes: what a server process imports."""
    installer_journal()
    processus = int(os.environ.get(PROCESSUS, "1"))
    if processus > 1:
        suivre_le_parent(partir=_partir)
    return creer_app(Services(replace(lire_configuration_service(), processus=processus)))
