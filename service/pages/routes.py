"""The pages, put into the application."""

from __future__ import annotations

from fastapi import FastAPI

from service.contexte import Services
from service.pages import (
    accueil,
    apercus,
    depots,
    dsfr,
    emissions,
    entree,
    erreurs,
    horaires,
    impression,
    lots,
    papiers_emis,
    remise,
    statiques,
    stock,
    verification,
)
from service.pages.visite import appelant_de_session

ROUTEURS = (
    accueil.routes,
    entree.routes,
    depots.routes,
    apercus.routes,
    emissions.routes,
    horaires.routes,
    remise.routes,
    papiers_emis.routes,
    stock.routes,
    lots.routes,
    impression.routes,
    verification.routes,
    statiques.routes,
)


def monter(app: FastAPI) -> None:
    """Add the pages. To be called last: what they put around the application goes around everything."""
    services: Services = app.state.services
    dsfr.monter(app, services.configuration.dsfr)
    app.state.appelant_de_session = appelant_de_session
    for routeur in ROUTEURS:
        app.include_router(routeur)
    erreurs.monter(app)
