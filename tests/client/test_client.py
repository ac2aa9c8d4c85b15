"""Every act of the client, on a real service; and every call of it, as the published description says it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pypdf
import pytest

from docgen.client import (
    AppelRefuse,
    Client,
    DelaiDepasse,
    DonneesMalFormees,
    ErreurClient,
    FichierAltere,
    FichierDifferent,
    Interdit,
    Introuvable,
    NonIdentifie,
    Patience,
    RefuseEnLEtat,
    ServiceInjoignable,
)
from docgen.client.modeles_client import Fichier, Travail
from tests.maison.arbre import RACINE
from tests.service.http.serveur import Serveur, charge

DOCUMENT: dict[str, Any] = json.loads((RACINE / "docs" / "openapi.json").read_text(encoding="utf-8"))
JOUR = date(2019, 3, 20)
CANDIDAT = "9741411152681F"
UNE_FOIS = Patience(duree_s=0)
POSES_PAR_HTTPX = {"host", "accept", "accept-encoding", "connection", "user-agent", "content-length", "content-type"}


@pytest.fixture(scope="module")
def lot(client: Client) -> Travail:
    """A finished lot of a deposit and of a payload sent with it."""
    depot = client.deposer(charge(id="735001"), nom="session.json", jour=JOUR, cle_idempotence="depot-735001")
    autre = json.loads(charge(id="735002"))
    travail = client.demander_lot([depot.id], [autre], JOUR, types=["parchemin"], recto=True)
    suivi = list(client.suivre(travail.id, 60))
    assert [etape.version for etape in suivi] == sorted({etape.version for etape in suivi})
    assert suivi[-1].reussi, suivi[-1]
    return suivi[-1]


def test_un_controle_dit_tout_sans_rien_faire(client: Client) -> None:
    assert client.controler("editer-parchemins", charge(), JOUR).permis
    refuse = client.controler("editer-parchemins", json.loads(charge(statut="TERMINEE")), JOUR)
    assert not refuse.permis
    assert refuse.manquements[0].regle
    suspension = {
        "agrement": {"id": "1", "debut": "2020-01-01", "fin": "2030-01-01", "decision": "ACCEPTEE", "statut": "VALIDE"},
        "sessions": [{"id": "1", "statut": "EN_PREPARATION", "debut": "2026-12-01", "fin": "2026-12-02"}],
    }
    suspendu = client.controler("suspendre-agrement", {"version": 1, "geste": suspension}, date(2026, 11, 1))
    assert suspendu.effets["sessions"][0]["statut"] == "SUSPENDUE", suspendu


def test_un_document_arrive_entier_avec_son_nom_et_ses_numeros(client: Client) -> None:
    pv = client.produire("pv_general", charge(), jour=JOUR)
    assert (pv.nom, pv.type_media, pv.numeros) == ("PVG_123456_TP-01303_25022019.pdf", "application/pdf", ())
    assert len(pypdf.PdfReader(io.BytesIO(pv.contenu)).pages) == 2
    seul = client.produire("parchemin", charge(), CANDIDAT, JOUR)
    assert len(seul.numeros) == 1
    assert client.produire("parchemin", charge(), CANDIDAT, JOUR, "la-meme").contenu == seul.contenu
    tous = client.produire("parchemin", charge(), jour=JOUR, usage="impression", papier_en_tete=False)
    assert zipfile.ZipFile(io.BytesIO(tous.contenu)).testzip() is None
    assert seul.numeros[0] in tous.numeros
    assert client.produire("parchemin", charge(), CANDIDAT, JOUR, brouillon=True).numeros == ()
    assert client.papier(seul.numeros[0]).etat == "émis"
    assert client.papier(seul.numeros[0]).numero in {papier.numero for papier in client.papiers()}


def test_un_depot_se_relit_et_ne_se_fait_qu_une_fois_par_cle(client: Client) -> None:
    octets, jour = charge("session-titre-a-convoquer"), date(2026, 9, 1)
    depots = [client.deposer(octets, jour=jour, cle_idempotence="une-fois") for _ in range(2)]
    assert depots[0] == depots[1] == client.depot(depots[0].id)
    assert depots[0].etat == "ACCEPTE"
    assert any(examine.type == "emargement" and examine.emettable for examine in depots[0].rapport.types)
    malforme = client.deposer(b"{", jour=JOUR)
    assert (malforme.etat, malforme.session) == ("MALFORME", None)
    assert malforme.rapport.erreurs[0].message
    assert {depots[0].id, malforme.id} <= {depot.id for depot in client.depots()}


def test_un_lot_se_suit_et_ses_fichiers_se_telechargent(client: Client, lot: Travail, tmp_path: Path) -> None:
    for fichier in lot.fichiers:
        chemin = client.telecharger(fichier, tmp_path / "lot")
        assert hashlib.sha256(chemin.read_bytes()).hexdigest() == fichier.sha256
    assert {chemin.name for chemin in (tmp_path / "lot").iterdir()} == {fichier.nom for fichier in lot.fichiers}
    manifeste = json.loads((tmp_path / "lot" / "manifeste.json").read_text(encoding="utf-8"))
    assert "735002" in json.dumps(manifeste)
    assert client.travail(lot.id) == lot == client.attendre(lot.id)
    assert lot.id in {travail.id for travail in client.travaux()}
    compte = client.statistiques(JOUR)
    assert compte.par_type["parchemin"] > 0
    assert sum(mois.total for mois in compte.par_mois) == compte.total


def test_un_dossier_se_demande_par_sa_charge_ou_par_son_depot_et_s_annule(client: Client) -> None:
    depot = client.deposer(charge(id="735004"), jour=JOUR)
    travail = client.demander_dossier(depot=depot.id, types=["bordereau_pv", "affichage"], jour=JOUR)
    autre = client.demander_dossier(charge(id="735005"), jour=JOUR)
    assert client.annuler(autre.id).annulation
    assert client.attendre(travail.id, 60).reussi
    assert client.attendre(autre.id, 60).etat == "ANNULE"


def test_un_delai_se_depasse_sans_arreter_le_travail(client: Client) -> None:
    travail = client.demander_dossier(charge(id="735006"), types=["affichage"], jour=JOUR)
    with pytest.raises(DelaiDepasse):
        client.attendre(travail.id, 0.1)
    assert client.attendre(travail.id, 60).reussi


def test_un_telechargement_reprend_ou_il_s_etait_arrete(
    client: Client, lot: Travail, echanges: list[httpx.Response], tmp_path: Path
) -> None:
    fichier = max(lot.fichiers, key=lambda un: un.taille)
    entier = client.telecharger(fichier, tmp_path / "entier").read_bytes()
    for garde, statut in ((entier[:1000], 206), (entier + b"de trop", 200), (entier, None)):
        dossier = tmp_path / f"{len(garde)}"
        dossier.mkdir()
        (dossier / f".{fichier.id}.partiel").write_bytes(garde)
        echanges.clear()
        assert client.telecharger(fichier, dossier).read_bytes() == entier
        assert [reponse.status_code for reponse in echanges] == ([statut] if statut else [])
        assert [chemin.name for chemin in dossier.iterdir()] == [fichier.nom]


def test_un_fichier_altere_n_a_jamais_son_nom(client: Client, lot: Travail, tmp_path: Path) -> None:
    fichier = lot.fichier("manifeste.json")
    (tmp_path / f".{fichier.id}.partiel").write_bytes(b"x" * (fichier.taille - 1))
    with pytest.raises(FichierAltere):
        client.telecharger(fichier, tmp_path)
    assert list(tmp_path.iterdir()) == []
    client.telecharger(fichier, tmp_path)
    (tmp_path / fichier.nom).write_text("le mien", encoding="utf-8")
    with pytest.raises(FichierDifferent):
        client.telecharger(fichier, tmp_path)
    assert (tmp_path / fichier.nom).read_text(encoding="utf-8") == "le mien"
    ailleurs = Fichier(**{**{nom: getattr(fichier, nom) for nom in fichier.__slots__}, "nom": "../ailleurs"})
    with pytest.raises(FichierAltere):
        client.telecharger(ailleurs, tmp_path)


def test_chaque_refus_a_sa_classe(client: Client, serveur: Serveur) -> None:
    with pytest.raises(DonneesMalFormees) as malforme:
        client.produire("pv_general", b"{}", jour=JOUR)
    assert malforme.value.erreurs
    with pytest.raises(RefuseEnLEtat) as refuse:
        client.produire("parchemin", charge(statut="TERMINEE"), jour=JOUR)
    assert any(manquement.gravite == "BLOQUANT" for manquement in refuse.value.manquements)
    assert refuse.value.reference
    with pytest.raises(Introuvable):
        client.travail("inconnu")
    with pytest.raises(AppelRefuse) as format_refuse:
        client.produire("pv_general", charge(), jour=JOUR, format="docx")
    assert format_refuse.value.statut == 406
    with Client(serveur.adresse, "dk_inconnue") as autre, pytest.raises(NonIdentifie):
        autre.depot("x")
    with Client(serveur.adresse, serveur.secrets["autre"]) as autre, pytest.raises(Interdit):
        autre.deposer(charge(), jour=JOUR)


@pytest.mark.parametrize(
    ("adresse", "erreur"), [("http://127.0.0.1:9", ServiceInjoignable), ("127.0.0.1:9", ErreurClient)]
)
def test_une_adresse_sans_service_est_dite(adresse: str, erreur: type[ErreurClient]) -> None:
    with Client(adresse, "dk_secrete", UNE_FOIS) as client, pytest.raises(erreur) as dite:
        client.statistiques()
    assert "dk_secrete" not in str(dite.value)


def test_tout_ce_que_le_client_demande_est_decrit(client: Client, lot: Travail, tmp_path: Path) -> None:
    """Runs its own round of calls, so that it says the same alone as after the others."""
    recus: list[httpx.Response] = []
    client._transport._http.event_hooks["response"].append(recus.append)
    faire_un_tour(client, lot, tmp_path)
    client._transport._http.event_hooks["response"].remove(recus.append)
    vues = set()
    for reponse in recus:
        requete = reponse.request
        chemin = next(c for c in DOCUMENT["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", c), requete.url.path))
        operation = DOCUMENT["paths"][chemin][requete.method.lower()]
        decrits = {(un["in"], un["name"].lower()) for un in operation.get("parameters", ())}
        assert {("query", nom) for nom in requete.url.params} <= decrits, requete.url
        entetes = set(requete.headers) - POSES_PAR_HTTPX - {"authorization"}
        assert {("header", nom) for nom in entetes} <= decrits, requete.headers
        assert str(reponse.status_code) in operation["responses"], requete.url
        if requete.content:
            assert "application/json" in operation["requestBody"]["content"]
        vues.add(f"{requete.method} {chemin}")
    assert len(vues) == 15


def faire_un_tour(client: Client, lot: Travail, dossier: Path) -> None:
    """Each act once, with every parameter."""
    client.controler("editer-pv", charge(), JOUR)
    numero = client.produire("parchemin", charge(), CANDIDAT, JOUR, "tour", format="pdf", usage="archive").numeros[0]
    convocation = charge("session-titre-a-convoquer")
    client.produire("convocation_surveillant", convocation, jour=JOUR, brouillon=True, papier_en_tete=True)
    depot = client.deposer(charge(), "tour.json", JOUR, "tour-depot")
    client.depot(depot.id)
    list(client.depots())
    dossier_demande = client.demander_dossier(
        None, depot.id, ["affichage"], JOUR, "tour-dossier", usage="impression", brouillon=True, papier_en_tete=False
    )
    annule = client.demander_lot([depot.id], [], JOUR, "tour-lot", **LOT)
    client.annuler(annule.id)
    client.attendre(dossier_demande.id)
    client.travail(annule.id)
    list(client.travaux())
    fichier = max(lot.fichiers, key=lambda un: un.taille)
    (dossier / f".{fichier.id}.partiel").write_bytes(client.telecharger(fichier, dossier / "un").read_bytes()[:10])
    client.telecharger(fichier, dossier)
    list(client.papiers())
    client.papier(numero)
    client.statistiques(JOUR)


LOT: dict[str, Any] = {
    "types": ["parchemin"],
    "recto": True,
    "feuilles_par_volume": 100,
    "genre": "ordinaire",
    "profil": {"imprimante": "Essai", "droite_recto": 1.0},
}


def test_une_session_s_atteste_et_un_depot_se_renvoie(client: Client) -> None:
    session = charge(id="735009")
    depot = client.deposer(session)
    renvoyee = client.renvoyer(depot.id, "Le lieu de naissance est à vérifier.")
    assert (renvoyee.attestee, renvoyee.renvois[0].motif) == (False, "Le lieu de naissance est à vérifier.")
    assert client.attester(depot=depot.id).attestee
    assert client.attester(session) == client.attestation("735009")
