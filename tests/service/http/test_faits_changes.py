"""The same changes as by the commands, asked of the service by the State's side, which may attest all the rest."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.cli.test_faits_changes import CAS, TITULAIRES, changer
from tests.service.http.serveur import Serveur, attendre_travail, charge

SESSION = "690001"


@pytest.fixture(scope="module")
def emise(serveur: Serveur) -> str:
    """A session whose papers were issued: what its journal and its papers are then."""
    with serveur.client("ceres") as etat:
        for genre in TITULAIRES:
            options = {"usage": "impression"}
            assert etat.post(f"/v1/documents/{genre.value}", params=options, content=charge(id=SESSION)).is_success
        return _papiers(etat)


def _papiers(etat: httpx.Client) -> str:
    papiers = etat.get("/v1/registre?limite=200").json()["papiers"]
    return json.dumps([papier for papier in papiers if papier["session"] == SESSION])


@pytest.mark.parametrize("noms", CAS, ids="+".join)
def test_un_fait_change_est_refuse_et_nomme(serveur: Serveur, emise: str, noms: tuple[str, ...]) -> None:
    racine, chemins, genre = changer(noms, id=SESSION)
    octets, pour = json.dumps(racine).encode(), {"destinataire": racine["candidats"][TITULAIRES[genre]]["id"]}
    with serveur.client("ceres") as etat:
        refus = etat.post(f"/v1/documents/{genre.value}", params=pour, content=octets)
        assert refus.status_code == 409, refus.text[:400]
        assert chemins <= {une["chemin"] for une in refus.json()["manquements"] if une["regle"] == "PARC-07"}
        assert _papiers(etat) == emise


@pytest.mark.parametrize("noms", CAS[-3:], ids="+".join)
def test_un_travail_ne_le_fait_pas_davantage(serveur: Serveur, emise: str, noms: tuple[str, ...]) -> None:
    racine, chemins, genre = changer(noms, id=SESSION)
    with serveur.client("ceres") as etat:
        lot = etat.post("/v1/lots", json={"charges": [racine], "types": [genre.value]})
        dossier = etat.post("/v1/dossiers", params={"types": genre.value}, json=racine)
        ecartees = attendre_travail(etat, lot.headers["Location"])["bilan"]["ecartees"]
        refus = attendre_travail(etat, dossier.headers["Location"])["bilan"]["manquements"]
        for manquements in (ecartees[0]["manquements"], refus):
            assert chemins <= {une["chemin"] for une in manquements if une["regle"] == "PARC-07"}
        assert _papiers(etat) == emise
