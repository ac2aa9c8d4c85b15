"""Two thousand signed pages, printed by both engines, scanned as offices do: assigned, never wrongly, boxes told right.

Three hundred files that are broken or made to harm: a clear error each, within time.
"""

from __future__ import annotations

import os
import random
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from docgen.usecases.isolement import isoler
from docgen.usecases.retours.lecture_retours import lire_un_fichier
from outils.rendus import Bilan, PageImprimee, eprouver
from tests.usecases.retours.bureau import imprimees, numerise, ouvrir_bureau

PAGES, ABIMES, DELAI_S = 2_000, 300, 30.0


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[PageImprimee]:
    usages = ("archive", "impression")
    bureaux = [ouvrir_bureau(tmp_path_factory.mktemp(usage), usage) for usage in usages]
    return [page for bureau in bureaux for page in imprimees(bureau)]


def test_deux_mille_pages_signees_et_numerisees(pages: list[PageImprimee]) -> None:
    coeurs = len(os.sched_getaffinity(0))
    parts = [range(debut, PAGES, 8 * coeurs) for debut in range(8 * coeurs)]
    with ProcessPoolExecutor(coeurs) as equipe:
        bilans = list(equipe.map(partial(eprouver, pages), parts))
    bilan = Bilan(
        sum(un.pages for un in bilans),
        sorted(graine for un in bilans for graine in un.muettes),
        sorted(graine for un in bilans for graine in un.fausses),
        sum(un.cases for un in bilans),
        sorted(graine for un in bilans for graine in un.cases_fausses),
        sum(un.secondes for un in bilans),
    )
    print(
        f"\n{bilan.pages} pages : {bilan.rangees:.2%} rangées seules, muettes {bilan.muettes}, "
        f"fausses {bilan.fausses} ; "
        f"{bilan.cases} cases : {bilan.cases_justes:.2%} justes, graines {bilan.cases_fausses} ; "
        f"{coeurs * bilan.pages / bilan.secondes:.1f} pages par seconde sur {coeurs} cœurs"
    )
    assert bilan.fausses == []
    assert bilan.rangees >= 0.995, bilan.muettes
    assert bilan.cases_justes >= 0.99, bilan.cases_fausses


def test_trois_cents_fichiers_abimes(tmp_path: Path) -> None:
    sain = numerise(ouvrir_bureau(tmp_path).feuilles("pv_general"))
    alea = random.Random(300)
    for _ in range(ABIMES):
        abime = bytearray(sain)
        for _ in range(alea.choice((1, 10, 200, 5_000))):
            abime[alea.randrange(len(abime))] = alea.randrange(256)
        depart = time.monotonic()
        lecture = lire_un_fichier("abime.pdf", bytes(abime[: alea.randrange(1, len(abime) + 1)]), isoler)
        assert time.monotonic() - depart < DELAI_S
        assert (lecture.refus is None) != (lecture.pages == ())
