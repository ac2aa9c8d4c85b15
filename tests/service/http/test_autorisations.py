"""Who may call what: every route of the application, every role."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from service.routes import ROUTEURS
from tests.service.http.serveur import Serveur

OUVERTES = {
    "GET /v1/regles",
    "GET /v1/types",
    "GET /v1/cles",
    "GET /verification/{numero}",
    "GET /sante",
    "GET /sante/pret",
    "GET /metriques",
}
PAR_ROLE = {
    "centre": {
        "POST /v1/controles/{geste}",
        "POST /v1/documents/{type}",
        "POST /v1/depots",
        "GET /v1/depots",
        "GET /v1/depots/{id}",
        "GET /v1/depots/{id}/charge",
        "POST /v1/dossiers",
        "GET /v1/travaux",
        "GET /v1/travaux/{id}",
        "DELETE /v1/travaux/{id}",
        "GET /v1/travaux/{id}/evenements",
        "GET /v1/fichiers/{id}",
        "HEAD /v1/fichiers/{id}",
        "GET /v1/registre",
        "GET /v1/registre/{numero}",
        "POST /v1/registre/{numero}/remise",
        "GET /v1/statistiques",
    },
    "impression": {
        "POST /v1/lots",
        "GET /v1/travaux",
        "GET /v1/travaux/{id}",
        "DELETE /v1/travaux/{id}",
        "GET /v1/travaux/{id}/evenements",
        "GET /v1/fichiers/{id}",
        "HEAD /v1/fichiers/{id}",
        "GET /v1/registre",
        "GET /v1/registre/{numero}",
        "POST /v1/registre/{numero}/remise",
        "POST /v1/registre/{numero}/annulation",
        "POST /v1/registre/{numero}/reedition",
        "POST /v1/registre/{numero}/gachage",
        "GET /v1/statistiques",
    },
    "verificateur": set[str](),
}
ROUTES = sorted(
    f"{methode} {route.path}"
    for routeur in ROUTEURS
    for route in routeur.routes
    if isinstance(route, APIRoute)
    for methode in route.methods
)
VALEURS = {"{geste}": "editer-pv", "{type}": "pv_general", "{id}": "inconnu", "{numero}": "2019-974-9999999-X"}


def appeler(serveur: Serveur, appelant: str | None, route: str) -> int:
    """The status of a call with an empty body."""
    methode, chemin = route.split()
    for nom, valeur in VALEURS.items():
        chemin = chemin.replace(nom, valeur)
    with serveur.client(appelant) as client:
        return client.request(methode, chemin).status_code


def test_les_tables_ne_nomment_que_des_routes_qui_existent() -> None:
    assert OUVERTES.union(*PAR_ROLE.values()) - set(ROUTES) == set()


@pytest.mark.parametrize("route", ROUTES)
def test_chaque_role_n_ouvre_que_ses_routes(route: str, serveur: Serveur) -> None:
    ouverte = route in OUVERTES
    assert (appeler(serveur, None, route) == 401) is not ouverte
    for role, permises in PAR_ROLE.items():
        statut = appeler(serveur, role, route)
        assert (statut == 403) is not (ouverte or route in permises), (role, statut)
    for role in ("ceres", "admin"):
        assert appeler(serveur, role, route) not in (401, 403)


@pytest.mark.parametrize("entete", ["", "Basic YTpi", "Bearer", "Bearer dk_inconnue", "Bearer a.b.c", "dk_x"])
def test_une_cle_qui_ne_vaut_rien_est_401_partout_ou_il_en_faut_une(entete: str, serveur: Serveur) -> None:
    with serveur.client(None, Authorization=entete) as client:
        reponse = client.get("/v1/depots")
    assert reponse.status_code == 401
    assert reponse.headers["WWW-Authenticate"] == "Bearer"
    assert reponse.json()["type"] == "urn:docgen:probleme:non-identifie"
