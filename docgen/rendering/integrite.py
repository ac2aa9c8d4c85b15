"""Nothing of the HTML may be lost on the way to the page: a layout engine can drop what it cannot place, silently.

The laid-out text is read from the engine's own boxes, which is not a public interface of WeasyPrint: its version is
pinned, and the tests plant losses that must be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from weasyprint import Document

# Marks, in a model, an element that may well not appear: a running head that the first page leaves out.
FACULTATIF: Final = "data-facultatif"
_SANS_TEXTE: Final = ("style", "script", "template")
# Where the engine cuts a word, it prints a hyphen of its own.
_CESURES: Final = str.maketrans("", "", "\u2010")


def textes_perdus(racine: Element, document: Document) -> list[str]:
    """The texts of the HTML's body that the pages show less often than it does, the longest first.

    Spaces and case do not count. A text is counted inside the others too: « Admis » is owed once more for every
    « Partiellement admis », or else that one would hide the loss of the other.
    """
    pose = "".join(_textes_poses(document)).casefold()
    textes = list(_textes_du_corps(racine))
    attendus = {texte: _compact(texte).casefold() for texte in textes}
    tous = "\0".join(attendus[texte] for texte in textes)
    perdus = [texte for texte, ecrit in attendus.items() if ecrit and pose.count(ecrit) < tous.count(ecrit)]
    return sorted(perdus, key=len, reverse=True)


def _textes_du_corps(racine: Element) -> Iterator[str]:
    corps = racine.find("body")
    for element in corps if corps is not None else ():
        yield from _textes(element)


def _textes(element: Element) -> Iterator[str]:
    if element.get(FACULTATIF) is None and isinstance(element.tag, str) and element.tag not in _SANS_TEXTE:
        if element.text and element.text.strip():
            yield element.text.strip()
        for enfant in element:
            yield from _textes(enfant)
    if element.tail and element.tail.strip():
        yield element.tail.strip()


def _textes_poses(document: Document) -> Iterator[str]:
    """Flow first, page after page, so that a paragraph cut by a page still reads whole; then the margins."""
    from weasyprint.formatting_structure.boxes import MarginBox

    marges: list[Any] = []
    for page in document.pages:
        for boite in page._page_box.children:
            if isinstance(boite, MarginBox):
                marges.append(boite)
            else:
                yield from _textes_d_une_boite(boite)
    for boite in marges:
        yield from _textes_d_une_boite(boite)


def _textes_d_une_boite(boite: Any) -> Iterator[str]:
    from weasyprint.formatting_structure.boxes import TextBox

    descendants = getattr(boite, "descendants", None)
    for membre in descendants(placeholders=True) if descendants else ():
        if isinstance(membre, TextBox):
            yield _compact(membre.text)


def _compact(texte: str) -> str:
    return "".join(texte.split()).translate(_CESURES)
