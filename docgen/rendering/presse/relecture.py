"""What a printed PDF shows, letter by letter, against the HTML it was made from.

Pages are read by another library than the one that wrote them. Letters are counted, not their order: an order would
depend on the script, on the hyphens, on where pages are cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

from docgen.errors import RenduImpossible
from docgen.rendering.archive.integrite import FACULTATIF
from docgen.rendering.presse.dechiffrage import morceaux
from docgen.rendering.presse.decompte import ENTRE, Decompte
from docgen.rendering.qr import verifier_les_codes

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

    from docgen.rendering.presse.feuillet import Feuillet

_SANS_TEXTE: Final = re.compile(r"<!--.*?-->|<head\b.*?</head>|<(style|script|template)\b.*?</\1>", re.DOTALL)
_BALISES: Final = re.compile(r"<[^>]*>(?:\s*<[^>]*>)*")
_FACULTATIVE: Final = re.compile(rf"<(\w+)[^>]*\s{FACULTATIF}\b[^>]*>")


def relire_les_documents(contenu: bytes, feuillets: Sequence[Feuillet]) -> None:
    """Every letter of every document must be on its own pages, and every QR code say what it should.

    A quick reader goes first; the general one judges the pages that it gives up, and those where a letter is missing.

    Raises:
        RenduImpossible: a letter is not, or a code does not; the document is named.
    """
    decompte, debut = Decompte(), 0
    with morceaux(contenu) as pages_lues, LecteurGeneral(contenu) as general:
        for feuillet in feuillets:
            lus = list(islice(pages_lues, feuillet.pages))
            dues = decompte.du_corps(corps_imprime(feuillet.demande.html))
            if perdues := lettres_absentes(decompte, dues, lus, partial(general.texte_depuis, debut)):
                raise RenduImpossible(phrase_des_pertes(feuillet.demande.intitule, perdues))
            debut += feuillet.pages
    dus = ((un.demande.intitule, un.pages, un.demande.codes, un.codes_de_pages) for un in feuillets)
    verifier_les_codes(contenu, dus)


def lettres_absentes(
    decompte: Decompte, dues: int, lus: Sequence[Sequence[str] | None], general: Callable[[int], str]
) -> dict[str, int]:
    """The letters that the pages of one document lack, given what a quick reader read of each (``None``: given up).

    ``general`` reads one of these pages again, by its rank, with the general reader.
    """
    lues = sum(decompte.des_textes(lu or ()) for lu in lus)
    perdues = decompte.manquantes(dues, lues)
    if perdues or None in lus:
        perdues = decompte.manquantes(dues, decompte.des_textes(map(general, range(len(lus)))))
    return perdues


def relire_les_lettres(contenu: bytes, intitule: str, html: str, pages: int) -> None:
    """Every letter of a document must be read in its file, by the general reader.

    Raises:
        RenduImpossible: one is not; the document, the words that lack it and the letters are named.
    """
    decompte, corps = Decompte(), corps_imprime(html)
    with LecteurGeneral(contenu) as general:
        lus = [general.texte(rang) for rang in range(pages)]
    if perdues := decompte.manquantes(decompte.du_corps(corps), decompte.des_textes(lus)):
        raise RenduImpossible(phrase_des_pertes(intitule, perdues, mots_sans(corps, "".join(lus), perdues)))


def mots_sans(corps: str, lu: str, perdues: Iterable[str]) -> list[str]:
    """The words of a document (:func:`corps_imprime`) that its pages do not have, among those of the lost letters."""
    lettres, page = set(perdues), unicodedata.normalize("NFKD", lu).casefold()
    formes = {mot: unicodedata.normalize("NFKD", mot).casefold() for mot in unescape(corps.replace(ENTRE, " ")).split()}
    return [mot for mot, forme in formes.items() if not lettres.isdisjoint(forme) and forme not in page]


def phrase_des_pertes(intitule: str, perdues: Mapping[str, int], mots: Sequence[str] = ()) -> str:
    """What is said of a document whose letters are not all read back."""
    ou = f", dans « {' », « '.join(mots[:3])} »" if mots else ""
    return (
        f"« {intitule} » n'a pas pu être composé : la mise en page a perdu du texte "
        f"({sum(perdues.values())} lettre(s), dont « {''.join(perdues)[:20]} »{ou}). Corrigez le modèle ou abrégez les "
        "textes."
    )


class LecteurGeneral:
    """Reads any PDF; opened only if it is needed."""

    def __init__(self, source: bytes | Path) -> None:
        self._source, self._pdf = source, cast("PdfDocument | None", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def texte_depuis(self, debut: int, rang: int) -> str:
        """The text of a page of the document that begins on the page ``debut``."""
        return self.texte(debut + rang)

    def page(self, rang: int) -> PdfPage:
        """A page, for whoever closes it."""
        import pypdfium2

        if self._pdf is None:
            self._pdf = pypdfium2.PdfDocument(self._source)
        return self._pdf[rang]

    def texte(self, rang: int) -> str:
        """The text of a page, which is let go at once: a volume has thousands of them."""
        page = self.page(rang)
        texte = page.get_textpage()
        try:
            return str(texte.get_text_bounded())
        finally:
            texte.close()
            page.close()


def corps_imprime(html: str) -> str:
    """The texts that the HTML owes to the page, as they are written in it, with :data:`ENTRE` between two of them."""
    return _BALISES.sub(ENTRE, sans_facultatifs(_SANS_TEXTE.sub("", html)))


def sans_facultatifs(html: str) -> str:
    """Without the elements that may well not appear, whatever they contain."""
    depuis = 0
    while (lieu := html.find(FACULTATIF, depuis)) >= 0:
        ouverture = _FACULTATIVE.match(html, html.rfind("<", 0, lieu))
        if ouverture is None:  # a text that happens to say the word
            depuis = lieu + 1
            continue
        fin, profondeur = ouverture.end(), 1
        for balise in re.finditer(rf"<(/?){ouverture[1]}\b[^>]*>", html[ouverture.end() :]):
            profondeur += -1 if balise[1] else 1
            fin = ouverture.end() + balise.end()
            if not profondeur:
                break
        html = html[: ouverture.start()] + html[fin:]
    return html
