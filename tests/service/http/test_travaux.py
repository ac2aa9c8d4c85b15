"""Jobs over HTTP: asked, followed, listed, cancelled."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.service.http.serveur import JOUR, Serveur, attendre_travail, charge


def evenements(client: httpx.Client, adresse: str, **entetes: str) -> list[tuple[int, dict[str, Any]]]:
    """The events of a job until the last one: their identifiers and data."""
    recus, ident = [], 0
    with client.stream("GET", f"{adresse}/evenements", headers=entetes) as reponse:
        assert reponse.headers["Content-Type"].startswith("text/event-stream")
        for ligne in reponse.iter_lines():
            if ligne.startswith("id: "):
                ident = int(ligne[4:])
            elif ligne.startswith("data: "):
                recus.append((ident, json.loads(ligne[6:])))
    return recus


def test_un_dossier_se_suit_jusqu_au_bout_et_se_reprend(ceres: httpx.Client) -> None:
    parametres = {"date": JOUR, "types": "bordereau_pv"}
    reponse = ceres.post("/v1/dossiers", params=parametres, content=charge(id="710001"))
    assert reponse.status_code == 202
    adresse = reponse.headers["Location"]
    recus = evenements(ceres, adresse)
    assert recus[-1][1] == ceres.get(adresse).json()
    assert recus[-1][1]["etat"] == "TERMINE"
    assert [ident for ident, _ in recus] == sorted({ident for ident, _ in recus})
    dernier = recus[-1][0]
    assert evenements(ceres, adresse, **{"Last-Event-ID": str(dernier - 1)}) == recus[-1:]
    fini = ceres.get(f"{adresse}/evenements", headers={"Last-Event-ID": str(dernier)})
    assert (fini.status_code, fini.content) == (204, b"")  # what tells a browser not to come back


def test_un_depot_vaut_une_charge(ceres: httpx.Client) -> None:
    depot = ceres.post("/v1/depots", params={"date": JOUR}, content=charge(id="710002")).json()["id"]
    reponse = ceres.post("/v1/dossiers", params={"date": JOUR, "types": "bordereau_pv", "depot": depot})
    assert reponse.status_code == 202, reponse.text
    travail = attendre_travail(ceres, reponse.headers["Location"])
    assert travail["bilan"]["session"] == "710002"
    assert {fichier["nom"].rpartition(".")[2] for fichier in travail["fichiers"]} == {"pdf", "zip"}


def test_ce_qui_ne_peut_pas_devenir_un_travail_est_dit_tout_de_suite(ceres: httpx.Client) -> None:
    depot = ceres.post("/v1/depots", content=b"{").json()["id"]
    cas: tuple[tuple[dict[str, str], bytes, int], ...] = (
        ({"depot": "inconnu"}, b"", 404),
        ({"depot": depot}, b"", 422),
        ({"depot": depot}, charge(), 422),
        ({"types": "diplome"}, charge(), 422),
        ({}, b"{}", 422),
    )
    for parametres, corps, statut in cas:
        reponse = ceres.post("/v1/dossiers", params=parametres, content=corps)
        assert reponse.status_code == statut, (parametres, reponse.text)


def test_une_session_refusee_fait_un_travail_qui_dit_pourquoi(ceres: httpx.Client) -> None:
    octets = charge(id="710003", statut="TERMINEE")
    reponse = ceres.post("/v1/dossiers", params={"date": JOUR, "types": "parchemin"}, content=octets)
    travail = attendre_travail(ceres, reponse.headers["Location"])
    assert travail["etat"] == "ECHOUE"
    assert travail["bilan"]["manquements"]


def test_un_travail_s_annule(ceres: httpx.Client) -> None:
    adresses = [
        ceres.post("/v1/dossiers", params={"date": JOUR}, content=charge(id=f"71001{rang}")).headers["Location"]
        for rang in range(3)
    ]
    reponse = ceres.delete(adresses[-1])
    assert reponse.status_code == 202
    assert reponse.json()["annulation"]
    assert attendre_travail(ceres, adresses[-1])["etat"] == "ANNULE"
    assert ceres.delete(adresses[-1]).status_code == 202
    assert [attendre_travail(ceres, adresse)["etat"] for adresse in adresses[:-1]] == ["TERMINE", "TERMINE"]


def test_un_centre_ne_voit_que_les_siens_et_l_impression_que_les_lots(serveur: Serveur, dossier_fait: str) -> None:
    with serveur.client("centre") as centre:
        assert dossier_fait.rpartition("/")[2] in {ligne["id"] for ligne in centre.get("/v1/travaux").json()["travaux"]}
    for nom in ("autre", "impression"):
        with serveur.client(nom) as client:
            vus = client.get("/v1/travaux", params={"limite": 200}).json()["travaux"]
            assert dossier_fait.rpartition("/")[2] not in {travail["id"] for travail in vus}


def test_un_lot_de_depots_et_de_charges_se_suit_et_se_telecharge(serveur: Serveur) -> None:
    with serveur.client("ceres") as ceres, serveur.client("impression") as imprimeur:
        depot = ceres.post("/v1/depots", params={"date": JOUR}, content=charge(id="710020")).json()["id"]
        corps = {
            "depots": [depot],
            "charges": [json.loads(charge(id="710021")), {"version": 1}],
            "types": ["parchemin"],
        }
        reponse = ceres.post("/v1/lots", params={"date": JOUR}, json=corps)
        assert reponse.status_code == 202, reponse.text
        travail = attendre_travail(imprimeur, reponse.headers["Location"])
        assert travail["etat"] == "PARTIEL", travail  # the third one is no session
        fichiers = {fichier["nom"]: fichier["lien"] for fichier in travail["fichiers"]}
        manifeste = imprimeur.get(fichiers["manifeste.json"]).json()
        corrections = imprimeur.get(fichiers["corrections.json"]).text
    assert "710020" in json.dumps(manifeste)
    assert "710021" in json.dumps(manifeste)
    assert "charge-0002.json" in corrections
    assert any(nom.endswith("VOL_01.pdf") for nom in fichiers)


@pytest.mark.parametrize(
    ("corps", "mot"),
    [
        ({}, "0 sessions"),
        ({"depots": ["x"] * 600, "charges": [{}] * 600}, "1200 sessions"),
        ({"depots": ["x"] * 1001}, "Le lot a 1001 sessions ; donnez-en de 1 à 1000"),
        ({"charges": [{}] * 1001}, "Le lot a 1001 sessions ; donnez-en de 1 à 1000"),
        ({"depots": ["x"], "couleur": "rouge"}, "inconnu"),
        ({"depots": ["x"], "feuilles_par_volume": 0}, "au moins 1"),
        ({"depots": ["x"], "genre": "autre"}, "choisissez parmi"),
    ],
)
def test_un_lot_mal_demande_est_refuse_en_francais(corps: dict[str, Any], mot: str, ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/lots", json=corps)
    assert reponse.status_code == 422, reponse.text
    assert mot in reponse.json()["erreurs"][0]["message"]


def test_un_profil_qui_ferait_perdre_du_texte_est_refuse_avec_chaque_marge(ceres: httpx.Client) -> None:
    profil = {"imprimante": "Nord", "droite_recto": 9.0, "bas_verso": -4.0}
    reponse = ceres.post("/v1/lots", json={"depots": ["x"], "profil": profil})
    assert reponse.status_code == 422, reponse.text
    assert "au recto, la marge de gauche serait de 1,5 mm" in reponse.json()["detail"]
    assert "au verso, la marge du bas serait de 2,5 mm" in reponse.json()["detail"]


def test_un_lot_dont_le_corps_est_coupe_est_refuse(ceres: httpx.Client) -> None:
    assert ceres.post("/v1/lots", content=b"{").status_code == 422
