"""Letters and signs by their French names, for messages that people read.

A letter is named by its alphabet and its marks, a sign by what people call it, anything else by its kind; the code
point follows, for whoever has to look it up.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache

from docgen.domain.langue.signes_noms import ALPHABETS, ECRITURES, MARQUES, SIGNES

# What shows nothing on a page, spaces aside: controls, formats, marks of direction, variation selectors, fillers,
# private use, noncharacters. Written out, so that it does not depend on the Unicode tables of an interpreter.
INVISIBLES = (
    (0x0000, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x0600, 0x0605), (0x061C, 0x061C),
    (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164),
    (0xD800, 0xF8FF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC),
    (0xFFFE, 0xFFFF), (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), *((plan + 0xFFFE, plan + 0xFFFF) for plan in range(0x10000, 0xE0000, 0x10000)),
    (0xE0000, 0x10FFFF),
)  # fmt: skip
_DEBUTS = [debut for debut, _ in INVISIBLES]
_GENRES = {
    "Cc": "caractère de commande",
    "Cf": "caractère de mise en forme",
    "Cs": "moitié de caractère",
    "Co": "caractère à usage privé",
    "Cn": "caractère inconnu d’Unicode",
    "L": "lettre",
    "M": "signe combinant",
    "Nd": "chiffre",
    "N": "nombre",
    "P": "signe de ponctuation",
    "Sc": "symbole monétaire",
    "Sm": "symbole mathématique",
    "Sk": "accent isolé",
    "So": "symbole ou pictogramme",
    "Z": "espace",
}


def place_dite(position: int) -> str:
    """``1re``, ``2e``: the place of a character, from 1, as a message says it."""
    return "1re" if position == 1 else f"{position}e"


def est_invisible(caractere: str) -> bool:
    """True for what shows nothing on a page: :data:`INVISIBLES`, and spaces of all widths."""
    point = ord(caractere)
    rang = bisect_right(_DEBUTS, point) - 1
    return (rang >= 0 and point <= INVISIBLES[rang][1]) or unicodedata.category(caractere) == "Zs"


@lru_cache(maxsize=4096)
def nommer_signe(caractere: str) -> str:
    """One character as a message names it: ``« @ » (arobase, U+0040)``, ``« espace sans chasse » (U+200B)``.

    A combining mark is shown on a dotted circle; what cannot be seen is named only.
    """
    nom, point = nom_du_signe(caractere), f"U+{ord(caractere):04X}"
    if est_invisible(caractere):
        return f"« {nom} » ({point})"
    support = "\u25cc" if unicodedata.category(caractere)[0] == "M" else ""
    return f"« {support}{caractere} » ({nom}, {point})"


def nom_du_signe(caractere: str) -> str:
    """The French name alone: ``arobase``, ``lettre latine minuscule e accent aigu``, ``lettre grecque``."""
    if caractere in SIGNES:
        return SIGNES[caractere]
    categorie = unicodedata.category(caractere)
    if 0xFE00 <= ord(caractere) <= 0xFE0F or 0xE0100 <= ord(caractere) <= 0xE01EF:
        return "sélecteur de variante"
    if categorie[0] == "L":
        return _lettre(caractere)
    genre = _GENRES.get(categorie) or _GENRES[categorie[0]]
    if categorie == "Nd" and not caractere.isascii():
        return f"{genre} {unicodedata.digit(caractere)} {_ecriture(caractere)}".rstrip()
    if categorie[0] == "M":
        marque = _marque(caractere)
        return f"{marque} combinant" if marque else f"{genre} {_ecriture(caractere)}".rstrip()
    return f"{genre} {caractere}" if categorie == "Nd" else genre


def _mots(caractere: str) -> list[str]:
    return unicodedata.name(caractere, "").replace("-", " ").split()


def _ecriture(caractere: str) -> str:
    """``de l’écriture arabe``, or nothing where the script is not known."""
    adjectif = next((ALPHABETS[mot] for mot in _mots(caractere)[:2] if mot in ALPHABETS), None)
    return f"de l’écriture {adjectif}" if adjectif else ""


def _marque(caractere: str) -> str | None:
    """``accent aigu``, whether Unicode's name says « ACCENT » or not."""
    return MARQUES.get(unicodedata.name(caractere, "").removeprefix("COMBINING ").removesuffix(" ACCENT"))


def _lettre(caractere: str) -> str:
    """A letter by its alphabet and its case; a Latin one by its base letter and its marks too."""
    mots = _mots(caractere)
    entiere = next((ECRITURES[mot] for mot in mots[:1] if mot in ECRITURES), None)
    if entiere:
        return entiere
    alphabet = next((ALPHABETS[mot] for mot in mots[:2] if mot in ALPHABETS), None)
    casse = "majuscule" if caractere.isupper() else "minuscule" if caractere.islower() else ""
    elements = ["lettre", alphabet or "d’un autre alphabet", casse]
    if mots[:1] == ["LATIN"] and casse:
        elements.append(_description_latine(caractere, mots))
    return " ".join(element for element in elements if element)


def _description_latine(caractere: str, mots: list[str]) -> str:
    """``e accent aigu``, ``o barré``: from the decomposition, else from what Unicode's name adds after WITH."""
    base, *marques = list(unicodedata.normalize("NFD", caractere))
    dites = [*map(_marque, marques)]
    if not marques and "WITH" in mots:
        rang = mots.index("WITH")
        base = mots[rang - 1].lower()
        dites = [MARQUES.get(" ".join(mots[rang + 1 :]))]
    if len(base) != 1 or not base.isascii() or None in dites:
        return ""
    return " ".join([base.upper() if caractere.isupper() else base, *(dite for dite in dites if dite)])
