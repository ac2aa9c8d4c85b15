"""What a printed PDF shows, letter by letter, against the HTML it was made from.

Pages are read by another library than the one that wrote them. Letters are counted, not their order: an order would
depend on the script, on the hyphens, on where pages are cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Final

from docgen.domain.papiers.papier import Case
from docgen.errors import RenduImpossible
from docgen.rendering.archive.integrite import FACULTATIF
from docgen.rendering.presse.decompte import ENTRE, Decompte
from docgen.rendering.presse.relecture_pages import LecteurGeneral, PageRelue, cases_relues, pages_relues
from docgen.rendering.qr import verifier_les_codes_lus

if TYPE_CHECKING:
    from docgen.rendering.presse.feuillet import Feuillet

_SANS_TEXTE: Final = re.compile(r"<!--.*?-->|<head\b.*?</head>|<(style|script|template)\b.*?</\1>", re.DOTALL)
_BALISES: Final = re.compile(r"<[^>]*>(?:\s*<[^>]*>)*")
_FACULTATIVE: Final = re.compile(rf"<(\w+)[^>]*\s{FACULTATIF}\b[^>]*>")


def relire_les_documents(contenu: bytes, feuillets: Sequence[Feuillet]) -> tuple[Case, ...]:
    """Every letter of every document must be on its own pages, and every code say what it should; gives the boxes to
    sign of the first one, if it is an emission.

    Raises:
        RenduImpossible: a letter is not, or a code does not; the document is named.
    """
    decompte, pages = Decompte(), pages_relues(contenu)
    cases: tuple[Case, ...] = ()
    for rang, feuillet in enumerate(feuillets):
        intitule, lues = feuillet.demande.intitule, list(islice(pages, feuillet.pages))
        if perdues := lettres_absentes(decompte, corps_imprime(feuillet.demande.html), lues):
            raise RenduImpossible(phrase_des_pertes(intitule, perdues))
        verifier_les_codes_lus(intitule, [lue.codes for lue in lues], feuillet.demande.codes, feuillet.codes_de_pages)
        if rang == 0 and feuillet.demande.emission:
            cases = cases_relues(feuillet.demande.html, lues)
    return cases


def lettres_absentes(decompte: Decompte, corps: str, pages: Sequence[PageRelue]) -> dict[str, int]:
    """The letters of a document (:func:`corps_imprime`) that its pages lack, and how many times each."""
    dues, lus = decompte.du_corps(corps), [page.morceaux for page in pages]
    perdues = decompte.manquantes(dues, sum(decompte.des_textes(lu or ()) for lu in lus))
    if perdues or None in lus:
        perdues = decompte.manquantes(dues, decompte.des_textes(page.general() for page in pages))
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
