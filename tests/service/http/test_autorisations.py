"""Who may call what: every route of the application, every role."""

from __future__ import annotations

import pytest

from service.app import ROUTEURS, document
from tests.service.acces.test_droits import ATTENDUS, routes
from tests.service.http.serveur import APPELANTS, JOUR, Serveur, charge

ROUTES = [nom for nom, _ in routes(ROUTEURS)]
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


@pytest.mark.parametrize("route", ROUTES)
def test_chaque_role_n_ouvre_que_ses_routes(route: str, serveur: Serveur) -> None:
    permis = ATTENDUS.get(route)
    assert (appeler(serveur, None, route) == 401) is (permis is not None)
    for qui, (role, _) in APPELANTS.items():
        statut = appeler(serveur, qui, route)
        assert statut != 401, qui
        assert (statut == 403) is (permis is not None and role not in permis), (qui, statut)


def test_le_document_publie_dit_toutes_les_routes() -> None:
    publiees = {
        f"{methode.upper()} {chemin}" for chemin, operations in document()["paths"].items() for methode in operations
    }
    assert publiees == set(ROUTES)


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
