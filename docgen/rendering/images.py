"""Pages as pictures, for who looks before he prints."""

from __future__ import annotations

import io
from contextlib import closing
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEUR: Final = 1100  # pixels: sharp on a screen, and light
VIDE: Final = "vide-"  # how the label of an empty verso begins
_GRIS: Final = 32


def compter_pages(contenu: bytes) -> int:
    """How many pages a PDF of ours has."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(contenu)) as document:
        return len(document)


def pages_ecrites(contenu: bytes) -> list[int]:
    """The pages of a PDF of ours that bear something, from 1: a volume labels the versos that it leaves empty."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(contenu)) as document:
        labels = (document.get_page_label(rang) or "" for rang in range(len(document)))
        return [rang for rang, label in enumerate(labels, start=1) if not label.startswith(VIDE)]


def page_en_png(contenu: bytes, rang: int, largeur: int = LARGEUR) -> bytes:
    """One page of a PDF of ours, from 0, as a PNG of that width. Not for threads: the library has no lock.

    Raises:
        IndexError: the document has no such page.
    """
    import pypdfium2

    with closing(pypdfium2.PdfDocument(contenu)) as document:
        if not 0 <= rang < len(document):
            raise IndexError(rang)
        page = document[rang]
        return _png(page.render(scale=largeur / page.get_width()).to_pil())


def _png(image: Image) -> bytes:
    """In few shades: a page of text needs no more, and weighs three times less."""
    tampon = io.BytesIO()
    image.convert("RGB").quantize(_GRIS).save(tampon, "PNG", optimize=True)
    return tampon.getvalue()
