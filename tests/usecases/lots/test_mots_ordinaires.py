"""The most ordinary names and streets of France, in a lot: none is set aside, each is printed as it is written."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from outils.sessions import mots, session
from tests.cli.pilote import nouveau_poste
from tests.usecases.lots.chantier import faire_les_deux_lots, perdus, petite, textes_des_candidats

# What fonts join, or draw from two signs, and what spellings trip over.
PIEGES = ("ft", "fi", "fl", "ff", "ffi", "ffl", "tf", "œ", "ç", "ÿ", "’", "ï", "ß", "Đ", "Ș", "-", " ")
LISTES = {"noms": 900, "prenoms_f": 300, "prenoms_m": 350, "voies": 200, "communes": 150}
SESSIONS = 200


@pytest.mark.parametrize("liste", LISTES)
def test_les_listes_sont_longues_et_sans_doublon(liste: str) -> None:
    """About two thousand words in all, each in normal form."""
    lus = mots(liste)
    assert len(lus) == len(set(lus)) >= LISTES[liste]
    assert [mot for mot in lus if mot != unicodedata.normalize("NFC", mot).strip() or not mot] == []


def test_les_sessions_passent_par_tous_les_mots() -> None:
    vus = "|".join(texte.upper() for rang in range(SESSIONS) for texte in textes_des_candidats(session(rang)))
    assert [mot for liste in LISTES for mot in mots(liste) if mot.upper() not in vus] == []


def test_les_sessions_suivantes_ne_se_repetent_pas() -> None:
    """What remembers texts gains nothing by them: a year draws each kind from tens of thousands."""
    candidats = [un for rang in range(3 * SESSIONS, 6 * SESSIONS) for un in session(rang)["candidats"]]
    dits = {
        "noms": [un["nom"].upper() for un in candidats],
        "prénoms": [un["prenoms"] for un in candidats],
        "communes": [un["naissance"]["commune"] for un in candidats],
        "voies": [un["adresse"]["ligne1"].partition(" ")[2] for un in candidats],
        "commentaires": [un["resultat"]["commentaire"] for un in candidats if un["resultat"]["decision"]],
    }
    parts = {quoi: len(set(mots_dits)) / len(mots_dits) for quoi, mots_dits in dits.items()}
    assert {quoi: part for quoi, part in parts.items() if part < 0.7} == {}


def test_un_lot_de_noms_pieges_n_ecarte_personne(tmp_path: Path) -> None:
    """One session for each trap, found among the first ones: its candidates bear it."""
    choisies: list[dict[str, Any]] = []
    attendus = set(PIEGES)
    for charge in map(petite, range(2 * SESSIONS)):
        textes = "\n".join(textes_des_candidats(charge))
        if trouves := {piege for piege in attendus if piege in textes}:
            attendus -= trouves
            choisies.append(charge)
        if not attendus:
            break
    assert attendus == set()
    assert len(choisies) > 5
    lots = faire_les_deux_lots(nouveau_poste(tmp_path), choisies)
    assert perdus(choisies, lots) == []
