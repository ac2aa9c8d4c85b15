"""Nothing of the HTML may be lost on the way to the page: a layout engine can drop what it cannot place, silently.

The laid-out text is read from the engine's own boxes, which is not a public interface of WeasyPrint: its version is
pinned, and the tests plant losses that must be found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from weasyprint import Document

# Marks, in a model, an element that may well not appear: a running head that the first page leaves out.
FACULTATIF: Final = "data-facultatif"
_SANS_TEXTE: Final = ("style", "script", "template")
# Where the engine cuts a word, it prints a hyphen of its own.
_CESURE: Final = "\u2010"


def textes_perdus(racine: Element, document: Document) -> list[str]:
    """The texts of the HTML's body that the pages do not show whole, the longest first; spaces and case do not count.

    Each element answers for its own text, whatever comes between two halves of it when a page cuts it: a running head,
    a repeated table head, a watermark, the other cells of its row.
    """
    poses = _textes_poses(document)
    perdus = [
        texte for element, texte in _textes_du_corps(racine) if _compact(texte).casefold() not in poses.get(element, "")
    ]
    return sorted(perdus, key=len, reverse=True)


def _textes_du_corps(racine: Element) -> Iterator[tuple[Element, str]]:
    """Each text with the element that holds it."""
    corps = racine.find("body")
    for enfant in corps if corps is not None else ():
        yield from _textes(enfant)
        if corps is not None and enfant.tail and enfant.tail.strip():
            yield corps, enfant.tail.strip()


def _textes(element: Element) -> Iterator[tuple[Element, str]]:
    if element.get(FACULTATIF) is not None or not isinstance(element.tag, str) or element.tag in _SANS_TEXTE:
        return
    if element.text and element.text.strip():
        yield element, element.text.strip()
    for enfant in element:
        yield from _textes(enfant)
        if enfant.tail and enfant.tail.strip():
            yield element, enfant.tail.strip()


def _textes_poses(document: Document) -> dict[Element, str]:
    """What the pages show of each element, page after page."""
    from weasyprint.formatting_structure.boxes import TextBox

    poses: dict[Element, list[str]] = defaultdict(list)
    for page in document.pages:
        for boite in _boites(page._page_box):
            if isinstance(boite, TextBox) and boite.element is not None:
                poses[boite.element].append(_compact(boite.text))
    return {element: "".join(morceaux).casefold() for element, morceaux in poses.items()}


def _boites(page: Any) -> Iterator[Any]:
    descendants = getattr(page, "descendants", None)
    return iter(descendants(placeholders=True)) if descendants else iter(())


def _compact(texte: str) -> str:
    return "".join(texte.split()).replace(_CESURE, "")
