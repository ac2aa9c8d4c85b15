"""Who may call what: every route of the application, every role."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.routing import APIRoute

from service.app import ROUTEURS, document
from tests.service.http.serveur import JOUR, SIRET, Serveur, charge

OUVERTES = {
    "GET /v1/regles",
    "GET /v1/types",
    "GET /v1/cles",
    "GET /v1/cachets",
    "GET /verification/{numero}",
    "POST /verification",
    "GET /sante",
    "GET /sante/pret",
    "GET /metriques",
}
SUIVRE = {
    "GET /v1/travaux",
    "GET /v1/travaux/{id}",
    "DELETE /v1/travaux/{id}",
    "GET /v1/travaux/{id}/evenements",
    "GET /v1/fichiers/{id}",
    "HEAD /v1/fichiers/{id}",
    "GET /v1/registre",
    "GET /v1/registre/{numero}",
    "POST /v1/registre/{numero}/remise",
    "POST /v1/registre/{numero}/correction",
    "GET /v1/statistiques",
    "GET /v1/attestations/{session}",
}
PAR_ROLE = {
    "centre": {
        *SUIVRE,
        "POST /v1/controles/{geste}",
        "POST /v1/documents/{type}",
        "POST /v1/depots",
        "GET /v1/depots",
        "GET /v1/depots/{id}",
        "GET /v1/depots/{id}/charge",
        "POST /v1/dossiers",
        "POST /v1/retours",
    },
    "impression": {
        *SUIVRE,
        "POST /v1/lots",
        "POST /v1/registre/{numero}/reedition",
        "POST /v1/registre/{numero}/gachage",
    },
    "verificateur": set[str](),
}
ROUTES = sorted(
    f"{methode} {route.path}"
    for routeur in ROUTEURS
    for route in routeur.routes
    if isinstance(route, APIRoute)
    for methode in route.methods or ()
)
VALEURS = {
    "{session}": "inconnue",
    "{geste}": "editer-pv",
    "{type}": "pv_general",
    "{id}": "inconnu",
    "{numero}": "2019-974-9999999-X",
}


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


def test_les_tables_disent_tout_le_document_publie() -> None:
    publiees = {
        f"{methode.upper()} {chemin}" for chemin, operations in document()["paths"].items() for methode in operations
    }
    assert publiees == set(ROUTES)


@pytest.fixture(scope="session")
def du_centre(serveur: Serveur, dossier_fait: str) -> dict[str, str]:
    """What the first centre has, by what a route calls it."""
    with serveur.client("ceres") as etat:
        assert etat.post("/v1/attestations", content=charge(id="740001")).status_code == 200
    with serveur.client("centre") as client:
        emis = client.post("/v1/documents/parchemin", content=charge(id="740001"))
        numero = emis.headers["Docgen-Numero"].split(", ")[0]
        depot = client.post("/v1/depots", params={"date": JOUR}, content=charge()).json()["id"]
        fichier = client.get(dossier_fait).json()["fichiers"][0]["id"]
    travail = dossier_fait.rpartition("/")[2]
    return {"attestations": "740001", "depots": depot, "travaux": travail, "fichiers": fichier, "registre": numero}


@pytest.mark.parametrize("route", sorted(PAR_ROLE["centre"]))
def test_un_autre_centre_n_atteint_rien(route: str, serveur: Serveur, du_centre: dict[str, str]) -> None:
    """Whatever names a thing of the first centre is said not to be there; what would name it is refused, or empty."""
    methode, chemin = route.split()
    nomme = any(nom in chemin for nom in ("{id}", "{numero}", "{session}"))
    propre = du_centre.get(chemin.split("/")[2], "")
    chemin = chemin.format(geste="editer-pv", type="pv_general", id=propre, numero=propre, session=propre)
    corps = charge() if methode == "POST" and not nomme else None
    if chemin.endswith("/correction"):
        corps = b'{"motif": "ERREUR_DE_SAISIE"}'
    envoi: dict[str, Any] = {"content": corps}
    if chemin == "/v1/retours":  # whatever is in it, it is kept as its sender's own
        envoi = {"files": {"fichiers": ("page.pdf", b"%PDF-1.7", "application/pdf")}}
    with serveur.client("autre") as client:
        reponse = client.request(methode, chemin, params={"date": JOUR}, **envoi)
    attendu = 404 if nomme else 202 if "files" in envoi else 403 if methode == "POST" else 200
    assert reponse.status_code == attendu, reponse.text
    assert not any(ident in reponse.text for ident in (SIRET, *du_centre.values()))


@pytest.mark.parametrize(
    "chemin", ["/v1/controles/editer-pv", "/v1/documents/pv_general", "/v1/depots", "/v1/dossiers"]
)
def test_la_charge_d_un_autre_centre_est_refusee(chemin: str, serveur: Serveur) -> None:
    with serveur.client("autre") as client:
        reponse = client.post(chemin, params={"date": JOUR}, content=charge())
        malformee = client.post(chemin, params={"date": JOUR}, content=b"{")
    assert (reponse.status_code, reponse.json()["type"]) == (403, "urn:docgen:probleme:centre-interdit")
    assert malformee.status_code in (201, 422)  # nobody knows whose it is: its author is told what is wrong


@pytest.mark.parametrize("entete", ["", "Basic YTpi", "Bearer", "Bearer dk_inconnue", "Bearer a.b.c", "dk_x"])
def test_une_cle_qui_ne_vaut_rien_est_401_partout_ou_il_en_faut_une(entete: str, serveur: Serveur) -> None:
    with serveur.client(None, Authorization=entete) as client:
        reponse = client.get("/v1/depots")
    assert reponse.status_code == 401
    assert reponse.headers["WWW-Authenticate"] == "Bearer"
    assert reponse.json()["type"] == "urn:docgen:probleme:non-identifie"
