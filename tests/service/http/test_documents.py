"""Documents in the request: what comes back, and what is refused before anything is numbered."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import httpx
import pypdf
import pytest

from tests.attente import en_meme_temps
from tests.service.http.serveur import JOUR, Serveur, bloquants, charge

CANDIDAT = "9741411152681F"


def test_un_document_seul_est_le_fichier(ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/documents/pv_general", params={"date": JOUR}, content=charge())
    assert reponse.status_code == 200, reponse.text
    assert reponse.headers["Content-Type"] == "application/pdf"
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="PVG_123456_TP-01303_25022019.pdf"'
    assert reponse.headers["ETag"] == f'"{hashlib.sha256(reponse.content).hexdigest()}"'
    assert "Docgen-Numero" not in reponse.headers
    assert len(pypdf.PdfReader(io.BytesIO(reponse.content)).pages) == 2


def test_plusieurs_documents_sont_un_zip_avec_leur_rapport(ceres: httpx.Client) -> None:
    octets = charge(id="700001")
    premiere, seconde = (ceres.post("/v1/documents/parchemin", params={"date": JOUR}, content=octets) for _ in range(2))
    assert premiere.headers["Content-Type"] == "application/zip"
    assert premiere.content == seconde.content
    with zipfile.ZipFile(io.BytesIO(premiere.content)) as archive:
        rapport = json.loads(archive.read("rapport.json"))
        noms = set(archive.namelist())
    assert noms == {"rapport.json", *(document["fichier"] for document in rapport["documents"])}
    numeros = [document["numero"] for document in rapport["documents"]]
    assert premiere.headers["Docgen-Numero"] == ", ".join(numeros)
    assert len(set(numeros)) == len(numeros) > 1


def test_seize_appels_au_meme_instant_donnent_un_seul_numero(serveur: Serveur) -> None:
    octets = charge(id="700002")

    def demander(_: int) -> tuple[str, bytes]:
        with serveur.client("ceres") as client:
            parametres = {"date": JOUR, "destinataire": CANDIDAT}
            reponse = client.post("/v1/documents/parchemin", params=parametres, content=octets)
        assert reponse.status_code == 200, reponse.text
        return reponse.headers["Docgen-Numero"], reponse.content

    assert len(set(en_meme_temps(demander, 16))) == 1


def test_un_docx_pour_les_courriers_et_406_pour_les_autres(ceres: httpx.Client) -> None:
    octets = charge("session-titre-a-convoquer")
    parametres = {"date": "2026-11-02", "format": "docx"}
    reponse = ceres.post("/v1/documents/convocation_surveillant", params=parametres, content=octets)
    assert reponse.status_code == 200, reponse.text
    assert reponse.headers["Content-Disposition"].endswith('.docx"')
    refus = ceres.post("/v1/documents/pv_general", params=parametres, content=octets)
    assert refus.status_code == 406
    assert "Formats possibles : pdf" in refus.json()["detail"]


def test_les_regles_refusent_sans_rien_numeroter_et_un_brouillon_passe(ceres: httpx.Client) -> None:
    octets = charge(id="700003", statut="TERMINEE")
    parametres = {"date": JOUR, "destinataire": CANDIDAT}
    refus = ceres.post("/v1/documents/parchemin", params=parametres, content=octets)
    assert refus.status_code == 409
    assert bloquants(refus.json()["manquements"])
    brouillon = ceres.post("/v1/documents/parchemin", params=parametres | {"brouillon": "true"}, content=octets)
    assert brouillon.status_code == 200
    assert "BROUILLON" in brouillon.headers["Content-Disposition"]
    assert "Docgen-Numero" not in brouillon.headers


def test_un_papier_ne_se_date_ni_d_avant_la_validation_ni_de_demain(ceres: httpx.Client) -> None:
    for jour in ("2019-03-03", (date.today() + timedelta(days=2)).isoformat()):
        refus = ceres.post("/v1/documents/parchemin", params={"date": jour}, content=charge(id="700009"))
        assert refus.status_code == 409, jour
        assert "PARC-09" in {manquement["regle"] for manquement in refus.json()["manquements"]}


@pytest.mark.parametrize(
    ("chemin", "parametres", "statut"),
    [
        ("/v1/documents/diplome", {}, 404),
        ("/v1/documents/pv_general", {"usage": "reliure"}, 422),
        ("/v1/documents/parchemin", {"destinataire": "personne"}, 422),
        ("/v1/documents/pv_general", {"brouillon": "peut-être"}, 422),
    ],
)
def test_ce_qui_n_existe_pas_est_refuse(
    chemin: str, parametres: dict[str, str], statut: int, ceres: httpx.Client
) -> None:
    reponse = ceres.post(chemin, params={"date": JOUR, **parametres}, content=charge())
    assert reponse.status_code == statut, reponse.text


@pytest.mark.parametrize(("usage", "balise"), [("archive", True), ("impression", False)])
def test_seule_l_archive_est_balisee(usage: str, balise: bool, ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/documents/bordereau_pv", params={"date": JOUR, "usage": usage}, content=charge())
    racine = pypdf.PdfReader(io.BytesIO(reponse.content)).root_object
    assert ("/StructTreeRoot" in racine) is balise
