"""A file of scanned pages, whoever made it: how many pages it has, and each as a grey picture of a bounded size.

It comes from outside: all of this runs in a child that is limited in time and memory.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

from docgen.errors import UsageInvalide

if TYPE_CHECKING:
    from PIL.Image import Image

PAGES_MAX: Final = 500
POINTS_PAR_POUCE: Final = 200
_PIXELS_MAX: Final = 60_000_000  # of a picture that is opened: an A4 at 600 dots an inch has 35
_RENDUS_MAX: Final = 12_000_000  # of a page that is drawn: an A4 at 300 dots an inch has 9
_GRAND_MM: Final = 500.0  # a page longer than this, whatever it says, is drawn smaller
_POUCE: Final = 25.4
_POINTS: Final = 72


class Numerise(Protocol):
    """An open file of scanned pages."""

    @property
    def pages(self) -> int:
        """How many it has."""
        ...

    def page(self, rang: int, points_par_pouce: int = POINTS_PAR_POUCE) -> Image:
        """One of them, from 0, in grey, about so fine."""
        ...


@contextmanager
def ouvrir_numerise(contenu: bytes, nom: str) -> Iterator[Numerise]:
    """Open a PDF, a JPEG, a PNG or a TIFF.

    Raises:
        UsageInvalide: it is none of these, is damaged, encrypted, or has more than :data:`PAGES_MAX` pages.
    """
    ouvrir = _pdf if contenu[:1024].lstrip().startswith(b"%PDF-") else _image
    with ouvrir(contenu, nom) as numerise:
        if not numerise.pages:
            raise UsageInvalide(f"« {nom} » n'a pas pu être lu : il n'a aucune page. Numérisez de nouveau.")
        if numerise.pages > PAGES_MAX:
            raise UsageInvalide(
                f"« {nom} » n'a pas pu être lu : il a {numerise.pages} pages, et un fichier en tient {PAGES_MAX} au "
                "plus. Coupez-le en plusieurs."
            )
        yield numerise


class _Pdf:
    def __init__(self, document: Any, nom: str) -> None:
        self._document, self._nom = document, nom

    @property
    def pages(self) -> int:
        return len(self._document)

    def page(self, rang: int, points_par_pouce: int = POINTS_PAR_POUCE) -> Image:
        import pypdfium2

        try:
            page = self._document[rang]
            large, haut = page.get_size()
            echelle = _echelle(large, haut, points_par_pouce / _POINTS, _GRAND_MM / _POUCE * _POINTS)
            # In grey, PDFium takes a third longer.
            image: Image = page.render(scale=echelle, prefer_bgrx=True, may_draw_forms=False).to_pil().convert("L")
            page.close()
        except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError) as cause:
            raise UsageInvalide(_abimee(self._nom, rang)) from cause
        return image


@contextmanager
def _pdf(contenu: bytes, nom: str) -> Iterator[_Pdf]:
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pypdfium2.PdfDocument(contenu)
    except pypdfium2.PdfiumError as cause:
        if getattr(cause, "err_code", None) == FPDF_ERR_PASSWORD:
            raise UsageInvalide(
                f"« {nom} » n'a pas pu être lu : le PDF est protégé par un mot de passe. Numérisez sans protection."
            ) from cause
        raise UsageInvalide(_abime(nom)) from cause
    with closing(document):
        yield _Pdf(document, nom)


class _Image:
    def __init__(self, image: Any, nom: str) -> None:
        self._image, self._nom = image, nom
        self._pages = int(getattr(image, "n_frames", 1))

    @property
    def pages(self) -> int:
        return self._pages

    def page(self, rang: int, points_par_pouce: int = POINTS_PAR_POUCE) -> Image:
        from PIL import ImageOps

        try:
            self._image.seek(rang)
            _verifier_la_taille(self._image, self._nom)
            finesse = max(map(float, self._image.info.get("dpi", (0, 0))))
            grise = (ImageOps.exif_transpose(self._image) or self._image).convert("L")
        except (UsageInvalide, MemoryError):
            raise
        except Exception as cause:  # the library meets a damaged file with nearly any error
            raise UsageInvalide(_abimee(self._nom, rang)) from cause
        large, haut = grise.size
        # What says nothing of its fineness, or something absurd, is taken for a sheet of A4.
        finesse = finesse if 60 <= finesse <= 1200 else max(large, haut) / 297 * _POUCE
        echelle = _echelle(large, haut, points_par_pouce / finesse, _GRAND_MM / _POUCE * finesse)
        if abs(echelle - 1) < 0.02:
            return grise
        from PIL.Image import Resampling

        cotes = max(1, round(large * echelle)), max(1, round(haut * echelle))
        return grise.resize(cotes, Resampling.BICUBIC if echelle > 1 else Resampling.BOX)


@contextmanager
def _image(contenu: bytes, nom: str) -> Iterator[_Image]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # judged here, with a sentence
    warnings.simplefilter("ignore")  # of a child: what the library would say of a damaged file is said here
    try:
        image = Image.open(io.BytesIO(contenu), formats=("JPEG", "PNG", "TIFF"))
        _verifier_la_taille(image, nom)
        ouverte = _Image(image, nom)
    except (UsageInvalide, MemoryError):
        raise
    except Exception as cause:
        raise UsageInvalide(
            f"« {nom} » n'a pas pu être lu : ce n'est ni un PDF, ni une image JPEG, PNG ou TIFF, ou il est abîmé. "
            "Numérisez de nouveau."
        ) from cause
    with image:
        yield ouverte


def _verifier_la_taille(image: Any, nom: str) -> None:
    if image.width * image.height > _PIXELS_MAX:
        raise UsageInvalide(
            f"« {nom} » n'a pas pu être lu : une image y fait {image.width} × {image.height} points, ce qu'aucune page "
            "numérisée ne fait. Numérisez à 300 points par pouce."
        )


def _echelle(large: float, haut: float, voulue: float, grand: float) -> float:
    """The scale asked for, or a smaller one where the page is so large that its picture would fill the memory."""
    echelle = min(voulue, voulue * grand / max(large, haut))
    return float(min(echelle, (_RENDUS_MAX / (large * haut)) ** 0.5))


def _abime(nom: str) -> str:
    return f"« {nom} » n'a pas pu être lu : le PDF est abîmé. Numérisez de nouveau."


def _abimee(nom: str, rang: int) -> str:
    return f"« {nom} », page {rang + 1} : l'image est abîmée. Numérisez-la de nouveau."
