"""What a PDF shows, read by another engine than the one that wrote it: text with its place, pictures, QR codes.

Places are in millimetres from the top left corner of the page; pages count from 1.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from math import hypot
from typing import NamedTuple

import deqr
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as brut
import zxingcpp
from PIL import Image, ImageOps

_MM = 25.4 / 72
POINTS_PAR_MM, TON_MIN = 5, 20  # what looks for ink: how finely, and how dark
# Words of a line whose gap exceeds this share of the type size belong to two columns.
_ESPACE_MAX = 0.5


class Mot(NamedTuple):
    """A run of letters between two blanks: the box of its ink, its baseline, its type size in points."""

    page: int
    texte: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    corps: float
    incline: bool = False


class Signe(NamedTuple):
    """A letter: its origin, its baseline, the box of its ink, its type size."""

    texte: str
    x: float
    base: float
    cadre: tuple[float, float, float, float]
    corps: float
    incline: bool


@contextmanager
def _ouvert(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def _signes(page: pdfium.PdfPage) -> Iterator[Signe]:
    """Straight from the library: a document has thousands of them, which tests read by the million."""
    hauteur, lu = page.get_height() * _MM, page.get_textpage()
    texte = lu.raw  # which lives as long as ``lu``
    x, y, gauche, bas, droite, haut = (ctypes.c_double() for _ in range(6))
    matrice = brut.FS_MATRIX()
    for rang in range(brut.FPDFText_CountChars(texte)):
        assert brut.FPDFText_GetCharBox(texte, rang, gauche, droite, bas, haut)
        brut.FPDFText_GetCharOrigin(texte, rang, x, y)
        brut.FPDFText_GetMatrix(texte, rang, matrice)
        yield Signe(
            chr(brut.FPDFText_GetUnicode(texte, rang)),
            x.value * _MM,
            hauteur - y.value * _MM,
            (gauche.value * _MM, hauteur - haut.value * _MM, droite.value * _MM, hauteur - bas.value * _MM),
            brut.FPDFText_GetFontSize(texte, rang) * hypot(matrice.a, matrice.b),
            abs(matrice.b) > 1e-3,
        )


def _mot(page: int, signes: list[Signe]) -> Mot:
    encres = [signe.cadre for signe in signes if not signe.texte.isspace()]
    x0, y0, x1, y1 = (
        sens(valeurs) for sens, valeurs in zip((min, min, max, max), zip(*encres, strict=True), strict=True)
    )
    premier = signes[0]
    texte = "".join(signe.texte for signe in signes).strip()
    return Mot(page, texte, x0, y0, x1, y1, premier.base, premier.corps, premier.incline)


def _couper(signes: Iterator[Signe]) -> Iterator[list[Signe]]:
    """Cut at blanks and at a change of line; slanted text (a watermark) is kept whole."""
    suite: list[Signe] = []
    for signe in signes:
        blanc = signe.texte.isspace() or signe.texte == "\0"
        suit = bool(suite) and signe.incline == suite[-1].incline
        suit = suit and (signe.incline or abs(signe.base - suite[-1].base) < 0.2)
        if suite and (not suit or (blanc and not signe.incline)):
            yield suite
            suite = []
        if not blanc or (suite and signe.incline):
            suite.append(signe)
    if suite:
        yield suite


def mots(pdf: bytes) -> list[Mot]:
    """Every word, page by page, in the file's own order."""
    with _ouvert(pdf) as document:
        return [
            _mot(numero, suite) for numero, page in enumerate(document, start=1) for suite in _couper(_signes(page))
        ]


def signes(pdf: bytes) -> list[list[Signe]]:
    """Every letter of each page, in the file's own order."""
    with _ouvert(pdf) as document:
        return [list(_signes(page)) for page in document]


def textes(pdf: bytes) -> list[str]:
    """The text of each page, as a reader would copy it."""
    with _ouvert(pdf) as document:
        return [str(page.get_textpage().get_text_bounded()).replace("\r\n", "\n") for page in document]


def tailles(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in mm to a tenth."""
    with _ouvert(pdf) as document:
        formats = (document.get_page_size(rang) for rang in range(len(document)))
        return [(round(largeur * _MM, 1), round(hauteur * _MM, 1)) for largeur, hauteur in formats]


def _demi(valeur: float) -> float:
    return round(valeur * 2) / 2


def _lignes(du_page: list[Mot]) -> Iterator[str]:
    """Words of one baseline, joined while their gaps are those of a text; top to bottom, left to right."""
    reste = sorted(du_page, key=lambda mot: (_demi(mot.base), mot.x0, mot.texte))
    while reste:
        ligne = [reste.pop(0)]
        for mot in list(reste):
            dernier = ligne[-1]
            ecart_max = _ESPACE_MAX * dernier.corps * _MM
            if abs(mot.base - dernier.base) < 0.3 and -0.5 <= mot.x0 - dernier.x1 <= ecart_max and not mot.incline:
                ligne.append(mot)
                reste.remove(mot)
        yield f"{_demi(ligne[0].x0):6.1f} {_demi(ligne[0].base):6.1f}  {' '.join(mot.texte for mot in ligne)}"


def releve(pdf: bytes) -> str:
    """The pages as text that reads in a diff: a line for each line of type, with its x and its baseline's y."""
    tous, parties = mots(pdf), []
    for numero, (largeur, hauteur) in enumerate(tailles(pdf), start=1):
        parties.append(f"page {numero} ({largeur:g} × {hauteur:g} mm)")
        parties.extend(_lignes([mot for mot in tous if mot.page == numero]))
    return "\n".join(parties) + "\n"


def page_image(pdf: bytes, page: int = 1, dpi: float = 72) -> Image.Image:
    """A page as a picture."""
    with _ouvert(pdf) as document:
        image: Image.Image = document[page - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    return image


def pages_grises(pdf: bytes, dpi: float) -> list[Image.Image]:
    """All of them, in greys."""
    with _ouvert(pdf) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def lire_qr(image: Image.Image, echelle_max: int = 3) -> list[str]:
    """The text of every QR code of a picture, by the reader of ZBar: neither who draws them nor who reads them back."""
    return _lire_les_qr([image], echelle_max)


def lus_par_zxing(image: Image.Image) -> list[str]:
    """The same, by the reader that phones have."""
    return [lu.text for lu in zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))]


def qr_lus(pdf: bytes, dpi: int = 200, echelle_max: int = 3) -> list[str]:
    """The text of every QR code, page by page, at the first scale where one is read."""
    return _lire_les_qr(pages_grises(pdf, dpi), echelle_max)


def _lire_les_qr(images: list[Image.Image], echelle_max: int) -> list[str]:
    """Small symbols want more pixels, and pixels cost."""
    grises = [image.convert("L") for image in images]
    for echelle in range(1, echelle_max + 1):
        vues = (un.resize((echelle * un.width, echelle * un.height), Image.Resampling.LANCZOS) for un in grises)
        codes = [code for vue in vues for code in deqr.QRdecDecoder().decode(vue, convert_data=False)]
        if codes:
            return [b"".join(partie.data for partie in code.data_entries).decode() for code in codes]
    return []


def polices(pdf: bytes) -> dict[str, bool]:
    """Each font's name without its subset tag, and whether its file is in the PDF."""
    trouvees: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for police in page.resources.get("/Font", pikepdf.Dictionary()).values():
                nom = str(police.BaseFont).lstrip("/").split("+")[-1]
                trouvees[nom] = _incorporee(police) and trouvees.get(nom, True)
    return trouvees


def _incorporee(police: pikepdf.Object) -> bool:
    porteuse = police.DescendantFonts[0] if "/DescendantFonts" in police else police
    descripteur = porteuse.get("/FontDescriptor", pikepdf.Dictionary())
    return any(cle in descripteur for cle in ("/FontFile", "/FontFile2", "/FontFile3"))


def images(pdf: bytes) -> int:
    """How many raster pictures the file holds, those that pages share counted once."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len({image.objgen for page in document.pages for image in page.get_images().values()})


def marges_blanches(contenu: bytes) -> list[tuple[float, float, float, float]]:
    """How far ink stays from each side of the sheet (left, top, right, bottom), page by page; empty ones aside."""
    marges = []
    for image in map(ImageOps.invert, pages_grises(contenu, POINTS_PAR_MM * 25.4)):
        cadre = image.point(lambda ton: 255 if ton > TON_MIN else 0).getbbox()
        if cadre:
            gauche, haut, droite, bas = (cote / POINTS_PAR_MM for cote in cadre)
            marges.append((gauche, haut, image.width / POINTS_PAR_MM - droite, image.height / POINTS_PAR_MM - bas))
    return marges
