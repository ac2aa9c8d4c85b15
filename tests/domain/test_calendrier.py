"""Months, days, and how French writes them."""

from __future__ import annotations

from datetime import date

import pytest

from docgen.domain.referentiels.calendrier import ajouter_jours, ajouter_mois, jour_francais


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2019, 3, 31), -1, date(2019, 2, 28)),
        (date(2019, 12, 15), 1, date(2020, 1, 15)),
        (date(2020, 1, 15), -1, date(2019, 12, 15)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(9999, 12, 31), 12, date.max),
        (date(1, 1, 1), -1, date.min),
    ],
)
def test_ajouter_mois(jour: date, mois: int, attendu: date) -> None:
    assert ajouter_mois(jour, mois) == attendu


def test_ajouter_jours() -> None:
    assert ajouter_jours(date(2020, 3, 1), -1) == date(2020, 2, 29)
    assert ajouter_jours(date.max, 1) == date.max
    assert ajouter_jours(date.min, -15) == date.min


def test_jour_francais() -> None:
    assert jour_francais(date(2019, 2, 25)) == "25 février 2019"
    assert jour_francais(date(2020, 3, 1)) == "1er mars 2020"
