"""A tenth of the two thousand pages of the proof (tests/preuves/test_papiers_rendus.py), and those that once failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from outils.rendus import PageImprimee, eprouver
from tests.usecases.retours.bureau import toutes_les_pages

GRAINES = range(0, 2_000, 10)
DURES = (19, 52, 339, 587, 623, 658, 829, 1316)  # what the proof found, and was mended


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[PageImprimee]:
    return toutes_les_pages(tmp_path_factory.mktemp("bureau"))


def test_des_pages_tirees_au_sort_sont_rangees_et_leurs_cases_dites(pages: list[PageImprimee]) -> None:
    bilan = eprouver(pages, [*GRAINES, *DURES])
    assert bilan.fausses == []
    assert bilan.muettes == []
    assert bilan.cases > 500
    assert bilan.cases_fausses == []


def test_une_graine_rejoue_la_meme_page(pages: list[PageImprimee], tmp_path: Path) -> None:
    un, autre = (eprouver(pages, [11]) for _ in range(2))
    assert (un.pages, un.cases, un.muettes) == (autre.pages, autre.cases, autre.muettes)
