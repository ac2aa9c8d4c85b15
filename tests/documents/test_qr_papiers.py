"""The QR of numbered papers, as a camera sees their pages: both engines, ordinary and extreme data, two readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from docgen.domain.dossier import Dossier
from docgen.rendering.qr import COTE_MAX, MARGE
from tests import builders as b
from tests import lecture_pdf
from tests.documents import longs
from tests.documents.atelier_essai import rendu
from tests.rendering.test_qr import en_jpeg

pytestmark = pytest.mark.lent

DOSSIERS: dict[str, Callable[[], Dossier]] = {
    "ordinaire": b.dossier,
    "long": longs.plausible,
    "maximal": lambda: longs.maximal(400),
}
MODULE_MIN_MM, COTE_MM, FLOU_MM, JEU_MM = 0.30, 40.0, 0.1, 8.0
# A phone takes many pictures, nearer and farther, until it reads: OpenCV is given as many.
_APPROCHES = (
    (1, 2),
    (1, 3),
    (1, 4),
    (0, 3),
    (0, 2),
    (1, 5),
    (1, 6),
    (0, 4),
    (1, 4.5),
    (0, 6),
    (1, 8),
    (1, 1.5),
    (0, 1),
)
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_LISSAGES = (cv2.INTER_CUBIC, cv2.INTER_LANCZOS4, cv2.INTER_LINEAR)


VUES: dict[str, Callable[[Image.Image, int], Image.Image]] = {
    "nette": lambda vue, _: vue,
    "floue d'un dixième de millimètre": lambda vue, dpi: vue.filter(ImageFilter.GaussianBlur(FLOU_MM * dpi / 25.4)),
    "tournée de 4°": lambda vue, _: vue.rotate(4, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
    "en JPEG de qualité 40": lambda vue, _: en_jpeg(vue),
}


@cache
def _papier(quoi: str, code: str, usage: str) -> bytes:
    return rendu(DOSSIERS[quoi](), code, usage)


@cache
def _page_du_code(quoi: str, code: str, usage: str) -> tuple[int, str, tuple[float, float, float, float]]:
    """On which page the code is, what it says, and where: left, top, right, bottom, in millimetres."""
    contenu = _papier(quoi, code, usage)
    for page in range(1, len(lecture_pdf.tailles(contenu)) + 1):
        for lu in zxingcpp.read_barcodes(lecture_pdf.page_image(contenu, page, 200), _QR):
            coins = [lu.position.top_left, lu.position.top_right, lu.position.bottom_left, lu.position.bottom_right]
            xs, ys = [coin.x * 25.4 / 200 for coin in coins], [coin.y * 25.4 / 200 for coin in coins]
            return page, lu.text, (min(xs), min(ys), max(xs), max(ys))
    raise AssertionError("no code")


def _vues(quoi: str, code: str, usage: str, finesses: Sequence[int]) -> Iterator[tuple[str, Image.Image, Image.Image]]:
    """Each view: its name, the whole page, and the code in the frame of a camera."""
    page, _, (x0, y0, x1, y1) = _page_du_code(quoi, code, usage)
    for dpi in finesses:
        image = lecture_pdf.page_image(_papier(quoi, code, usage), page, dpi).convert("L")
        cadre = (x0 - JEU_MM, y0 - JEU_MM, x1 + JEU_MM, y1 + JEU_MM)
        gauche, haut, droite, bas = (int(cote * dpi / 25.4) for cote in cadre)
        for nom, voir in VUES.items():
            yield f"{dpi} points, {nom}", voir(image, dpi), voir(image.crop((gauche, haut, droite, bas)), dpi)


def _lire_par_opencv(image: Image.Image) -> set[str]:
    pixels = np.asarray(image.convert("L"))
    lecteurs = (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco())
    for (lecteur, zoom), lissage in product(_APPROCHES, _LISSAGES):
        grand = cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=lissage)
        if lu := lecteurs[lecteur].detectAndDecode(grand)[0]:
            return {lu}
    return set()


@pytest.mark.parametrize(
    ("quoi", "code", "usage", "finesses"),
    [
        ("ordinaire", "parchemin", "archive", (150, 200)),
        ("ordinaire", "livret", "impression", (300,)),
        ("long", "parchemin", "impression", (200,)),
        ("maximal", "livret", "archive", (150,)),
    ],
)
def test_deux_lecteurs_lisent_le_code_d_un_papier_comme_on_le_voit(
    quoi: str, code: str, usage: str, finesses: tuple[int, ...]
) -> None:
    """Each dossier, each paper, each engine and each resolution; ``tests/preuves`` has them all together."""
    lire_comme_on_le_voit(quoi, code, usage, finesses)


def lire_comme_on_le_voit(quoi: str, code: str, usage: str, finesses: Sequence[int] = (150, 200, 300)) -> None:
    """Both readers, in each view, at these resolutions in dots an inch."""
    texte = _page_du_code(quoi, code, usage)[1]
    assert "/verification/" in texte
    muets = []
    for nom, page, cadre in _vues(quoi, code, usage, finesses):
        if lecture_pdf.lus_par_zxing(page) != [texte]:
            muets.append(f"ZXing, {nom}")
        if _lire_par_opencv(cadre) != {texte}:
            muets.append(f"OpenCV, {nom}")
    assert muets == []


@pytest.mark.parametrize("usage", ["archive", "impression"])
@pytest.mark.parametrize("code", ["parchemin", "livret"])
@pytest.mark.parametrize("quoi", DOSSIERS)
def test_aucun_point_n_est_plus_fin_que_trente_centiemes(quoi: str, code: str, usage: str) -> None:
    """Measured on the page, without the quiet zone, which a reader does not count."""
    page, texte, (x0, y0, x1, y1) = _page_du_code(quoi, code, usage)
    lu = zxingcpp.read_barcode(lecture_pdf.page_image(_papier(quoi, code, usage), page, 200), _QR)
    assert lu is not None
    extra: Any = lu.extra
    modules = 17 + 4 * int(extra["Version"])
    assert modules <= COTE_MAX
    assert min(x1 - x0, y1 - y0) / modules >= MODULE_MIN_MM
    assert max(x1 - x0, y1 - y0) == pytest.approx(COTE_MM * modules / (modules + 2 * MARGE), abs=0.5)
    assert len(texte) < 800
