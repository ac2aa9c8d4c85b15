"""What a printed PDF shows, letter by letter, against the HTML it was made from.

Pages are read by another library than the one that wrote them. Letters are counted, not their order: an order would
depend on the script, on the hyphens, on where pages are cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
    """For each document (its title, its text, its page count), in the order of the file: the letters its pages lack."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(source)
    try:
        suivante = 0
        for intitule, texte, pages in documents:
            lus: Counter[str] = Counter()
            for rang in range(suivante, suivante + pages):
                lus.update(_lettres(_texte(pdf, rang)))
            suivante += pages
            yield intitule, dict(_lettres(texte) - lus)
    finally:
        pdf.close()


def _texte(pdf: PdfDocument, rang: int) -> str:
    """The text of a page, which is let go at once: a volume has thousands of them."""
    page = pdf[rang]
    texte = page.get_textpage()
    try:
        lu: str = texte.get_text_bounded()
        return lu
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


def _lettres(texte: str) -> Counter[str]:
    comptes: Counter[str] = Counter()
    for signe, nombre in Counter(texte).items():
        for lettre in _simples(signe):
            comptes[lettre] += nombre
    return comptes


@cache
def _simples(signe: str) -> str:
    """The letters that a sign stands for, ligatures and cases apart."""
    simples = unicodedata.normalize("NFKD", signe).casefold()
    return "".join(lettre for lettre in simples if _compte(lettre))


def _compte(lettre: str) -> bool:
    en_grappes = any(ord(lettre) in plage for plage in _EN_GRAPPES)
    return unicodedata.category(lettre)[0] in _COMPTEES and not en_grappes
