"""The pages of a scanned file: the code of each, which way up it is, and where its ink stands.

Most codes are read at once, in the middle of the foot or of the head of the page. For the others the picture is
smoothed, drawn finer, then darkened: a stamp in colour over a code is lighter than the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from docgen.domain.papiers.code_page import CodePage
from docgen.errors import UsageInvalide
from docgen.rendering.numerise.encre import Encre, Repere, est_blanche, relever_l_encre
from docgen.rendering.numerise.fichier_numerise import POINTS_PAR_POUCE, Numerise, ouvrir_numerise

if TYPE_CHECKING:
    from PIL.Image import Image

_FIN: Final = 300  # dots an inch, for codes that are not read at the first fineness
_FLOUS: Final = (0.0, 1.0, 1.6)
_SEUILS: Final = (40, 70, 100)
_POUCE, _SYMBOLE_MM, _GRIS = 25.4, 9.0, 128
_COTES_MM: Final = (9.2, 9.6, 8.8)
_ECARTS_MM: Final = ((0, 0), (0.3, 0), (-0.3, 0), (0, 0.3), (0, -0.3), (0.6, 0), (-0.6, 0), (0, 0.6), (0, -0.6))
_BANDE, _MILIEU = 0.18, (0.28, 0.72)  # where a code stands, in shares of the page


@dataclass(frozen=True, slots=True)
class PageNumerisee:
    """A page of a scanned file, from 0. ``quarts``: how many quarter turns, clockwise, put it upright.

    ``encre`` is known of a page whose code was read.
    """

    rang: int
    code: CodePage | None = None
    quarts: int = 0
    blanche: bool = False
    encre: Encre | None = field(default=None, repr=False)


def chauffer() -> None:
    """Load what draws and reads pages, before the children that do are forked."""
    for bibliotheque in ("PIL.Image", "pypdfium2", "zxingcpp"):
        import_module(bibliotheque)


def compter_les_pages(contenu: bytes, nom: str) -> int:
    """How many pages a scanned file has.

    Raises:
        UsageInvalide: see :func:`docgen.rendering.numerise.fichier_numerise.ouvrir_numerise`.
    """
    with ouvrir_numerise(contenu, nom) as numerise:
        return numerise.pages


def lire_pages(contenu: bytes, nom: str, debut: int, fin: int) -> tuple[PageNumerisee, ...]:
    """What the pages from ``debut`` to ``fin``, not included, say.

    Raises:
        UsageInvalide: the file cannot be read; a page that cannot is said so.
    """
    with ouvrir_numerise(contenu, nom) as numerise:
        return tuple(_lire(numerise, rang) for rang in range(debut, fin))


def _lire(numerise: Numerise, rang: int) -> PageNumerisee:
    try:
        image = numerise.page(rang)
        if (trouve := _chercher(numerise, rang, image)) is None:
            return PageNumerisee(rang, blanche=est_blanche(image))
    except UsageInvalide:
        return PageNumerisee(rang)  # it cannot be drawn
    code, repere = trouve
    return PageNumerisee(rang, code, repere.quarts, encre=relever_l_encre(image, repere))


def _chercher(numerise: Numerise, rang: int, image: Image) -> tuple[CodePage, Repere] | None:
    """The code of a page and its place in the picture, by more and more work."""

    @cache
    def fine() -> Image:
        return numerise.page(rang, _FIN)

    for finesse, vue in _vues(image, fine):
        for gauche, haut, zone in vue:
            if lu := _decoder(zone, gauche, haut):
                code, coins = lu
                return code, Repere.de(coins, POINTS_PAR_POUCE / finesse)
    return None


Vue = Iterator[tuple[float, float, Any]]


def _vues(image: Image, fine: Any) -> Iterator[tuple[int, Vue]]:
    """What to look at, the least costly first: the fineness of each picture, and its zones."""
    from PIL.ImageFilter import GaussianBlur

    yield POINTS_PAR_POUCE, _zones(image)
    yield POINTS_PAR_POUCE, ((x, y, zone.filter(GaussianBlur(1))) for x, y, zone in _zones(image))
    for flou in _FLOUS:
        yield _FIN, ((x, y, zone.filter(GaussianBlur(flou))) for x, y, zone in _zones(fine()))
    for seuil in _SEUILS:
        yield POINTS_PAR_POUCE, ((x, y, _assombrir(zone, seuil)) for x, y, zone in _zones(image))
    yield _FIN, (vue for zone in _zones(fine()) for vue in _detourer(*zone))
    yield POINTS_PAR_POUCE, iter([(0, 0, image)])
    yield _FIN, iter([(0, 0, fine())])


def _detourer(gauche: float, haut: float, zone: Image) -> Vue:
    """The darkest square of a zone, as large as a symbol, alone on white: what crosses its edge is cut off."""
    from PIL.Image import new
    from PIL.ImageFilter import BoxBlur

    millimetre = _FIN / _POUCE
    pas = round(millimetre / 2)
    densites = _assombrir(zone, _GRIS).reduce(pas).filter(BoxBlur(_SYMBOLE_MM * millimetre / pas / 2 - 0.5))
    sombre = next((ton for ton, combien in enumerate(densites.histogram()) if combien), 255)
    place = densites.point([255] * (sombre + 1) + [0] * (255 - sombre)).getbbox()
    if place is None or sombre > _GRIS * 1.4:
        return
    milieu = (place[0] + place[2]) / 2 * pas, (place[1] + place[3]) / 2 * pas
    for cote in _COTES_MM:
        for dx, dy in _ECARTS_MM:
            x, y = milieu[0] + (dx - cote / 2) * millimetre, milieu[1] + (dy - cote / 2) * millimetre
            cadre = round(x), round(y), round(x + cote * millimetre), round(y + cote * millimetre)
            seule = new("L", zone.size, 255)
            seule.paste(zone.crop(cadre), cadre[:2])
            yield gauche, haut, seule


def _assombrir(zone: Image, seuil: int) -> Image:
    return zone.point([0] * seuil + [255] * (256 - seuil))


def _zones(image: Image) -> Vue:
    """The foot, the head, then the sides of a page that may lie."""
    large, haut = image.size
    debut, fin = _MILIEU
    for x0, y0, x1, y1 in (
        (debut, 1 - _BANDE, fin, 1),
        (debut, 0, fin, _BANDE),
        (0, debut, _BANDE, fin),
        (1 - _BANDE, debut, 1, fin),
    ):
        cadre = int(x0 * large), int(y0 * haut), round(x1 * large), round(y1 * haut)
        yield cadre[0], cadre[1], image.crop(cadre)


def _decoder(zone: Image, gauche: float, haut: float) -> tuple[CodePage, tuple[complex, ...]] | None:
    """A code of ours in a picture, and its corners from the top left of the symbol, clockwise."""
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

    for lu in read_barcodes(zone, BarcodeFormats(BarcodeFormat.DataMatrix), try_invert=False, try_downscale=False):
        if lu.valid and (code := CodePage.lire(lu.text)) is not None:
            place = lu.position
            coins = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
            return code, tuple(complex(gauche + coin.x, haut + coin.y) for coin in coins)
    return None
