"""How long documents should take: near what was measured, and said as a person says it."""

from __future__ import annotations

import json

import pytest

from docgen.usecases.estimation import LOT, Estimation, estimer
from tests.maison.arbre import RACINE

MESURES = json.loads((RACINE / "benchmarks" / "resultats" / "couts.json").read_text(encoding="utf-8"))["couts"]


def test_l_estimation_suit_les_mesures() -> None:
    """Within a factor of two or a twentieth of a second, for each type, by each engine, for few candidates or many."""
    estimees = {
        (moteur, code, candidats): (estimer({(code, moteur): 1}, int(candidats)).secondes * 1000, ms)
        for moteur, par_type in MESURES.items()
        for code, par_taille in par_type.items()
        for candidats, ms in par_taille.items()
    }
    loin = {quoi: (dit, vu) for quoi, (dit, vu) in estimees.items() if not vu / 2 < dit < vu * 2 and abs(dit - vu) > 50}
    assert not loin


def test_plusieurs_processus_vont_plus_vite_sans_aller_autant_de_fois_plus_vite() -> None:
    un, deux, huit = (estimer({("parchemin", LOT): 10_000}, processus=nombre).secondes for nombre in (1, 2, 8))
    assert un / 2 < deux < un
    assert un / 8 < huit < deux


@pytest.mark.parametrize(
    ("documents", "secondes", "dit"),
    [
        (1, 0.04, "1 document, quelques secondes"),
        (407, 17.6, "407 documents, environ 20 secondes"),
        (2_000, 118, "2000 documents, environ 120 secondes"),
        (2_000, 121, "2000 documents, environ 2 minutes"),
        (700_000, 1_400, "700000 documents, environ 23 minutes"),
    ],
)
def test_une_estimation_se_dit_comme_on_la_dirait(documents: int, secondes: float, dit: str) -> None:
    assert Estimation(documents, secondes).dire().replace("\u00a0", " ") == dit


def test_un_lot_dit_aussi_son_papier() -> None:
    dit = Estimation(1_000, 4, 600, 3).dire().replace("\u00a0", " ")
    assert dit == "1000 documents sur environ 600 feuilles en 3 volumes, quelques secondes"
