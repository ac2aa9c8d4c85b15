"""Who may issue: a centre describes, the State attests; what one call with a centre's key can no longer do."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import httpx
import pytest

from docgen.client import Client, RefuseEnLEtat
from docgen.registre.ouverture_registre import ouvrir_registre
from tests.service.http.monde import entrer
from tests.service.http.serveur import AUTRE_SIRET, JOUR, SIRET, Serveur, attendre_travail, bloquants, charge

PAPIERS = ("parchemin", "livret", "notification", "affichage", "formulaire_remise")


def session(ident: str, candidat: dict[str, Any] | None = None, **racine: dict[str, Any]) -> bytes:
    """The first example under another identifier; its first candidate and its other objects changed."""
    lue = json.loads(charge(id=ident))
    for nom, champs in racine.items():
        lue[nom].update(champs)
    lue["candidats"][0].update(candidat or {})
    return json.dumps(lue, ensure_ascii=False).encode()


def regles(reponse: httpx.Response) -> dict[str, set[str]]:
    """The rules that refuse, with the places that they name."""
    assert reponse.status_code == 409, reponse.text
    dits: dict[str, set[str]] = {}
    for manquement in reponse.json()["manquements"]:
        if manquement["gravite"] == "BLOQUANT":
            dits.setdefault(manquement["regle"], set()).add(manquement["chemin"])
    return dits


@pytest.mark.parametrize("type_document", PAPIERS)
def test_un_centre_n_obtient_rien_de_ce_que_l_etat_n_a_pas_atteste(type_document: str, serveur: Serveur) -> None:
    with serveur.client("centre") as client:
        refus = client.post(f"/v1/documents/{type_document}", params={"date": JOUR}, content=charge(id="660001"))
        assert "PARC-08" in regles(refus)
        essai: dict[str, str | bool] = {"date": JOUR, "brouillon": True}
        assert client.post(f"/v1/documents/{type_document}", params=essai, content=charge(id="660001")).is_success
        assert client.post("/v1/documents/pv_general", params={"date": JOUR}, content=charge(id="660001")).is_success
        assert not [vu for vu in client.get("/v1/registre?limite=200").json()["papiers"] if vu["session"] == "660001"]


@pytest.mark.parametrize(
    ("change", "chemin"),
    [
        ({"candidat": {"id": "INVENTE-1"}}, "/candidats/0"),
        ({"candidat": {"nom": "INVENTÉ", "prenoms": "Titulaire"}}, "/candidats/0/nom"),
        ({"autorite": {"departement": "75"}}, "/autorite/departement"),
        ({"autorite": {"signataire": None}}, "/autorite/signataire"),
        ({"session": {"validation": {"date": "2019-02-27"}}}, "/session/validation/date"),
        ({"titre": {"libelle": "Expert en cybersécurité", "niveau": 7}}, "/titre/niveau"),
    ],
)
def test_un_centre_ne_change_rien_de_ce_qui_est_atteste(change: dict[str, Any], chemin: str, serveur: Serveur) -> None:
    with serveur.client("admin") as etat:
        assert etat.post("/v1/attestations", content=session("660002")).status_code == 200
    with serveur.client("centre") as centre:
        envoi: dict[str, Any] = {"params": {"date": JOUR}, "content": session("660002", **change)}
        assert chemin in regles(centre.post("/v1/documents/parchemin", **envoi))["PARC-08"]
        assert centre.post("/v1/controles/editer-parchemins", **envoi).json()["manquements"]
        lance = centre.post("/v1/dossiers", **envoi)
        travail = attendre_travail(centre, lance.headers["Location"])
        assert travail["etat"] == "ECHOUE"
        assert "PARC-08" in {manquement["regle"] for manquement in travail["bilan"]["manquements"]}


def test_l_attestation_d_un_depot_ouvre_ses_papiers_au_centre_et_un_renvoi_lui_dit_pourquoi(serveur: Serveur) -> None:
    with serveur.client("centre") as centre, serveur.client("ceres") as etat, serveur.client("autre") as autre:
        depot = centre.post("/v1/depots", content=session("660003")).json()
        assert depot["etat"] == "ACCEPTE"
        motif = {"motif": "Le deuxième prénom est à vérifier."}
        assert centre.post(f"/v1/depots/{depot['id']}/renvoi", json=motif).status_code == 403
        assert etat.post(f"/v1/depots/{depot['id']}/renvoi", json={"motif": " "}).status_code == 422
        renvoi = etat.post(f"/v1/depots/{depot['id']}/renvoi", json=motif).json()
        assert (renvoi["attestee"], renvoi["renvois"][0]["motif"]) == (False, motif["motif"])
        assert centre.get("/v1/attestations/660003").json() == renvoi
        assert autre.get("/v1/attestations/660003").status_code == 404
        assert centre.post("/v1/attestations", json={"depot": depot["id"]}).status_code == 403
        dite = etat.post("/v1/attestations", json={"depot": depot["id"]}).json()
        candidats = json.loads(charge())["candidats"]
        assert (dite["siret"], dite["attestee"], len(dite["personnes"])) == (SIRET, True, len(candidats))
        emis = centre.post("/v1/documents/parchemin", content=session("660003"))
        assert emis.status_code == 200
        # Another centre has a session under that identifier: each reads what is said of its own.
        sien = autre.post("/v1/depots", content=session("660003", centre={"siret": AUTRE_SIRET})).json()
        renvoi = etat.post(f"/v1/depots/{sien['id']}/renvoi", json=motif).json()
        assert ([un["depot"] for un in renvoi["renvois"]], renvoi["siret"]) == ([sien["id"]], None)
        assert autre.get("/v1/attestations/660003").json() == renvoi
        assert centre.get("/v1/attestations/660003").json() == dite == etat.get("/v1/attestations/660003").json()


@pytest.mark.parametrize("ident", ["66/0031", "DR/2019_66.0032", "a/../b"])
def test_une_session_dont_l_identifiant_a_une_barre_se_lit_comme_une_autre(ident: str, serveur: Serveur) -> None:
    with Client(serveur.adresse, serveur.secrets["ceres"]) as client:
        dite = client.attester(session(ident))
        assert (dite.session, dite.attestee) == (ident, True)
        assert client.attestation(ident) == dite
    with serveur.client("autre") as autre:
        assert autre.get(f"/v1/attestations/{ident.replace('/', '%2F')}").status_code == 404


def test_une_nouvelle_attestation_contraire_a_un_papier_nomme_les_donnees(serveur: Serveur) -> None:
    with serveur.client("ceres") as etat:
        assert etat.post("/v1/documents/parchemin", params={"date": JOUR}, content=session("660004")).is_success
        assert etat.get("/v1/attestations/660004").json()["attestee"]
        autre = session("660004", candidat={"nom": "AUTREMENT", "civilite": "M."})
        refus = etat.post("/v1/attestations", content=autre)
        assert {"/candidats/0/nom", "/candidats/0/civilite"} <= regles(refus)["PARC-07"]
        assert etat.post("/v1/attestations", content=session("660004")).is_success


def test_la_session_d_un_centre_ne_se_prend_pas_sous_un_autre_siret(serveur: Serveur) -> None:
    with serveur.client("ceres") as etat, serveur.client("autre") as autre:
        assert etat.post("/v1/documents/parchemin", params={"date": JOUR}, content=session("660005")).is_success
        vole = session("660005", centre={"siret": AUTRE_SIRET})
        for chemin in ("/v1/controles/editer-parchemins", "/v1/controles/editer-pv", "/v1/documents/parchemin"):
            reponse = autre.post(chemin, params={"date": JOUR}, content=vole)
            refus = bloquants(reponse.json()["manquements"])
            assert "SESS-18" in refus
            assert not refus & {"PARC-07", "PARC-08"}
            assert SIRET not in reponse.text
        assert etat.post("/v1/documents/parchemin", params={"date": JOUR}, content=vole).status_code == 409


def test_l_etat_seul_date_un_papier_numerote_d_un_jour_passe(serveur: Serveur) -> None:
    """On every way in: documents, dossiers, lots, the client; and the journal says so when the State does."""
    octets = session("660008")
    with serveur.client("ceres") as etat, serveur.client("centre") as centre, serveur.client("impression") as presse:
        etat.post("/v1/attestations", content=octets).raise_for_status()
        refus = centre.post("/v1/documents/parchemin", params={"date": JOUR}, content=octets)
        assert regles(refus) == {"PARC-09": {""}}
        assert centre.post("/v1/documents/notification", params={"date": JOUR}, content=octets).is_success
        brouillon: dict[str, str | bool] = {"date": JOUR, "brouillon": True}
        assert centre.post("/v1/documents/parchemin", params=brouillon, content=octets).is_success
        dossier = centre.post("/v1/dossiers", params={"date": JOUR, "types": "livret,pv_general"}, content=octets)
        assert _regles_du_travail(centre, dossier)[0] == {"PARC-09"}
        lot = presse.post("/v1/lots", params={"date": JOUR}, json={"charges": [json.loads(octets)]})
        bilan = _regles_du_travail(presse, lot)[1]
        assert bloquants(bilan["ecartees"][0]["manquements"]) == {"PARC-09"}
        with Client(serveur.adresse, serveur.secrets["centre"]) as client, pytest.raises(RefuseEnLEtat) as leve:
            client.produire("parchemin", octets, jour=date.fromisoformat(JOUR))
        assert "PARC-09" in {manquement.regle for manquement in leve.value.manquements}
        assert not _jours_passes(serveur, "660008")
        assert etat.post("/v1/documents/parchemin", params={"date": JOUR}, content=octets).is_success
        (dit,) = _jours_passes(serveur, "660008")
        assert (dit["contenu"]["jour"], dit["acteur"][:4], dit["acte"]) == (JOUR, "cle:", "ACCES")
        reimpression = centre.post("/v1/documents/parchemin", params={"date": JOUR}, content=octets)
        assert regles(reimpression) == {"PARC-09": {""}}
        assert centre.post("/v1/documents/parchemin", content=octets).is_success
        assert len(_jours_passes(serveur, "660008")) == 1


def _regles_du_travail(client: httpx.Client, lance: httpx.Response) -> tuple[frozenset[str], dict[str, Any]]:
    """The rules that refuse a job, and its whole account."""
    travail = attendre_travail(client, lance.headers["Location"])
    assert travail["etat"] == "ECHOUE", travail
    return bloquants(travail["bilan"].get("manquements", ())), travail["bilan"]


def _jours_passes(serveur: Serveur, ident: str) -> list[dict[str, Any]]:
    """What the journal says of days gone by, for that session."""
    registre = ouvrir_registre(f"sqlite:///{serveur.dossier / 'docgen.db'}", serveur.dossier / "cles.json", mode="lire")
    return [ligne for ligne in registre.exporter() if ident in ligne["contenu"].get("sessions", ())]  # type: ignore[attr-defined]


def test_une_notification_fausse_se_corrige_et_le_centre_la_redonne(serveur: Serveur) -> None:
    def refuse(prenoms: str) -> bytes:
        lue = json.loads(session("660009"))
        lue["candidats"][2]["prenoms"] = prenoms
        return json.dumps(lue, ensure_ascii=False).encode()

    fausse, juste, pour = refuse("Faux"), refuse("Juste"), {"destinataire": "9741411152683B"}
    with serveur.client("ceres") as etat, serveur.client("centre") as centre:
        etat.post("/v1/attestations", content=fausse).raise_for_status()
        assert centre.post("/v1/documents/notification", params=pour, content=fausse).is_success
        refus = centre.post("/v1/documents/notification", params=pour, content=juste)
        assert regles(refus) == {regle: {"/candidats/2/prenoms"} for regle in ("PARC-07", "PARC-08")}
        assert etat.post("/v1/attestations", content=juste).json()["a_refaire"] == [pour["destinataire"]]
        depot = centre.post("/v1/depots", content=juste).json()["id"]
        for client, nom, adresse in ((etat, "ceres", f"/depots/{depot}/attestation"), (centre, "centre", "")):
            with httpx.Client(base_url=client.base_url, verify=False) as visite:
                entrer(visite, serveur.secrets[nom])
                assert "à refaire" in visite.get(adresse or f"/depots/{depot}", follow_redirects=True).text
        assert centre.get("/v1/attestations/660009").json()["a_refaire"] == [pour["destinataire"]]
        assert centre.post("/v1/documents/notification", params=pour, content=juste).is_success
        assert centre.get("/v1/attestations/660009").json()["a_refaire"] == []
        refus = centre.post("/v1/documents/notification", params=pour, content=fausse)
        assert regles(refus) == {regle: {"/candidats/2/prenoms"} for regle in ("PARC-07", "PARC-08")}
