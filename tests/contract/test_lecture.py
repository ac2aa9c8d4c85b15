"""What a good payload becomes."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from docgen.contract.charge import lire_charge, lire_charge_et_geste
from docgen.contract.modeles import Charge, FichierSansSession
from docgen.contract.objets import Objet
from docgen.domain.dossier import Dossier
from docgen.domain.langue.forme import normaliser
from docgen.domain.report import Profil, Report
from docgen.domain.session import StatutSession, TypeSession
from docgen.domain.titre import Ccs
from docgen.errors import ChargeInvalide
from tests import builders
from tests.contract.charges import EXEMPLES, charge, lire, resoudre


def sous_objets(classe: type[Objet]) -> list[type[Objet]]:
    """Every model of the payload."""
    return [classe, *(petite for fille in classe.__subclasses__() for petite in sous_objets(fille))]


DES_GESTES = ("docgen.contract.gestes", "docgen.contract.modeles_gestes")  # tests/contract/test_demarche.py
COMMUNS = (Objet, FichierSansSession)
MODELES = [modele for modele in sous_objets(Objet) if modele not in COMMUNS and modele.__module__ not in DES_GESTES]


def test_il_y_a_trois_exemples() -> None:
    assert len(EXEMPLES) == 3


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda exemple: exemple.stem)
def test_un_exemple_fait_l_aller_et_retour(exemple: Path) -> None:
    octets = exemple.read_bytes()
    dossier = lire_charge(octets)
    ecrit = builders.charge_du_dossier(dossier)
    assert ecrit == en_forme(json.loads(octets))
    assert lire_charge(json.dumps(ecrit).encode()) == dossier


@pytest.mark.parametrize(
    "dossier", [builders.dossier(), builders.session_ccp(), builders.session_ccs(), builders.a_convoquer()]
)
def test_un_dossier_fait_l_aller_et_retour(dossier: Dossier) -> None:
    assert lire(builders.charge_du_dossier(dossier)) == dossier


def test_un_fichier_avec_marque_d_ordre_et_fins_de_ligne_windows_est_lu() -> None:
    octets = EXEMPLES[0].read_bytes()
    assert lire_charge(b"\xef\xbb\xbf" + octets.replace(b"\n", b"\r\n")) == lire_charge(octets)


@pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele.__name__)
def test_un_modele_a_les_champs_et_les_defauts_de_sa_classe(modele: type[Objet]) -> None:
    du_domaine = {champ.name: champ.default for champ in fields(modele.domaine) if champ.name != "entretien_final"}
    du_modele = {
        nom: MISSING if champ.is_required() else champ.default
        for nom, champ in modele.model_fields.items()
        if nom not in ("version", "geste", "entretien_final")
    }
    assert du_modele == du_domaine
    assert set(modele.model_fields) - {"version", "geste"} == {champ.name for champ in fields(modele.domaine)}


@pytest.mark.parametrize(("genre", "attendu"), [("TITRE", True), ("CCP", False), ("CCS", False)])
def test_l_entretien_final_suit_le_type_quand_il_manque(genre: str, attendu: bool) -> None:
    donnees = charge()
    donnees["session"]["type"] = genre
    del donnees["session"]["entretien_final"]
    assert lire(donnees).session.entretien_final is attendu
    donnees["session"]["entretien_final"] = not attendu
    assert lire(donnees).session.entretien_final is not attendu


def test_le_minimum_suffit() -> None:
    donnees = {cle: charge()[cle] for cle in ("version", "titre", "centre")}
    donnees["session"] = {cle: charge()["session"][cle] for cle in ("id", "type", "statut", "debut", "fin")}
    donnees["autorite"] = {"departement": "974"}
    dossier = lire(donnees)
    assert (dossier.session.heure_debut, dossier.session.entretien_final) == (time(8, 0), True)
    assert (dossier.agrement, dossier.responsable, dossier.candidats, dossier.jures) == (None, None, (), ())


def test_les_champs_libres_le_sont_partout() -> None:
    attendu = lire(charge())
    donnees = charge()
    for objet in (donnees, donnees["session"], donnees["titre"]["ccp"][0], donnees["candidats"][0]["naissance"]):
        objet["x_libre"] = {"n'importe": ["quoi", None, 1.5]}
    assert lire(donnees) == attendu


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("DTE envoyé", StatutSession.DTE_DEMANDE),
        ("Demande de DTE envoyée", StatutSession.DTE_DEMANDE),
        ("demande  dte envoyee", StatutSession.DTE_DEMANDE),
        ("Convocations envoyée", StatutSession.CONVOCATIONS_ENVOYEES),
        ("CONVOCATIONS ENVOYÉES", StatutSession.CONVOCATIONS_ENVOYEES),
        ("en préparation", StatutSession.EN_PREPARATION),
        ("En pre\u0301paration", StatutSession.EN_PREPARATION),
        ("Terminée", StatutSession.TERMINEE),
        ("Validée", StatutSession.VALIDEE),
        ("suspendue", StatutSession.SUSPENDUE),
        ("Annulée", StatutSession.ANNULEE),
        *((statut.value, statut) for statut in StatutSession),
    ],
)
def test_les_libelles_des_notes_sont_admis(ecrit: str, attendu: StatutSession) -> None:
    donnees = charge()
    donnees["session"]["statut"] = ecrit
    assert lire(donnees).session.statut is attendu


def en_forme(donnees: Any) -> Any:
    """JSON whose texts are in their normal form."""
    if isinstance(donnees, dict):
        return {cle: en_forme(valeur) for cle, valeur in donnees.items()}
    if isinstance(donnees, list):
        return [en_forme(valeur) for valeur in donnees]
    return normaliser(donnees, lignes=True) if isinstance(donnees, str) else donnees


def normalise(chemin: str, valeur: object) -> Any:
    """What the domain holds at that path once the payload holds ``valeur`` there."""
    donnees, (objet, _, champ) = charge(), f"/{chemin}".rpartition("/")
    resoudre(donnees, objet)[champ] = valeur
    trouve: Any = lire(donnees)
    for partie in chemin.split("/"):
        trouve = trouve[int(partie)] if partie.isdigit() else getattr(trouve, partie)
    return trouve


@pytest.mark.parametrize(
    ("chemin", "valeur", "attendu"),
    [
        ("candidats/0/nom", "  Be\u0301gue ", "Bégue"),
        ("candidats/0/nom", "N’’Guyen\u2010Le\u00a0 Goff", "N'Guyen-Le Goff"),
        ("candidats/0/nom_usage", " ", None),
        ("jures/0/prenom", "Jean—Marc", "Jean-Marc"),
        ("surveillants/0/nom", "D’’Aubrac", "D'Aubrac"),
        ("responsable/prenom", "Anne\uff0dLise", "Anne-Lise"),
        ("autorite/signataire/nom", "L\uff07Exemple", "L'Exemple"),
        ("centre/raison_sociale", "L’atelier\u202f: «\u00a0bois –  Sud\u00a0»", "L'atelier : « bois - Sud »"),
        ("titre/ccs", [{"code": "C/1", "libelle": "un,, deux"}], (Ccs("C/1", "un,, deux"),)),
        ("candidats/0/courriel", "", None),
        ("candidats/0/courriel", " a@b.test ", "a@b.test"),
        ("candidats/0/resultat/commentaire", "un\r\ndeux\ttrois\n", "un\ndeux trois"),
        ("titre/nsf", ["326 t"], ("326t",)),
        ("titre/nsf", [], ()),
        ("titre/millesime", "m3", "03"),
        ("titre/millesime", "7", "07"),
        ("titre/niveau", "III", 5),
        ("titre/niveau", "V", 3),
        ("titre/niveau", "I", 7),
        ("titre/niveau", 8, 8),
        ("titre/code", " TP-01303 ", "TP-01303"),
        ("titre/rncp", "", None),
        ("autorite/departement", "69", "069"),
        ("autorite/departement", "2a", "02A"),
        ("autorite/departement", "02B", "02B"),
        ("autorite/departement", "1", "001"),
        ("centre/telephone", "+262 262 00.00\u00a000", "+262262000000"),
        ("centre/siret", "999 999 998 00019", "99999999800019"),
        ("centre/siret", "35600000000048", "35600000000048"),
        ("centre/siret", "35600000000001", "35600000000001"),
    ],
)
def test_une_valeur_prend_sa_forme_normale(chemin: str, valeur: object, attendu: object) -> None:
    assert normalise(chemin, valeur) == attendu


def test_les_objets_lus_sont_ceux_du_domaine() -> None:
    dossier = lire(charge())
    assert type(dossier) is Charge.domaine is Dossier
    assert dossier.session.type is TypeSession.TITRE
    assert isinstance(dossier.candidats[0].resultat.ccp_acquis if dossier.candidats[0].resultat else None, tuple)


@pytest.mark.parametrize(
    ("ecrit", "report"),
    [
        (None, Report()),
        ({}, Report()),
        ({"debut": "2020-11-02", "fin": "2020-11-04"}, Report(date(2020, 11, 2), date(2020, 11, 4))),
        ({"fin": "2020-11-04", "profil": "UD", "x_note": 1}, Report(fin=date(2020, 11, 4), profil=Profil.UD)),
    ],
)
def test_le_geste_est_lu_a_cote_du_dossier(ecrit: object, report: Report) -> None:
    octets = json.dumps({**charge(), "geste": ecrit}).encode()
    assert lire_charge_et_geste(octets) == (lire(charge()), report)
    assert lire_charge(octets) == lire(charge())


@pytest.mark.parametrize(
    ("ecrit", "chemin"),
    [
        ({"debut": "02/11/2020"}, "/geste/debut"),
        ({"profil": "PREFET"}, "/geste/profil"),
        ({"action": "SUSPENDRE"}, "/geste/action"),
        ([], "/geste"),
    ],
)
def test_un_geste_mal_forme_est_refuse_a_sa_place(ecrit: object, chemin: str) -> None:
    with pytest.raises(ChargeInvalide) as refus:
        lire_charge_et_geste(json.dumps({**charge(), "geste": ecrit}).encode())
    assert [erreur.chemin for erreur in refus.value.erreurs] == [chemin]
