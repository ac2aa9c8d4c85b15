"""What a page draws, compared with what it should draw: where letters stand, and where the ink is not the same.

Both are seen as pictures, by a reader that is of neither engine. A file from outside is read in a process that may be
stopped: none of this is for the process that holds the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from docgen.errors import UsageInvalide
from docgen.rendering.cases import Cadre

if TYPE_CHECKING:
    from PIL.Image import Image

POINTS_PAR_POUCE: Final = 200
_ECHELLE: Final = POINTS_PAR_POUCE / 72
_JEU: Final = ((1, 0), (-1, 0)), ((0, 1), (0, -1))  # where a dot may have moved to, in pixels: 0.13 mm each way
_TON: Final = 56  # of 255: what a reader's smoothing changes
_CARREAU, _PALEUR = 8, 6  # a square of a millimetre that is so much off as a whole: pale ink, which no smoothing makes
_MARGE: Final = 1.5  # points around a letter's box
_ECART_DE_FORMAT: Final = 1.0  # points


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read: its size in points, its letters but blanks, and the box of each, from the top left."""

    largeur: float
    hauteur: float
    lettres: str
    cadres: tuple[Cadre, ...]

    def cadres_de(self, texte: str) -> tuple[Cadre, ...]:
        """Where a text stands on the page, letter by letter; none when it is not there, or in pieces."""
        cherche = sans_blancs(texte)
        debut = self.lettres.find(cherche) if cherche else -1
        return self.cadres[debut : debut + len(cherche)] if debut >= 0 else ()


@dataclass(frozen=True, slots=True)
class Dessin:
    """How the pages of a file differ from those that they should be: by the names of texts, then elsewhere.

    ``ailleurs`` holds the pages, from 1, where ink differs that belongs to no named text.
    """

    pages: tuple[Page, ...]
    attendues: tuple[Page, ...]
    differents: tuple[str, ...]
    ailleurs: tuple[int, ...]
    meme_format: bool


def comparer_dessins(contenu: bytes, temoin: bytes, textes: Mapping[str, Sequence[str]]) -> Dessin:
    """Compare a file with the one that we make of the same paper; ``textes`` are those of interest, by name.

    Raises:
        UsageInvalide: the file cannot be drawn.
    """
    with _ouvert(temoin) as bon, _ouvert(contenu) as donne:
        attendues, pages = _pages(bon), _pages(donne, len(bon))
        meme_format = len(donne) == len(bon) and all(map(_meme_format, attendues, pages))
        differents: dict[str, None] = {}
        ailleurs: list[int] = []
        for rang, attendue in enumerate(attendues[: len(pages)]):
            if not _meme_format(attendue, pages[rang]):  # never drawn: it may be a hundred metres wide
                continue
            masque = _differences(_image(donne[rang]), _image(bon[rang]))
            for nom, cadre in _cadres(attendue, textes):
                zone = _en_pixels(cadre)
                if masque.crop(zone).getbbox():
                    differents[nom] = None
                    masque.paste(0, zone)
            if masque.getbbox():
                ailleurs.append(rang + 1)
        return Dessin(pages, attendues, tuple(differents), tuple(ailleurs), meme_format)


def sans_blancs(texte: str) -> str:
    """The text without what separates words, in capitals: a model may set either."""
    return "".join(texte.split()).upper()


@contextmanager
def _ouvert(contenu: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(contenu)
        document.init_forms()
    except pypdfium2.PdfiumError as cause:
        raise UsageInvalide("Ce PDF n'a pas pu être dessiné : il est abîmé. Reprenez l'original.") from cause
    with closing(document):
        yield document


def _pages(document: Any, combien: int | None = None) -> tuple[Page, ...]:
    return tuple(_page(document[rang]) for rang in range(min(len(document), combien or len(document))))


def _page(page: Any) -> Page:
    from pypdfium2.raw import FPDFText_GetUnicode

    largeur, hauteur = page.get_size()
    texte = page.get_textpage()
    lettres, cadres = [], []
    for rang in range(texte.count_chars()):
        lettre = chr(FPDFText_GetUnicode(texte, rang))
        gauche, bas, droite, haut = texte.get_charbox(rang)
        for signe in sans_blancs(lettre.replace("\0", "")):
            lettres.append(signe)
            cadres.append((gauche, hauteur - haut, droite, hauteur - bas))
    return Page(largeur, hauteur, "".join(lettres), tuple(cadres))


def _meme_format(une: Page, autre: Page) -> bool:
    return max(abs(une.largeur - autre.largeur), abs(une.hauteur - autre.hauteur)) < _ECART_DE_FORMAT


def _cadres(page: Page, textes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Cadre]]:
    for nom, valeurs in textes.items():
        for valeur in valeurs:
            yield from ((nom, cadre) for cadre in page.cadres_de(valeur))


def _en_pixels(cadre: Cadre) -> tuple[int, int, int, int]:
    gauche, haut, droite, bas = cadre
    return (
        int((gauche - _MARGE) * _ECHELLE),
        int((haut - _MARGE) * _ECHELLE),
        int((droite + _MARGE) * _ECHELLE) + 1,
        int((bas + _MARGE) * _ECHELLE) + 1,
    )


def _image(page: Any) -> Image:
    """Its inks, whatever their colour: gold is as dark as black is."""
    from PIL import ImageChops

    rouge, vert, bleu = page.render(scale=_ECHELLE).to_pil().convert("RGB").split()
    return ImageChops.darker(ImageChops.darker(rouge, vert), bleu)


def _differences(donnee: Image, attendue: Image) -> Image:
    """White where one page has a tone that the other has nowhere near; looked for where they differ at all."""
    from PIL import ImageChops

    donnee = donnee.resize(attendue.size) if donnee.size != attendue.size else donnee
    masque = ImageChops.constant(attendue, 0)
    if cadre := ImageChops.difference(donnee, attendue).getbbox():
        zone = _en_carreaux(cadre, attendue.size)
        une, autre = donnee.crop(zone), attendue.crop(zone)
        masque.paste(ImageChops.lighter(_hors_de(une, autre), _hors_de(autre, une)), zone)
    return masque


def _en_carreaux(cadre: tuple[int, int, int, int], taille: tuple[int, int]) -> tuple[int, int, int, int]:
    """The squares of a frame, and those around it."""
    gauche, haut, droite, bas = (cote // _CARREAU * _CARREAU for cote in cadre)
    droite, bas = (min(cote + 2 * _CARREAU, bord) for cote, bord in zip((droite, bas), taille, strict=True))
    return max(gauche - _CARREAU, 0), max(haut - _CARREAU, 0), droite, bas


def _hors_de(une: Image, autre: Image) -> Image:
    from PIL import ImageChops
    from PIL.Image import Resampling

    sombre, clair = _alentour(autre, ImageChops.darker), _alentour(autre, ImageChops.lighter)
    trop = ImageChops.lighter(ImageChops.subtract(sombre, une), ImageChops.subtract(une, clair))
    pales = trop.reduce(_CARREAU).point(_au_dela(_PALEUR)).resize(trop.size, Resampling.NEAREST)
    return ImageChops.lighter(trop.point(_au_dela(_TON)), ImageChops.darker(pales, trop.point(_au_dela(_PALEUR))))


def _au_dela(seuil: int) -> list[int]:
    """White for each tone above that one, black for the others."""
    return [255 if ton > seuil else 0 for ton in range(256)]


def _alentour(image: Image, extreme: Callable[[Image, Image], Image]) -> Image:
    """Each dot as the darkest, or the lightest, of itself and its eight neighbours: row by row, then column by column.

    Six times quicker than Pillow's filters, which look at each dot nine times.
    """
    for pas in _JEU:
        depart = image
        for ecart in pas:
            decalee = depart.copy()
            decalee.paste(depart, ecart)
            image = extreme(image, decalee)
    return image
