"""Numbers through ``docgen produire``: one for each holder, for ever, whatever happens."""

from __future__ import annotations

import itertools
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from docgen.domain.papiers.numero import Numero
from tests.cli.pilote import CCP, VALIDEE, Poste, charge, empreintes, noms, numeros
from tests.usecases.moteurs import MoteurFactice

TELS_QUELS = ("debut", "fin", "date", "courriel", "telephone", "millesime", "code", "id")
LE_20 = ("--date", "2019-03-20")


def sequences(rapport: Any) -> dict[str, list[int]]:
    """The sequences of the numbers of a report, in order, by type."""
    par_type: dict[str, list[int]] = {}
    for (genre, _), numero in numeros(rapport).items():
        par_type.setdefault(genre, []).append(Numero.lire(numero).sequence)
    return {genre: sorted(rangs) for genre, rangs in par_type.items()}


def renommer(donnees: Any, **champs: Any) -> Any:
    """Change the first candidate, an ADMIS."""
    donnees["candidats"][0].update(champs)
    return donnees


@pytest.mark.parametrize("exemple", [VALIDEE, CCP], ids=lambda chemin: chemin.stem)
def test_une_reimpression_a_les_memes_numeros_et_les_memes_octets(
    produits: Poste, tmp_path: Path, exemple: Path
) -> None:
    """Whatever the day: the date printed is that of the first issue."""
    retour = produits.produire(exemple, options=("--date", "2026-09-30"), sortie=str(tmp_path / "encore"))
    assert retour.code == 0, retour
    premier, second = produits.rapport(exemple.stem), produits.rapport(str(tmp_path / "encore"))
    assert numeros(second) == numeros(premier)
    assert empreintes(second) == empreintes(premier)
    assert produits.ici("registre", "verifier").code == 0


def test_les_numeros_se_suivent_a_partir_de_un(produits: Poste) -> None:
    assert sequences(produits.rapport(VALIDEE.stem)) == {"parchemin": [1, 2, 3], "livret": [1]}
    assert sequences(produits.rapport(CCP.stem)) == {"livret": [1]}
    for numero in numeros(produits.rapport(VALIDEE.stem)).values():
        assert numero.removeprefix("L").startswith("2019-974-")


def test_un_brouillon_puis_le_vrai(poste: Poste, moteur_factice: MoteurFactice) -> None:
    assert poste.produire(VALIDEE, options=("--brouillon",), sortie="brouillon").code == 0
    assert numeros(poste.rapport("brouillon")) == {}
    assert poste.produire(VALIDEE).code == 0
    assert sequences(poste.rapport()) == {"parchemin": [1, 2, 3], "livret": [1]}
    assert poste.produire(VALIDEE, options=("--brouillon",), sortie="apres").code == 0
    assert numeros(poste.rapport("apres")) == {}
    assert len(poste.ici("registre", "lister", "--json").json) == 7


@pytest.mark.parametrize("panne", [1, 9, 14])
def test_un_rendu_qui_echoue_garde_les_numeros_de_leurs_titulaires(
    poste: Poste, moteur_factice: MoteurFactice, panne: int
) -> None:
    moteur_factice.panne = panne
    retour = poste.produire(VALIDEE)
    assert retour.code == 5
    assert "n'a pas pu être composé" in retour.erreurs
    assert not (poste.dossier / "sortie").exists()
    gardes = {
        (papier["type"], papier["destinataire"]): papier["numero"]
        for papier in poste.ici("registre", "lister", "--json").json
        if papier["numero"]
    }
    assert '"acte": "EMISSION"' not in poste.ici("registre", "exporter").sortie
    moteur_factice.panne = None
    assert poste.produire(poste.ecrire(charge(id="777777")), options=LE_20, sortie="autre").code == 0
    assert sequences(poste.rapport("autre")) == {"parchemin": [4, 5, 6], "livret": [2]}
    assert poste.produire(VALIDEE).code == 0
    assert numeros(poste.rapport()) == gardes
    assert sequences(poste.rapport()) == {"parchemin": [1, 2, 3], "livret": [1]}
    assert poste.ici("registre", "verifier").code == 0


def test_une_partie_apres_l_autre_ne_change_rien(poste: Poste, moteur_factice: MoteurFactice) -> None:
    tous = {"9741411152681F", "9741411152684C", "9741411152686E"}
    obtenus: dict[tuple[str, str], str] = {}
    for id in sorted(tous, reverse=True):
        assert poste.produire(VALIDEE, options=("--types", "parchemin", "--destinataire", id), sortie=id).code == 0
        obtenus |= numeros(poste.rapport(id))
    assert poste.produire(VALIDEE).code == 0
    ensemble = numeros(poste.rapport())
    assert {cle: numero for cle, numero in ensemble.items() if cle[0] == "parchemin"} == obtenus
    assert sequences(poste.rapport())["parchemin"] == [1, 2, 3]


def test_un_formulaire_sans_les_papiers_est_refuse(poste: Poste, moteur_factice: MoteurFactice) -> None:
    seul = ("--types", "formulaire_remise", "--json")
    refus = poste.produire(VALIDEE, options=seul)
    assert refus.code == 1
    manquements = refus.json["charges"][0]["manquements"]
    assert {manquement["regle"] for manquement in manquements if manquement["gravite"] == "BLOQUANT"} == {"REMI-04"}
    assert poste.ici("registre", "lister", "--json").json == []
    incomplet = poste.produire(VALIDEE, options=("--types", "formulaire_remise,parchemin", "--json"))
    assert incomplet.code == 1
    assert poste.produire(VALIDEE, options=("--types", "parchemin,livret,notification")).code == 0
    assert poste.produire(VALIDEE, options=seul).code == 0


CHANGEMENTS: dict[str, dict[str, Any]] = {
    "nom": {"nom": "AUTRE"},
    "prénoms": {"prenoms": "Marie-Claude"},
    "naissance": {"naissance": {"date": "1990-03-13", "commune": "Saint-Denis", "code_postal": "97400"}},
    "résultat": {"resultat": {"presence": "PRESENT", "decision": "REFUSE", "commentaire": "Consignes absentes."}},
}


@pytest.mark.parametrize("nature", CHANGEMENTS)
def test_un_titulaire_qui_change_apres_l_emission_est_refuse(
    poste: Poste, moteur_factice: MoteurFactice, nature: str
) -> None:
    assert poste.produire(VALIDEE).code == 0
    avant = poste.ici("registre", "exporter").sortie
    change = poste.ecrire(renommer(charge(), **CHANGEMENTS[nature]))
    retour = poste.produire(change, options=(*LE_20, "--json"), sortie="change")
    assert retour.code == 1
    bloquants = [m for m in retour.json["charges"][0]["manquements"] if m["gravite"] == "BLOQUANT"]
    assert {manquement["regle"] for manquement in bloquants} == {"PARC-07"}
    assert all(manquement["chemin"].startswith("/candidats/0/") for manquement in bloquants)
    assert not (poste.dossier / "change").exists()
    assert poste.ici("registre", "exporter").sortie == avant
    # The records of the jury are not refused: they hold no number.
    assert poste.produire(change, options=(*LE_20, "--types", "pv_general"), sortie="pv").code == 0


AUTREMENT = str.maketrans({"-": "\u2010", "'": "’", "’": "'", " ": "\u00a0"})


def autrement(donnees: Any) -> Any:
    """The same texts as another keyboard writes them: other hyphens, apostrophes and spaces, accents apart."""
    if isinstance(donnees, dict):
        return {cle: autrement(valeur) if cle not in TELS_QUELS else valeur for cle, valeur in donnees.items()}
    if isinstance(donnees, list):
        return [autrement(valeur) for valeur in donnees]
    if not isinstance(donnees, str) or (not any(map(str.islower, donnees)) and " " not in donnees):
        return donnees
    return unicodedata.normalize("NFD", f" {donnees.translate(AUTREMENT)} ")


def test_deux_ecritures_d_une_session_donnent_les_memes_papiers(poste: Poste, moteur_factice: MoteurFactice) -> None:
    """Whatever the way in: the control, the documents, and their numbers."""
    assert poste.produire(VALIDEE).code == 0
    fichier = poste.ecrire(autrement(renommer(charge(), nom="FONTAINE")))
    assert poste.ici("controler", fichier, *LE_20).code == 0
    retour = poste.produire(fichier, options=LE_20, sortie="encore")
    assert retour.code == 0, retour
    assert numeros(poste.rapport("encore")) == numeros(poste.rapport())
    assert empreintes(poste.rapport("encore")) == empreintes(poste.rapport())


def test_jamais_un_papier_ne_s_imprime_autrement_que_le_registre_ne_l_a_signe(
    poste: Poste, moteur_factice: MoteurFactice
) -> None:
    """Other capitals are another name: the signature covers the name as printed."""
    assert poste.produire(VALIDEE).code == 0
    retour = poste.produire(poste.ecrire(renommer(charge(), nom="Fontaine")), options=LE_20, sortie="encore")
    assert retour.code == 1
    assert "PARC-07 /candidats/0/nom" in retour.sortie
    assert not (poste.dossier / "encore").exists()


def test_l_annee_du_numero_est_celle_de_la_validation(poste: Poste, moteur_factice: MoteurFactice) -> None:
    donnees = charge(debut="2018-12-17", fin="2018-12-19", validation={"date": "2019-01-07"})
    donnees["autorite"]["departement"] = "2A"
    options = ("--date", "2026-01-01", "--types", "parchemin")
    retour = poste.produire(poste.ecrire(donnees), options=options)
    assert retour.code == 0, retour
    assert {numero[:8] for numero in numeros(poste.rapport()).values()} == {"2019-02A"}


def test_ce_que_le_registre_garde(poste: Poste, moteur_factice: MoteurFactice) -> None:
    """Every document produced is written down, with its digest."""
    assert poste.produire(VALIDEE).code == 0
    assert poste.produire(VALIDEE, options=("--types", "parchemin"), sortie="encore").code == 0
    historique = poste.ici("registre", "exporter").sortie
    fiches = [*poste.rapport()["documents"], *poste.rapport("encore")["documents"]]
    for empreinte, groupe in itertools.groupby(sorted(fiche["sha256"] for fiche in fiches)):
        assert historique.count(empreinte) == len(list(groupe))
    assert historique.count('"acte": "EMISSION"') == len(fiches)
    assert "rapport.json" in noms(poste.dossier / "sortie")


def test_une_reimpression_nomme_tout_ce_qui_a_change(poste: Poste, moteur_factice: MoteurFactice) -> None:
    assert poste.produire(VALIDEE).code == 0
    donnees = charge()
    donnees["candidats"][0]["naissance"]["commune"] = "Le Tampon"
    donnees["session"]["validation"]["numero_ordre"] = "2019-9999"
    donnees["autorite"]["signataire"]["qualite"] = "Directeur adjoint"
    options = ("--types", "parchemin", *LE_20)
    retour = poste.produire(poste.ecrire(donnees), options=options, sortie="encore")
    assert retour.code == 1
    for chemin in ("/candidats/0/naissance/commune", "/session/validation/numero_ordre", "/autorite/signataire"):
        assert f"PARC-07 {chemin}" in retour.sortie
    assert not (poste.dossier / "encore").exists()


def test_aucun_papier_numerote_ne_se_date_de_demain(poste: Poste, moteur_factice: MoteurFactice) -> None:
    demain = (date.today() + timedelta(days=2)).isoformat()  # to come in La Réunion too, whatever the hour
    retour = poste.produire(VALIDEE, options=("--types", "parchemin", "--date", demain))
    assert (retour.code, "PARC-09" in retour.sortie) == (1, True)
    lot = poste.ici("lot", VALIDEE, "--types", "parchemin", "--date", demain, "--sortie", "lot")
    assert lot.code == 1
    assert poste.ici("registre", "lister", "--json").json == []
