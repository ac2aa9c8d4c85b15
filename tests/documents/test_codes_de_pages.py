"""The code of each page that comes back signed: both engines, ordinary and extreme data, read from its pixels."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
import zxingcpp
from PIL.Image import Image

from docgen.documents import catalogue
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.code_page import CodePage
from docgen.rendering.symboles import BAS_MM, COTE_MM
from tests import builders as b
from tests import lecture_pdf
from tests.documents import cas as c
from tests.documents import longs
from tests.documents.atelier_essai import document, mots, rendu

pytestmark = pytest.mark.lent

CODES = ("pv_general", "pv_individuel", "bordereau_pv", "emargement", "formulaire_remise")
USAGES = ("archive", "impression")
FINESSE, BORD_MM = 150, 5.0
TOUS: dict[str, Callable[[], Dossier]] = {
    "ordinaire": b.dossier,
    "long": longs.plausible,
    "soixante": lambda: c.grande(60),
}


@cache
def _pages(quoi: str, code: str, usage: str) -> bytes:
    dossier = TOUS[quoi]()
    return rendu(longs.a_convoquer(dossier) if code == "emargement" else dossier, code, usage)


@cache
def _codes(contenu: bytes) -> list[list[zxingcpp.Barcode]]:
    """Those of each page, which is upright."""
    formes = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
    return [zxingcpp.read_barcodes(image, formes, try_rotate=False) for image in _images(contenu)]


@cache
def _images(contenu: bytes) -> list[Image]:
    return lecture_pdf.pages_grises(contenu, FINESSE)


def _lus(contenu: bytes) -> list[CodePage | None]:
    return [CodePage.lire(lu.text) for de_la_page in _codes(contenu) for lu in de_la_page]


def test_les_types_qui_reviennent_sont_ceux_que_l_on_signe() -> None:
    assert {code for code, spec in catalogue().items() if spec.revient_signe} == set(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("quoi", TOUS)
def test_chaque_page_dit_son_emission_son_rang_et_leur_nombre(quoi: str, code: str) -> None:
    archive, presse = (_lus(_pages(quoi, code, usage)) for usage in USAGES)
    assert archive == presse  # the same paper, whoever prints it
    (emission,) = {lu.emission for lu in archive if lu}
    assert archive == [CodePage(emission, page, len(archive)) for page in range(1, len(archive) + 1)]


@pytest.mark.parametrize("usage", USAGES)
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("quoi", TOUS)
def test_rien_ne_touche_le_code_et_il_est_loin_du_bord(quoi: str, code: str, usage: str) -> None:
    contenu = _pages(quoi, code, usage)
    assert BAS_MM > BORD_MM
    for rang, (page, (large, haut)) in enumerate(
        zip(_codes(contenu), lecture_pdf.tailles(contenu), strict=True), start=1
    ):
        (lu,) = page
        gauche, droite = (large - COTE_MM) / 2, (large + COTE_MM) / 2
        milieu = (lu.position.top_left.x + lu.position.bottom_right.x) / 2 * 25.4 / FINESSE
        assert milieu == pytest.approx(large / 2, abs=0.3)
        voisins = [
            mot.texte
            for mot in mots(contenu)
            if mot.page == rang and mot.x1 > gauche - 2 and mot.x0 < droite + 2 and mot.y1 > haut - BAS_MM - COTE_MM
        ]
        assert voisins == []
        image = _images(contenu)[rang - 1]
        point = FINESSE / 25.4
        cadre = (gauche + 0.2, haut - BAS_MM - COTE_MM + 0.2, droite - 0.2, haut - BAS_MM - 0.2)
        x0, y0, x1, y1 = (round(cote * point) for cote in cadre)
        zone = image.crop((x0, y0, x1, y1))
        bande = [zone.crop((0, 0, zone.width, 1)), zone.crop((0, zone.height - 1, zone.width, zone.height))]
        assert all(min(ligne.tobytes()) > 200 for ligne in bande)  # the quiet zone is white


def test_un_brouillon_le_dit_dans_son_code() -> None:
    brouillon = document(b.dossier(), "pv_general", brouillon=True)
    lus = _lus(brouillon.contenu)
    assert lus
    assert all(lu and lu.brouillon for lu in lus)


def test_deux_papiers_n_ont_pas_le_meme_identifiant_et_le_meme_papier_le_garde() -> None:
    dossier = b.dossier()
    premiers = [document(dossier, "pv_individuel", candidat.id).identifiant for candidat in dossier.candidats]
    assert len(set(premiers)) == len(premiers)
    assert document(b.dossier(), "pv_individuel", dossier.candidats[0].id).identifiant == premiers[0]
    assert document(dossier, "affichage").identifiant is None


@pytest.mark.parametrize("usage", USAGES)
def test_les_autres_types_n_ont_aucun_code_de_page(usage: str) -> None:
    assert _lus(rendu(b.dossier(), "affichage", usage)) == []
