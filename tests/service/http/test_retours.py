"""Signed papers sent back to the service: read by a job, sorted for their centre, named to no other."""

from __future__ import annotations

import json
import random

import httpx
import pytest
from PIL import Image

from outils.numerisation import Numerisation, dessiner, en_pdf, numeriser
from tests.cli.pilote import Poste
from tests.service.http.serveur import JOUR, SIRET, Serveur, attendre_travail, charge, environnement

SESSION = "720001"
NETTE = Numerisation(200, "gris", 0.0, 1.0, (0.0, 0.0), 0.0, 0, False, None)


@pytest.fixture(scope="module")
def pages(serveur: Serveur) -> list[Image.Image]:
    """The printed pages of the PVs of a session."""
    parametres = {"date": JOUR, "types": "pv_general,pv_individuel,bordereau_pv", "usage": "impression"}
    with serveur.client("ceres") as ceres:
        reponse = ceres.post("/v1/dossiers", params=parametres, content=charge(id=SESSION))
        travail = attendre_travail(ceres, reponse.headers["Location"])
        liens = [fichier["lien"] for fichier in travail["fichiers"] if fichier["nom"].endswith(".pdf")]
        return [page for lien in liens for page in dessiner(ceres.get(lien).content, 200)]


def _scan(pages: list[Image.Image], graine: int = 1) -> bytes:
    alea = random.Random(graine)
    melees = alea.sample(pages, len(pages))
    comment = [Numerisation.tiree(alea, tampon=None, finesse=200) for _ in melees]
    vues = [numeriser(page.copy(), maniere, alea) for page, maniere in zip(melees, comment, strict=True)]
    return en_pdf(vues, [200] * len(vues))


def _rendre(client: httpx.Client, *fichiers: bytes) -> httpx.Response:
    joints = [("fichiers", (f"scan{rang}.pdf", contenu)) for rang, contenu in enumerate(fichiers)]
    return client.post("/v1/retours", files=joints)


def test_un_pli_rendu_est_range_et_dit_complet(serveur: Serveur, pages: list[Image.Image]) -> None:
    with serveur.client("centre") as centre:
        reponse = _rendre(centre, _scan(pages[:4]), _scan(pages[4:], 2))
        assert reponse.status_code == 202, reponse.text
        travail = attendre_travail(centre, reponse.headers["Location"])
        assert (travail["etat"], travail["total"]) == ("TERMINE", 2)
        (pli,) = travail["bilan"]["plis"]
        assert (pli["session"], pli["complet"], pli["manquants"]) == (SESSION, True, [])
        assert {page["etat"] for page in travail["bilan"]["pages"]} == {"RECUE"}
        noms = {fichier["nom"] for fichier in travail["fichiers"]}
        assert f"PVG_{SESSION}_TP-01303_25022019_SIGNE.pdf" in noms
        assert centre.get(travail["fichiers"][0]["lien"]).content.startswith(b"%PDF-")


def test_un_autre_centre_n_apprend_rien_de_ces_pages_ni_de_leur_envoi(
    serveur: Serveur, pages: list[Image.Image]
) -> None:
    with serveur.client("autre") as autre, serveur.client("centre") as centre:
        reponse = _rendre(autre, _scan(pages[:2]))
        assert (reponse.status_code, SIRET in reponse.text) == (202, False)
        adresse = reponse.headers["Location"]
        travail = attendre_travail(autre, adresse)
        assert {page["etat"] for page in travail["bilan"]["pages"]} == {"AUTRE_CENTRE"}
        assert (travail["fichiers"], travail["bilan"]["documents"]) == ([], [])
        assert SESSION not in str(travail["bilan"])
        assert centre.get(adresse).status_code == 404


def test_un_fichier_casse_n_arrete_pas_les_autres(serveur: Serveur, pages: list[Image.Image]) -> None:
    with serveur.client("centre") as centre:
        travail = attendre_travail(centre, _rendre(centre, b"%PDF-1.7 rien", _scan(pages[:1])).headers["Location"])
        assert travail["etat"] == "PARTIEL"
        (refus,) = travail["bilan"]["refus"]
        assert (refus["fichier"], refus["message"].startswith("« scan0.pdf »")) == ("1-scan0.pdf", True)
        assert len(travail["bilan"]["documents"]) == 1
        seul = attendre_travail(centre, _rendre(centre, b"rien").headers["Location"])
        assert (seul["etat"], seul["fichiers"]) == ("ECHOUE", [])


def test_une_personne_oubliee_l_est_aussi_de_ce_que_le_service_garde(
    serveur: Serveur, pages: list[Image.Image]
) -> None:
    """Its session's deposits, sets and scans go, with their bytes; the documents of another session stay."""
    session, milieu = "720003", environnement(serveur.dossier, f"sqlite:///{serveur.dossier / 'docgen.db'}")
    poste = Poste(serveur.dossier, {nom: milieu[nom] for nom in milieu if nom.startswith("DOCGEN_")})
    with serveur.client("ceres") as ceres:
        depot = ceres.post("/v1/depots", content=charge(id=session)).raise_for_status().json()["id"]
        parametres = {"date": JOUR, "types": "pv_general,parchemin", "usage": "impression"}
        dossier = ceres.post("/v1/dossiers", params=parametres, content=charge(id=session)).headers["Location"]
        fichiers = attendre_travail(ceres, dossier)["fichiers"]
        (general,) = (un["lien"] for un in fichiers if un["nom"].startswith("PVG_"))
        siens = _rendre(ceres, ceres.get(general).content, _scan(pages[:1], 4)).headers["Location"]
        autres = _rendre(ceres, _scan(pages[:1], 3)).headers["Location"]
        livres = [un["lien"] for un in attendre_travail(ceres, dossier)["fichiers"]]
        ranges = attendre_travail(ceres, siens)
        de_qui = {un["fichier"]: un["session"] for un in ranges["bilan"]["documents"]}
        rendus = {de_qui[un["nom"]]: un["lien"] for un in ranges["fichiers"]}
        assert set(rendus) == {session, SESSION}
        attendre_travail(ceres, autres)
        personne = json.loads(charge())["candidats"][0]
        dit = poste.ici("registre", "oublier", session, personne["id"], "--json")
        assert (dit.code, dit.json["registre"]["titulaires"]) == (0, 1)
        assert dit.json["service"]["travaux"] == 2
        assert dit.json["service"]["depots"] == 2  # sent, and that of the set
        for adresse in (dossier, f"/v1/depots/{depot}", rendus[session], *livres):
            assert ceres.get(adresse).status_code == 404
        reste = ceres.get(siens).json()["bilan"]
        assert ([un["session"] for un in reste["documents"]], reste["pages"]) == ([SESSION], [])
        for adresse in (autres, rendus[SESSION]):
            assert ceres.get(adresse).status_code == 200
    # Names stand in payloads and in accounts; first answers of calls, sent twice, go within two days.
    restes = [un for un in (serveur.dossier / "fichiers").rglob("*") if un.is_file() and "reponses" not in un.parts]
    assert not [un for un in restes if session.encode() in un.read_bytes()]
    assert poste.ici("registre", "verifier").code == 0


def test_un_envoi_vide_ou_d_une_autre_forme_est_refuse(serveur: Serveur) -> None:
    with serveur.client("centre") as centre, serveur.client("impression") as impression:
        assert centre.post("/v1/retours", content=b"{}").status_code == 422
        assert centre.post("/v1/retours", data={"autre": "1"}).status_code == 422
        assert centre.post("/v1/retours", files=[("autre", ("a.pdf", b"x"))]).status_code in (400, 422)
        assert _rendre(impression, b"x").status_code == 403
