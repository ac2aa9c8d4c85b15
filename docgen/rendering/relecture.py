"""What a printed PDF shows, letter by letter, against the HTML it was made from.

Pages are read by another library than the one that wrote them. Letters are counted, not their order: an order would
depend on the script, on the hyphens, on where pages are cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

from docgen.rendering.dechiffrage import textes
from docgen.rendering.integrite import FACULTATIF

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_SANS_TEXTE: Final = re.compile(r"<!--.*?-->|<head\b.*?</head>|<(style|script|template)\b.*?</\1>", re.DOTALL)
_BALISE: Final = re.compile(r"<[^>]*>")
# Letters, marks, digits, symbols: hyphens and other punctuation change shape with the reader, blanks and controls count
# for nothing.
_COMPTEES: Final = frozenset("LNS")
# Scripts drawn by clusters, from Devanagari to Burmese, and Khmer: a PDF does not say which letters a cluster holds.
_EN_GRAPPES: Final = (range(0x0900, 0x10A0), range(0x1780, 0x1800))


def lettres_perdues(
    source: bytes | Path, documents: Iterable[tuple[str, str, int]]
) -> Iterator[tuple[str, dict[str, int]]]:
    """For each document (its title, its text, its page count), in the order of the file: the letters its pages lack.

    A quick reader goes first; the general one judges the pages that it gives up, and those where a letter is missing.
    """
    with textes(source) as pages_lues, _LecteurGeneral(source) as general:
        suivante = 0
        for intitule, texte, pages in documents:
            dues, lus = _lettres(texte), list(islice(pages_lues, pages))
            perdues = _manquantes(dues, "".join(lu or "" for lu in lus))
            if perdues or None in lus:
                perdues = _manquantes(dues, "".join(general.texte(suivante + rang) for rang in range(pages)))
            suivante += pages
            yield intitule, perdues


class _LecteurGeneral:
    """Reads any PDF; opened only if it is needed."""

    def __init__(self, source: bytes | Path) -> None:
        self._source, self._pdf = source, cast("PdfDocument | None", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def texte(self, rang: int) -> str:
        """The text of a page, which is let go at once: a volume has thousands of them."""
        import pypdfium2

        if self._pdf is None:
            self._pdf = pypdfium2.PdfDocument(self._source)
        page = self._pdf[rang]
        texte = page.get_textpage()
        try:
            return str(texte.get_text_bounded())
        finally:
            texte.close()
            page.close()


def texte_du_corps(html: str) -> str:
    """The text that the HTML owes to the page."""
    return unescape(_BALISE.sub(" ", _sans_facultatifs(_SANS_TEXTE.sub("", html))))


def _sans_facultatifs(html: str) -> str:
    """Without the elements that may well not appear, whatever they contain."""
    while (ouverture := re.search(rf"<(\w+)[^>]*\s{FACULTATIF}\b[^>]*>", html)) is not None:
        fin, profondeur = ouverture.end(), 1
        for balise in re.finditer(rf"<(/?){ouverture[1]}\b[^>]*>", html[ouverture.end() :]):
            profondeur += -1 if balise[1] else 1
            fin = ouverture.end() + balise.end()
            if not profondeur:
                break
        html = html[: ouverture.start()] + html[fin:]
    return html


def _lettres(texte: str) -> dict[str, int]:
    comptes: dict[str, int] = {}
    for signe in set(texte):
        nombre = texte.count(signe)
        for lettre in _simples(signe):
            comptes[lettre] = comptes.get(lettre, 0) + nombre
    return comptes


def _manquantes(dues: Mapping[str, int], lu: str) -> dict[str, int]:
    lues = _lettres(lu)
    return {lettre: nombre - lues.get(lettre, 0) for lettre, nombre in dues.items() if nombre > lues.get(lettre, 0)}


@cache
def _simples(signe: str) -> str:
    """The letters that a sign stands for, ligatures and cases apart."""
    simples = unicodedata.normalize("NFKD", signe).casefold()
    return "".join(lettre for lettre in simples if _compte(lettre))


def _compte(lettre: str) -> bool:
    en_grappes = any(ord(lettre) in plage for plage in _EN_GRAPPES)
    return unicodedata.category(lettre)[0] in _COMPTEES and not en_grappes
