"""What the press lays out, it also paints: a text may be in a file, where readers find it, and be cut on the page."""

from __future__ import annotations

import pytest

from docgen.domain.papiers.lots import MARGES_MM
from tests.documents.atelier_essai import rendu
from tests.documents.test_moteurs import CAS, CAS_MAXIMAUX, DOSSIERS, MAXIMAUX, _paires
from tests.lecture_pdf import marges_blanches, page_image

pytestmark = pytest.mark.lent

BANDE_MM = 5
POINTS_PAR_MM = 4


def encre(contenu: bytes) -> list[int]:
    """How many dark points each band of the first page has."""
    image = page_image(contenu, dpi=POINTS_PAR_MM * 25.4).convert("L")
    haut = BANDE_MM * POINTS_PAR_MM
    bandes = (image.crop((0, y, image.width, y + haut)) for y in range(0, image.height, haut))
    return [sum(bande.histogram()[:160]) for bande in bandes]


@pytest.mark.parametrize("code", sorted({code for nom, code in CAS if nom in ("valide", "a venir")}))
def test_la_presse_peint_autant_que_l_archive(code: str) -> None:
    nom = "valide" if ("valide", code) in CAS else "a venir"
    dossier, _ = DOSSIERS[nom]
    paire = _paires(dossier, code, 1)[0]
    bandes = list(zip(encre(paire.archive), encre(paire.presse), strict=False))  # a point more or less at the foot
    assert sum(archive for archive, _ in bandes) > 1_000
    perdues = [archive - presse for archive, presse in bandes]
    assert [
        (rang, archive, presse)
        for rang, (archive, presse) in enumerate(bandes)
        # A rule between two bands may fall in one or the other: only what the neighbours have not either is lost.
        if presse < 0.7 * archive and sum(perdues[max(0, rang - 2) : rang + 3]) > 0.3 * archive > 60
    ] == []


@pytest.mark.parametrize("nom", [*DOSSIERS, *MAXIMAUX])
def test_l_encre_reste_dans_les_marges_que_les_imprimantes_rattrapent(nom: str) -> None:
    """What bounds the profile of a printer holds for every type, with ordinary texts and with the longest."""
    dossier = MAXIMAUX[nom] if nom in MAXIMAUX else DOSSIERS[nom][0]
    codes = [code for autre, code in (*CAS, *CAS_MAXIMAUX) if autre == nom]
    marges = [page for code in codes for page in marges_blanches(rendu(dossier, code, "impression"))]
    assert marges
    moindres = dict(zip(MARGES_MM, (min(cote) for cote in zip(*marges, strict=True)), strict=True))
    assert {cote: marge for cote, marge in moindres.items() if marge < MARGES_MM[cote]} == {}
