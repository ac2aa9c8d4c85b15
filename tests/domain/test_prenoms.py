"""First names: normalised once and for all, no letter lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.domain.prenoms import SIGNES, est_permis, normaliser_prenoms

SAISIES = st.text(alphabet=st.sampled_from("aéΩ李ƕʼ\u0301 \u00a0-–—‑'’‘`,,--")) | st.text()


def lettres(texte: str) -> list[str]:
    return [signe for signe in texte if unicodedata.category(signe)[0] in "LM"]


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("Jean—Christophe", "Jean-Christophe"),
        ("Jean--Christophe", "Jean-Christophe"),
        ("Jean–—‑Christophe", "Jean-Christophe"),
        ("N''Guyen", "N'Guyen"),
        ("N’’Guyen", "N'Guyen"),
        ("N’'Guyen", "N'Guyen"),
        ("Marie,, Anne", "Marie, Anne"),
        ("Jean-'Paul", "Jean-Paul"),
        ("Marie\u00a0\u202f Anne", "Marie Anne"),
        (" Anne ", "Anne"),
        ("Marie-Claire, Joséphine", "Marie-Claire, Joséphine"),
        ("Anne Marie - Lou", "Anne Marie - Lou"),
        ("Оксана Дем\u02bcян", "Оксана Дем\u02bcян"),
        ("Aaron", "Aaron"),
        ("", ""),
    ],
)
def test_normaliser(saisi: str, attendu: str) -> None:
    assert normaliser_prenoms(saisi) == attendu


@settings(max_examples=150, deadline=None)
@given(SAISIES)
def test_normaliser_deux_fois_ne_change_rien_et_garde_les_lettres(texte: str) -> None:
    normalise = normaliser_prenoms(texte)
    assert normaliser_prenoms(normalise) == normalise
    assert lettres(normalise) == lettres(texte)
    assert not any(un + autre in normalise for un in SIGNES for autre in SIGNES)


@pytest.mark.parametrize("caractere", [*"azÉđΩЖשم李გ", "\u0301", " ", "\u00a0", ",", "-", "—", "'", "’"])
def test_permis(caractere: str) -> None:
    assert est_permis(caractere)


@pytest.mark.parametrize("caractere", [*"0٣.;/_@()&·", "\n", "\t", "\u200b", "€", "😀"])
def test_interdit(caractere: str) -> None:
    assert not est_permis(caractere)
