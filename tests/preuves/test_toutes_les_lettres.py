"""Every sign that is accepted, and all that the fonts join or attach: both engines, three readers. Some minutes."""

from __future__ import annotations

import pytest

from docgen.rendering import fonts
from docgen.rendering.ecriture.mots import indessinables
from tests.ampleur import echantillon
from tests.campagnes import dire
from tests.rendering import suites_des_polices
from tests.rendering.lectures import toutes_les_differences

_A_LA_FOIS = 1500


@pytest.mark.parametrize("famille", [fonts.pile_serif, fonts.pile_sans])
def test_tous_les_signes_simples(famille: str) -> None:
    paquets = echantillon(suites_des_polices.par_paquets())
    dire("Signes simples", famille=famille, paquets=len(paquets))
    assert toutes_les_differences(paquets, famille=famille) == []


@pytest.mark.parametrize(("famille", "graisse"), [(fonts.pile_serif, 400), (fonts.pile_sans, 600)])
def test_tout_ce_que_les_polices_joignent_ou_attachent(famille: str, graisse: int) -> None:
    suites = [suite for suite in suites_des_polices.toutes() if not indessinables(suite)]
    assert len(suites) > 20_000
    suites = echantillon(suites)
    dire("Signes joints ou attachés", famille=famille, suites=len(suites))
    for debut in range(0, len(suites), _A_LA_FOIS):
        ensemble = suites[debut : debut + _A_LA_FOIS]
        assert toutes_les_differences(ensemble, famille=famille, graisse=graisse) == []
