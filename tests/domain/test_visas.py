from __future__ import annotations

from datetime import date, timedelta

import pytest

from docgen.domain.referentiels.visas import VISAS, Visa, visas_au


def _contient(jour: date, morceau: str) -> bool:
    return any(morceau in visa for visa in visas_au(jour))


@pytest.mark.parametrize(
    ("morceau", "premier", "dernier"),
    [
        ("9 mars 2006", date(2006, 3, 9), date(2016, 5, 31)),
        ("22 décembre 2015", date(2016, 6, 1), None),
        ("8 décembre 2008", date(2008, 12, 8), date(2016, 8, 31)),
        ("21 juillet 2016", date(2016, 9, 1), None),
        ("L.\u00a06113-1", date(2019, 1, 1), None),
    ],
)
def test_texte_vaut_du_premier_au_dernier_jour(morceau: str, premier: date, dernier: date | None) -> None:
    assert not _contient(premier - timedelta(days=1), morceau)
    assert _contient(premier, morceau)
    if dernier:
        assert _contient(dernier, morceau)
        assert not _contient(dernier + timedelta(days=1), morceau)
    else:
        assert _contient(date.max, morceau)


def test_code_de_l_education_est_cite_en_tout_temps() -> None:
    assert all("code de l’éducation" in visas_au(jour)[0] for jour in (date.min, date(2016, 4, 4), date.max))


@pytest.mark.parametrize(
    "jour", [date(2010, 1, 1), date(2016, 5, 31), date(2016, 6, 1), date(2016, 9, 1), date(2030, 1, 1)]
)
def test_un_seul_arrete_de_delivrance_et_un_seul_reglement_a_la_fois(jour: date) -> None:
    cites = visas_au(jour)
    assert sum("conditions de délivrance" in visa for visa in cites) == 1
    assert sum("règlement général" in visa for visa in cites) == 1


def test_ordre_est_celui_du_tableau() -> None:
    tous = [visa.texte for visa in VISAS]
    for jour in (date(2012, 1, 1), date(2020, 1, 1)):
        rangs = [tous.index(visa) for visa in visas_au(jour)]
        assert rangs == sorted(rangs)


def test_bornes_sont_incluses() -> None:
    visa = Visa("texte", date(2020, 1, 2), date(2020, 1, 4))
    valables = [jour for jour in range(1, 6) if visa.vaut_au(date(2020, 1, jour))]
    assert valables == [2, 3, 4]
