"""The one normal form of every printed text, which rules, register, order and print share.

A text takes it once, when it is read. Print alone leaves it, on its way to the page
(:mod:`docgen.documents.page.typographie`): ``'`` is printed ``’`` and a hyphen between spaces is printed as a dash.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5

from docgen.domain.langue.signes import INVISIBLES

TRAIT_D_UNION, APOSTROPHE, VIRGULE, ESPACE = "-", "'", ",", " "
SIGNES_DES_NOMS = (TRAIT_D_UNION, APOSTROPHE, VIRGULE)
LIGNES = "\t\n\r"
BLANCS = LIGNES + " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
REMPLACEMENT = "\ufffd"
INTERDITS = (*INVISIBLES, (ord(REMPLACEMENT), ord(REMPLACEMENT)))

# Signs that look like a hyphen or an apostrophe without having the category of one. U+02BC and U+02BB are letters
# of several alphabets: they are kept as they are.
_TIRETS = frozenset("\u2212\u2043\u02d7")
_APOSTROPHES = frozenset("\u2018\u2019\u201a\u201b\u2032\uff07\u0060\u00b4")
LIAISONS = "\u200c\u200d"
# The alphabets whose letters join, or stack, in ways that a joiner tells: Arabic, Syriac, N’Ko, those of India and
# Sri Lanka, Burmese, Khmer, Mongolian, Adlam.
_ALPHABETS_LIES = (
    (0x0620, 0x08FF),
    (0x0900, 0x0DFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x1820, 0x18AA),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFC),
    (0x1E900, 0x1E94B),
)
_INTRUS = re.compile("[" + "".join(f"{re.escape(chr(debut))}-{re.escape(chr(fin))}" for debut, fin in INTERDITS) + "]")
# What a normal form may change; the letters of French, and all that stands before them in Unicode, are of it already.
_A_PLIER = re.compile("[`\u00a0\u00b4\u0180-\U0010ffff]")
_SUITE_DE_SIGNES = re.compile(r"[-',]{2,}")
_SUITE_D_ESPACES = re.compile(r" {2,}")
_AUTOUR_DES_LIGNES = re.compile(r" *\n *")
_ENTITE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Intrus:
    """What has no place in a text: a character, or an HTML entity, and where it begins (from 1)."""

    texte: str
    position: int


@lru_cache(maxsize=4096)
def plier_signe(caractere: str) -> str:
    """The plain sign that a typographic or fullwidth one stands for; any other character is returned unchanged."""
    if caractere in _APOSTROPHES:
        return APOSTROPHE
    categorie = unicodedata.category(caractere)
    if categorie == "Pd" or caractere in _TIRETS:
        return TRAIT_D_UNION
    return ESPACE if categorie == "Zs" else caractere


def normaliser(texte: str, *, lignes: bool = False) -> str:
    """A text in its normal form: NFC, plain hyphens, apostrophes and spaces, none of the spaces outer nor doubled.

    ``lignes``: line breaks are kept, as ``\\n``, and a tab is a space.
    """
    plie = "".join(map(plier_signe, unicodedata.normalize("NFC", texte))) if _A_PLIER.search(texte) else texte
    if not lignes:
        plie = plie.strip(BLANCS)
        return _SUITE_D_ESPACES.sub(ESPACE, plie) if 2 * ESPACE in plie else plie
    unies = plie.replace("\r\n", "\n").replace("\r", "\n").replace("\t", ESPACE)
    return _AUTOUR_DES_LIGNES.sub("\n", _SUITE_D_ESPACES.sub(ESPACE, unies)).strip(BLANCS)


def normaliser_nom(texte: str) -> str:
    """A person's name or first names in normal form: in a run of hyphens, apostrophes and commas the first one stays.

    Every letter is kept, twice is as once: ``Jean—Christophe`` gives ``Jean-Christophe``, ``N''Guyen`` ``N'Guyen``.
    """
    normal = normaliser(texte)
    if _SUITE_DE_SIGNES.search(normal) is None:
        return normal
    return normaliser(_SUITE_DE_SIGNES.sub(lambda suite: suite[0][0], normal))


@lru_cache(4096)
def est_permis(caractere: str) -> bool:
    """True where a name may hold it: a letter of any alphabet, a mark on one, a space or one of the three signs.

    So may a joiner: those that the reading leaves (:func:`premier_intrus`) are inside a word that is spelt with it.
    """
    if caractere in LIAISONS or unicodedata.category(caractere)[0] in "LM":
        return True
    return plier_signe(caractere) in (*SIGNES_DES_NOMS, ESPACE)


def premier_intrus(texte: str, *, lignes: bool = False) -> Intrus | None:
    """The first thing of a text that cannot be seen or means nothing; outer blanks do not count.

    ``lignes``: line breaks and tabs have their place.
    """
    debut, fin = len(texte) - len(texte.lstrip(BLANCS)), len(texte.rstrip(BLANCS))
    for trouve in _INTRUS.finditer(texte, debut, fin):
        signe, rang = trouve[0], trouve.start()
        if not (lignes and signe in LIGNES) and not (signe in LIAISONS and _lie(texte, rang)):
            return Intrus(signe, rang + 1)
    return _premiere_entite(texte) if "&" in texte else None


def _premiere_entite(texte: str) -> Intrus | None:
    connues = (une for une in _ENTITE.finditer(texte) if une[0][1] == "#" or une[0][1:] in html5)
    return next((Intrus(une[0], une.start() + 1) for une in connues), None)


def _lie(texte: str, rang: int) -> bool:
    """True when the joiner of that rank is inside a word of an alphabet that needs it."""
    voisins = texte[rang - 1 : rang] + texte[rang + 1 : rang + 2]
    return len(voisins) == 2 and all(
        unicodedata.category(voisin)[0] in "LM" and any(debut <= ord(voisin) <= fin for debut, fin in _ALPHABETS_LIES)
        for voisin in voisins
    )
