"""Two thousand signed pages, printed by both engines, scanned as offices do: assigned, never wrongly, boxes told right.

Three hundred files that are broken or made to harm: a clear error each, within time. ``PREMIERE``, ``PAGES`` and
``ABIMES`` play a part of them: every page and every file is a seed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree

import pytest

from docgen.domain.papiers.retour import Sort
from docgen.errors import UsageInvalide
from docgen.usecases.processus.isolement import isoler
from docgen.usecases.retours.depouillement import depouiller
from docgen.usecases.retours.lecture_retours import lire_un_fichier
from docgen.usecases.retours.rangement import Rangement
from outils.rendus import Bilan, PageImprimee, eprouver
from tests.ampleur import regle
from tests.usecases.retours.bureau import Bureau, ouvrir_bureau, toutes_les_pages
from tests.usecases.retours.test_hostiles import abimer, bombe_de_flux, en_fichiers

PREMIERE, PAGES, ABIMES = regle("PREMIERE", 0, entiere=True), regle("PAGES", 2_000, 40), regle("ABIMES", 300, 10)
DELAI_S = 30.0
_IMPRIMEES: list[PageImprimee] = []  # what a child was born with: these pictures are too large to be sent


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[PageImprimee]:
    return toutes_les_pages(tmp_path_factory.mktemp("bureau"))


def test_deux_mille_pages_signees_et_numerisees(pages: list[PageImprimee]) -> None:
    coeurs = len(os.sched_getaffinity(0))
    graines = range(PREMIERE, PREMIERE + PAGES)
    parts = [graines[debut :: 8 * coeurs] for debut in range(8 * coeurs)]
    with ProcessPoolExecutor(coeurs, get_context("fork"), _IMPRIMEES.extend, (pages,)) as equipe:
        bilans = list(equipe.map(_eprouver, parts))
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


def _eprouver(graines: Sequence[int]) -> Bilan:
    return eprouver(_IMPRIMEES, graines)


def test_trois_cents_fichiers_abimes(tmp_path: Path) -> None:
    bureau, sortie = ouvrir_bureau(tmp_path / "registre"), tmp_path / "retours"
    vues = [feuille.image.convert("L") for feuille in bureau.feuilles("pv_general")]
    sains, refusees = en_fichiers(vues), 0
    for graine in range(PREMIERE, PREMIERE + ABIMES):
        nom, contenu = abimer(sains, graine)
        (scan := tmp_path / nom).write_bytes(contenu)
        depart, avant = time.monotonic(), _retours(bureau)
        rangement, refus = _depouiller(scan, sortie, bureau)
        if rangement is None:
            refusees += 1
            assert nom in refus, graine
            assert not sortie.exists(), graine
            assert _retours(bureau) == avant, graine
        else:
            assert {page.sort for page in rangement.pages} <= {Sort.RECUE, Sort.BLANCHE, Sort.ILLISIBLE}, graine
            rmtree(sortie)
        assert time.monotonic() - depart < DELAI_S, graine
    print(f"\n{ABIMES} fichiers abîmés : {refusees} refusés en clair, les autres lus, rien de faux")
    assert bureau.atelier.registre.verifier() == []


def _depouiller(scan: Path, sortie: Path, bureau: Bureau) -> tuple[Rangement | None, str]:
    try:
        return depouiller([scan], [], sortie, bureau.atelier), ""
    except UsageInvalide as refus:
        return None, str(refus)


def _retours(bureau: Bureau) -> int:
    return sum(ligne["acte"] == "RETOUR" for ligne in bureau.atelier.registre.exporter())


def test_une_bombe_entiere_est_arretee_a_temps() -> None:
    depart = time.monotonic()
    lecture = lire_un_fichier("bombe.pdf", bombe_de_flux(40_000_000), isoler)
    assert lecture.refus or lecture.pages[0].code is None
    assert time.monotonic() - depart < 2 * DELAI_S
