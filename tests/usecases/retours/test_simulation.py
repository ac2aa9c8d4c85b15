"""Pages of the proof's two thousand (tests/preuves/test_papiers_rendus.py): enough for each printed page, and each two
ways of scanning together; and those that once failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import pytest

from docgen.rendering.numerise.encre import CENTRE_MM, FILETS_MM, FORMATS_MM
from outils.rendus import PageImprimee, Tirage, eprouver
from tests.usecases.retours.bureau import toutes_les_pages

FILET_MM = 6.6  # how far above the middle of the code the rule is
DURES = (19, 52, 339, 587, 623, 658, 829, 1316)  # what the proof found, and was mended


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[PageImprimee]:
    return toutes_les_pages(tmp_path_factory.mktemp("bureau"))


def manieres(tirage: Tirage) -> tuple[object, ...]:
    """How a page was scanned, in kinds: a slant to the left, straight or to the right, cropped or not…"""
    comment = tirage.comment
    discretes = (comment.finesse, comment.teinte, comment.echelle, comment.flou, comment.bruit, comment.retournee)
    continues = (comment.biais / 3, comment.rogne[0] / 5, comment.rogne[1] / 5)
    return *discretes, comment.tampon is not None, *map(round, continues)


def meler(pages: Sequence[PageImprimee], graines: Iterable[int]) -> Iterator[int]:
    """Few seeds that bring every page, and every two ways of scanning together: each time the one that brings most."""
    tirages = ((graine, Tirage.de(pages, graine)) for graine in graines)
    restent = {graine: {tirage.page.code, *combinations(enumerate(manieres(tirage)), 2)} for graine, tirage in tirages}
    while restent:
        graine = max(restent, key=lambda une: len(restent[une]))
        yield graine
        apportes = restent[graine]
        restent = {une: neufs for une, siens in restent.items() if (neufs := siens - apportes)}


def test_des_pages_tirees_au_sort_sont_rangees_et_leurs_cases_dites(pages: list[PageImprimee]) -> None:
    graines = list(meler(pages, range(2_000)))
    codes = {page.code for page in pages}
    assert {Tirage.de(pages, graine).page.code for graine in graines} == codes
    bilan = eprouver(pages, [*graines, *DURES])
    assert bilan.pages > len(codes)
    assert bilan.fausses == []
    assert bilan.muettes == []
    assert bilan.cases > 100
    assert bilan.cases_fausses == []


def longueur_du_filet(page: PageImprimee) -> float:
    """How long the rule of the foot is, as printed, in millimetres."""
    pixels = page.image.height / page.format_mm[1]
    haut = round((page.format_mm[1] - CENTRE_MM - FILET_MM - 1) * pixels)
    bande = page.image.crop((0, haut, page.image.width, haut + round(2 * pixels))).point(lambda ton: 255 * (ton < 160))
    etendue = bande.getbbox()
    assert etendue is not None
    return (etendue[2] - etendue[0]) / pixels


def test_le_filet_du_pied_donne_l_echelle_de_toutes_les_pages(pages: list[PageImprimee]) -> None:
    """A scan is scaled by it: two in a hundred too long, and the label of a box far above passed for its signature."""
    for page in pages:
        attendue = FILETS_MM[page.format_mm == FORMATS_MM[1]]
        assert longueur_du_filet(page) == pytest.approx(attendue, abs=0.25), page.code


def test_une_graine_rejoue_la_meme_page(pages: list[PageImprimee], tmp_path: Path) -> None:
    un, autre = (eprouver(pages, [11]) for _ in range(2))
    assert (un.pages, un.cases, un.muettes) == (autre.pages, autre.cases, autre.muettes)
