"""Deposits: kept as they were sent, with what the rules said that day."""

from __future__ import annotations

import httpx
import pytest

from tests.service.http.serveur import AUTRE_SIRET, JOUR, SIRET, Serveur, charge


def test_un_depot_donne_ce_qui_peut_etre_emis_et_pourquoi_le_reste_ne_le_peut_pas(ceres: httpx.Client) -> None:
    octets = charge()
    reponse = ceres.post("/v1/depots", params={"date": JOUR, "nom": "session.json"}, content=octets)
    assert reponse.status_code == 201
    depot = reponse.json()
    assert (depot["nom"], depot["session"], depot["siret"], depot["taille"]) == (
        "session.json",
        "123456",
        SIRET,
        len(octets),
    )
    types = {ligne["type"]: ligne for ligne in depot["rapport"]["types"]}
    assert types["pv_general"]["emettable"]
    assert types["formulaire_remise"]["emettable"], "it lists what the same set issues"
    assert depot["etat"] == "ACCEPTE"
    assert not types["convocation_candidat"]["appele"]
    assert all(ligne["manquements"] for ligne in types.values() if ligne["nombre"] and not ligne["emettable"])
    relu = ceres.get(reponse.headers["Location"])
    assert relu.json() == depot
    assert ceres.get(reponse.headers["Location"] + "/charge").content == octets


def test_un_formulaire_vaut_un_corps(ceres: httpx.Client) -> None:
    octets = charge()
    reponse = ceres.post("/v1/depots", files={"fichier": ("dossier/mon fichier.json", octets)})
    assert reponse.status_code == 201
    assert reponse.json()["nom"] == "mon fichier.json"
    assert ceres.get(f"/v1/depots/{reponse.json()['id']}/charge").content == octets


def test_un_formulaire_sans_fichier_est_mal_forme(ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/depots", files={"autre": ("a.json", b"{}")})
    assert reponse.status_code == 422
    assert reponse.json()["erreurs"][0]["chemin"] == "fichier"


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7", b"{", b"[" * 40, "é".encode("latin-1"), b"{}"])
def test_une_charge_mal_formee_est_gardee_avec_ses_erreurs(octets: bytes, ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/depots", content=octets)
    assert reponse.status_code == 201
    depot = reponse.json()
    assert (depot["etat"], depot["siret"], depot["rapport"]["types"]) == ("MALFORME", None, [])
    assert depot["rapport"]["erreurs"][0]["message"]


def test_un_centre_ne_voit_que_les_siens(serveur: Serveur) -> None:
    with serveur.client("centre") as centre, serveur.client("autre") as autre:
        depose = centre.post("/v1/depots", content=charge()).raise_for_status()
        malforme = centre.post("/v1/depots", content=b"{").raise_for_status()
        assert malforme.json()["siret"] == SIRET
        adresse = depose.headers["Location"]
        assert centre.get(adresse).status_code == 200
        assert autre.get(adresse).status_code == autre.get(f"{adresse}/charge").status_code == 404
        assert {depot["siret"] for depot in autre.get("/v1/depots").json()["depots"]} <= {AUTRE_SIRET}


def test_les_pages_se_suivent_sans_trou_ni_double(ceres: httpx.Client) -> None:
    deposes = [ceres.post("/v1/depots", content=charge()).json()["id"] for _ in range(5)]
    adresse, vus = "/v1/depots?limite=2", []
    while adresse:
        page = ceres.get(adresse)
        vus += [depot["id"] for depot in page.json()["depots"]]
        adresse = page.links.get("next", {}).get("url", "")
        assert bool(adresse) == (page.json()["suite"] is not None)
    assert vus[:5] == deposes[::-1]
    assert len(set(vus)) == len(vus)


def test_une_suite_inconnue_est_une_page_vide(ceres: httpx.Client) -> None:
    for liste in ("depots", "travaux"):
        assert ceres.get(f"/v1/{liste}", params={"depuis": "inconnu"}).json() == {liste: [], "suite": None}


def test_une_page_trop_grande_est_refusee(ceres: httpx.Client) -> None:
    reponse = ceres.get("/v1/depots", params={"limite": 201})
    assert reponse.status_code == 422
    assert "au plus 200" in reponse.json()["erreurs"][0]["message"]
