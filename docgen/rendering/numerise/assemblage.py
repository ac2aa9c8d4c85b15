"""One PDF from pages of scanned files, each turned upright; nothing of these files but what their pages show."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from docgen.errors import UsageInvalide
from docgen.rendering.numerise.fichier_numerise import POINTS_PAR_POUCE, ouvrir_numerise

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdf import PageObject

LARGEUR_VUE: Final = 900  # pixels of a page that a person looks at
# What a page shows; what else it has leads to other pages, or acts.
_VUS: Final = frozenset(
    ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group")
)
_QUALITE: Final = 75

Place = tuple[str, int, int]  # the file, the page in it from 0, the quarter turns that put it upright


def assembler(documents: Sequence[tuple[str, Sequence[Place]]], fichiers: Mapping[str, bytes]) -> list[bytes]:
    """One PDF a document, given by its title and its pages, in their order.

    A page of a PDF is kept as it was scanned; where it cannot be, and for any picture, its picture is put on a page.

    Raises:
        UsageInvalide: a page cannot even be drawn.
    """
    lecteurs: dict[str, Any] = {}  # each file is opened once
    return [_assembler(intitule, pages, fichiers, lecteurs) for intitule, pages in documents]


def _assembler(intitule: str, pages: Sequence[Place], fichiers: Mapping[str, bytes], lecteurs: dict[str, Any]) -> bytes:
    from pypdf import PdfWriter

    redacteur = PdfWriter()
    for nom, rang, quarts in pages:
        feuille = redacteur.add_page(_page(nom, rang, fichiers[nom], lecteurs))
        if quarts:
            feuille.rotate(90 * quarts)
    redacteur.add_metadata({"/Title": intitule, "/Creator": "Docgen"})
    tampon = io.BytesIO()
    redacteur.write(tampon)
    return tampon.getvalue()


def page_a_regarder(contenu: bytes, nom: str, rang: int) -> bytes:
    """A page as a PNG, for whoever says what it is.

    Raises:
        UsageInvalide: it cannot be drawn.
    """
    with ouvrir_numerise(contenu, nom) as numerise:
        image = numerise.page(rang, 120)
    image.thumbnail((LARGEUR_VUE, 2 * LARGEUR_VUE))
    tampon = io.BytesIO()
    image.quantize(16).save(tampon, "PNG", optimize=True)
    return tampon.getvalue()


def _page(nom: str, rang: int, contenu: bytes, lecteurs: dict[str, Any]) -> PageObject:
    from pypdf import PdfReader

    if contenu[:1024].lstrip().startswith(b"%PDF-"):
        try:
            if nom not in lecteurs:
                lecteurs[nom] = PdfReader(io.BytesIO(contenu))
            page: PageObject = lecteurs[nom].pages[rang]
            _isoler(page)
            return _seule(page)
        except Exception:  # pypdf meets a damaged file with any error at all; the other reader drew it
            lecteurs.pop(nom, None)
    with ouvrir_numerise(contenu, nom) as numerise:
        return PdfReader(io.BytesIO(_en_pdf(numerise.page(rang)))).pages[0]


def _seule(page: PageObject) -> PageObject:
    """The same page, out of its file: all of it was read, and could be written."""
    from pypdf import PdfReader, PdfWriter

    redacteur, tampon = PdfWriter(), io.BytesIO()
    redacteur.add_page(page)
    redacteur.write(tampon)
    return PdfReader(tampon).pages[0]


def _isoler(page: PageObject) -> None:
    """Leave what this page shows alone: it goes to whom the other pages of its file may not be told.

    Files exist whose pages share one list of pictures, that of them all.
    """
    from pypdf.generic import DictionaryObject, NameObject

    contenu = page.get_contents()
    for cle in page.keys() - _VUS:
        del page[cle]
    ressources: Any = page.get("/Resources")
    images: Any = ressources.get_object().get("/XObject") if ressources else None
    if contenu is None or images is None or len(images := images.get_object()) < 2:
        return
    vues = {mots[0] for mots, ordre in contenu.operations if ordre == b"Do"}
    siennes = DictionaryObject({nom: images.raw_get(nom) for nom in images if nom in vues})
    page[NameObject("/Resources")] = DictionaryObject({**ressources.get_object(), NameObject("/XObject"): siennes})


def _en_pdf(image: Image) -> bytes:
    tampon = io.BytesIO()
    try:
        image.save(tampon, "PDF", resolution=POINTS_PAR_POUCE, quality=_QUALITE)
    except (OSError, ValueError) as cause:
        raise UsageInvalide(
            "Une page n'a pas pu être reprise : son image est abîmée. Numérisez-la de nouveau."
        ) from cause
    return tampon.getvalue()
