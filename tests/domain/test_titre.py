"""AUTO-02: the niveau as each period writes it."""

from __future__ import annotations

from datetime import date

import pytest

from docgen.domain.titre import niveau_affiche
from tests import builders as b


@pytest.mark.parametrize(("niveau", "romain"), [(3, "V"), (4, "IV"), (5, "III"), (6, "II"), (7, "I")])
def test_en_chiffres_romains_jusqu_en_2018(niveau: int, romain: str) -> None:
    ancien = b.titre(niveau=niveau, date_arrete=date(2018, 12, 31))
    assert niveau_affiche(ancien) == (romain, str(niveau))
    assert niveau_affiche(b.titre(niveau=niveau, date_arrete=date(2019, 1, 1))) == (str(niveau), str(niveau))


def test_la_date_du_journal_officiel_a_defaut_d_arrete() -> None:
    assert niveau_affiche(b.titre(date_arrete=None, date_jo=date(2018, 12, 31))) == ("III", "5")
    assert niveau_affiche(b.titre(date_arrete=None, date_jo=date(2019, 1, 1))) == ("5", "5")
    assert niveau_affiche(b.titre(date_arrete=date(2018, 12, 20), date_jo=date(2019, 1, 5))) == ("III", "5")


def test_sans_aucune_date() -> None:
    assert niveau_affiche(b.titre(date_arrete=None, date_jo=None)) == ("5", "5")
