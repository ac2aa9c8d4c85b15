"""What goes around each answer: its identifier, its headers, its log line, its measure, its line of audit."""

from __future__ import annotations

import gzip
import json
import re

import httpx
import pytest

from service.administration.tables import Audit
from tests.service.http.serveur import JOUR, Serveur, attendre_pret, attendre_travail, charge


def test_la_reference_de_l_appelant_revient(ceres: httpx.Client) -> None:
    assert ceres.get("/sante", headers={"X-Request-Id": "appel-0001"}).headers["X-Request-Id"] == "appel-0001"
    for mauvaise in ("court", "avec espace dedans", "x" * 65, "é" * 10):
        donnee = ceres.get("/sante", headers={b"X-Request-Id": mauvaise.encode()}).headers["X-Request-Id"]
        assert donnee != mauvaise
        assert len(donnee) == 16


@pytest.mark.parametrize("chemin", ["/sante", "/v1/types", "/v1/depots", "/nulle/part"])
def test_les_entetes_de_surete_sont_partout(chemin: str, ceres: httpx.Client) -> None:
    entetes = ceres.get(chemin).headers
    assert entetes["X-Content-Type-Options"] == "nosniff"
    assert entetes["Content-Security-Policy"].startswith("default-src 'none'")
    assert entetes["Referrer-Policy"] == "no-referrer"
    assert entetes["Cache-Control"]
    assert "Server" not in entetes


@pytest.mark.parametrize("cle", [{}, {"Idempotency-Key": "formulaire-casse"}], ids=["sans clé", "avec une clé"])
@pytest.mark.parametrize("chemin", ["/v1/depots", "/verification", "/v1/retours"])
def test_un_formulaire_illisible_est_refuse_par_une_erreur_decrite(
    chemin: str, cle: dict[str, str], ceres: httpx.Client
) -> None:
    entetes = {"Content-Type": "multipart/form-data; boundary=bord", **cle}
    refus = ceres.post(chemin, content=b"--bord\r\nTrue--bord--\r\n", headers=entetes)
    assert (refus.status_code, refus.json()["type"]) == (422, "urn:docgen:probleme:requete-invalide")
    assert refus.json()["erreurs"][0]["message"].startswith("Le formulaire est illisible")


def test_le_routeur_aussi_repond_par_des_problemes(ceres: httpx.Client) -> None:
    for methode, chemin, statut in (
        ("GET", "/nulle/part", 404),
        ("PUT", "/v1/depots", 405),
        ("GET", "/v1/depots/", 404),
    ):
        reponse = ceres.request(methode, chemin)
        assert reponse.status_code == statut
        assert reponse.headers["Content-Type"] == "application/problem+json"
        assert reponse.json()["reference"] == reponse.headers["X-Request-Id"]


def test_allow_dit_tout_ce_que_l_adresse_accepte(ceres: httpx.Client) -> None:
    assert ceres.put("/v1/depots").headers["Allow"] == "GET, POST"
    assert ceres.post("/v1/fichiers/x").headers["Allow"] == "GET, HEAD"


def test_qui_accepte_du_html_sans_etre_un_navigateur_recoit_des_problemes(serveur: Serveur) -> None:
    """What Java's own client sends by default; a browser that shows the answer also says that it navigates."""
    with serveur.client(None, Accept="text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2") as client:
        for chemin, statut in (("/v1/depots", 401), ("/v1/nulle-part", 404)):
            reponse = client.get(chemin)
            assert (reponse.status_code, reponse.headers["Content-Type"]) == (statut, "application/problem+json")
            page = client.get(chemin, headers={"Sec-Fetch-Mode": "navigate"})
            assert page.status_code == {401: 303, 404: 404}[statut]
            assert "problem" not in page.headers.get("Content-Type", "")


@pytest.mark.parametrize(
    "entetes",
    [{"Content-Type": "text/xml"}, {"Content-Type": "application/json", "Content-Encoding": "gzip"}],
)
def test_un_corps_d_un_autre_type_est_refuse(entetes: dict[str, str], ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/controles/editer-pv", content=gzip.compress(charge()), headers=entetes)
    assert (reponse.status_code, reponse.json()["type"]) == (415, "urn:docgen:probleme:type-media-refuse")


def test_un_corps_trop_gros_est_refuse_meme_s_il_tait_sa_taille(ceres: httpx.Client) -> None:
    def morceaux() -> object:
        for _ in range(11):
            yield b" " * 1_000_000

    for corps in (b" " * 11_000_000, morceaux()):
        reponse = ceres.post("/v1/depots", content=corps)  # type: ignore[arg-type]
        assert (reponse.status_code, reponse.json()["type"]) == (413, "urn:docgen:probleme:corps-trop-gros")


@pytest.mark.parametrize("chemin", ["/v1/controles/saisir-resultats", "/v1/attestations", "/v1/dossiers", "/v1/depots"])
def test_la_taille_permise_est_celle_d_un_fichier_a_l_octet_pres(chemin: str, ceres: httpx.Client) -> None:
    """A form has some more around its file, and its file no more than a body."""
    json, trop = {"Content-Type": "application/json"}, b" " * 9_999_999 + b"[]"
    assert ceres.post(chemin, content=trop, headers=json).status_code == 413
    assert ceres.post(chemin, content=trop[1:], headers=json).status_code in (201, 422)
    if chemin == "/v1/depots":
        assert ceres.post(chemin, files={"fichier": ("s.json", trop)}).status_code == 413
        assert ceres.post(chemin, files={"fichier": ("s.json", trop[1:])}).status_code == 201


def test_le_journal_ne_dit_ni_nom_ni_code_ni_question(serveur: Serveur) -> None:
    with serveur.client("ceres", **{"X-Request-Id": "journal-0001"}) as client:
        client.post("/v1/depots", params={"date": JOUR, "nom": "fontaine-marie.json"}, content=charge())
        client.get("/verification/2019-974-0000001-V", params={"cle": "clesecrete"})
        client.post("/v1/controles/editer-pv", content=charge(debut="FONTAINE"))
    lignes = serveur.lignes_de("journal-0001", 3)
    texte = (serveur.dossier / "journal.txt").read_text(encoding="utf-8")
    for secret in ("FONTAINE", "fontaine", "clesecrete", "9741411152681F", serveur.secrets["ceres"]):
        assert secret not in texte, secret
    assert lignes[0]["route"] == "/v1/depots"
    assert lignes[0]["statut"] == 201
    assert lignes[0]["appelant"].startswith("cle:")


def test_ni_le_journal_ni_l_audit_ne_nomment_ceux_dont_on_fait_les_papiers(serveur: Serveur) -> None:
    """Whatever is done of a session, done well or not, here or in a child."""
    nom = "ZWYXKQV"
    session = json.loads(charge(id="750001"))
    session["candidats"][0]["nom"] = nom
    malformee = {**session, nom: nom, "version": nom}
    parametres = {"date": JOUR, "types": "bordereau_pv"}
    with serveur.client("ceres") as client:
        adresses = [
            client.post("/v1/dossiers", params=parametres, json=session).headers["Location"],
            client.post("/v1/lots", params={"date": JOUR}, json={"charges": [session, malformee]}).headers["Location"],
        ]
        for corps in (session, malformee):
            client.post("/v1/depots", params={"nom": f"{nom}.json"}, json=corps)
            client.post(f"/v1/controles/{nom}", json=corps)
            client.post("/v1/controles/editer-parchemins", json=corps)
            client.post("/v1/documents/convocation_candidat", params={"destinataire": nom}, json=corps)
            client.post("/v1/documents/parchemin", json=corps, headers={"Idempotency-Key": nom})
        client.get(f"/v1/registre/{nom}")
        client.get(f"/{nom}")
        assert [attendre_travail(client, adresse)["etat"] for adresse in adresses] == ["TERMINE", "PARTIEL"]
    with serveur.base() as base:
        lignes = Audit(base).chercher("", (), None, 100)[::-1]
    assert nom not in (serveur.dossier / "journal.txt").read_text(encoding="utf-8")
    assert len(lignes) > 4
    assert nom not in str(lignes)


def test_l_audit_retient_qui_a_change_quoi_et_ne_se_reecrit_pas(serveur: Serveur) -> None:
    with serveur.client("centre", **{"X-Request-Id": "audit-0001"}) as client:
        client.post("/v1/depots", content=charge())
        client.post("/v1/controles/editer-pv", content=charge())
        client.get("/v1/depots")
        client.delete("/v1/travaux/inconnu")
        client.post("/v1/lots", json={})
    with serveur.base() as base:
        lignes = Audit(base).chercher("audit-0001", (), None, 100)[::-1]
    assert [(ligne.acte, ligne.objet, ligne.statut) for ligne in lignes] == [
        ("Déposer une charge", "", 201),
        ("Annuler un travail", "inconnu", 404),
        ("Préparer un lot d’impression de plusieurs sessions", "", 403),
    ]
    assert {ligne.role for ligne in lignes} == {"centre"}


def test_les_mesures_et_la_sante(ceres: httpx.Client) -> None:
    assert ceres.get("/sante").json() == {"etat": "en vie"}
    dit = attendre_pret(ceres).json()
    assert re.fullmatch(r"pas encore vérifié|intact, vérifié le .* UTC", dit.pop("historique"))
    assert dit == dict.fromkeys(("etat", "registre", "fichiers", "travaux", "temoin", "disque"), "prêt")
    mesures = ceres.get("/metriques").text
    assert 'docgen_requetes_total{methode="GET",route="/sante",statut="200"}' in mesures
    assert "docgen_temoin_perdu 0.0" in mesures
    assert 'docgen_duree_secondes_bucket{le="0.1",route="/sante/pret"}' in mesures


@pytest.mark.parametrize("chemin", ["/v1/regles", "/v1/types", "/v1/cles", "/v1/cachets"])
def test_les_references_se_gardent(chemin: str, serveur: Serveur) -> None:
    with serveur.client(None) as client:
        reponse = client.get(chemin)
        assert isinstance(reponse.json(), list)
        assert reponse.headers["Cache-Control"].startswith("public")
        assert client.get(chemin, headers={"If-None-Match": reponse.headers["ETag"]}).status_code == 304
