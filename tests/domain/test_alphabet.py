"""Names in the order of a French index."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.domain.langue.alphabet import cle_alphabetique, lettres_nues

ORDRES = (
    ["NADAL", "N’DOUR", "N'GORAN", "NGUYEN", "N’GUYEN"],
    ["COTE", "CÔTE", "COTÉ", "CÔTÉ"],
    ["DE LA TOUR", "DELATTRE", "DELAUNAY"],
    ["LE BIHAN", "LEBLANC", "LE GALL", "LE-GOFF"],
    ["ESTEVE", "ÉTIENNE", "EVRARD"],
    ["OERTEL", "ŒUVRARD", "OGIER"],
    ["DANG", "Đặng", "DAO"],
    ["ZOLA", "Ελένη", "Ольга"],
)


@pytest.mark.parametrize("noms", ORDRES, ids=lambda noms: str(noms[0]))
def test_l_ordre_alphabetique(noms: list[str]) -> None:
    melanges = random.Random(7).sample(noms, len(noms))
    assert sorted(melanges, key=cle_alphabetique) == noms


def test_le_nom_compte_avant_les_prenoms() -> None:
    personnes = [("MARTIN", "Zoé"), ("MARTINE", "Anne"), ("MARTIN", "Éloi"), ("MARTIN", "Elsa")]
    assert sorted(personnes, key=lambda un: cle_alphabetique(*un)) == [
        ("MARTIN", "Éloi"),
        ("MARTIN", "Elsa"),
        ("MARTIN", "Zoé"),
        ("MARTINE", "Anne"),
    ]


@pytest.mark.parametrize(("un", "autre"), [("कुमार", "कमार"), ("かい", "がい"), ("สุดา", "สดา"), ("জয়", "জয")])
def test_un_signe_qui_fait_la_lettre_n_est_pas_un_accent(un: str, autre: str) -> None:
    assert lettres_nues(un) != lettres_nues(autre)


@pytest.mark.parametrize(("un", "autre"), [("مُحَمَّد", "محمد"), ("Đặng", "dang"), ("Ελένη", "ελενη"), ("İlker", "ilker")])
def test_un_accent_ne_compte_pas(un: str, autre: str) -> None:
    assert lettres_nues(un) == lettres_nues(autre)


@given(st.text(max_size=12))
def test_les_lettres_nues_le_restent(texte: str) -> None:
    nues = lettres_nues(texte)
    assert lettres_nues(nues) == nues
