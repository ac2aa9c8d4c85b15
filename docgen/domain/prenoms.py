"""First names: which signs they may hold (CAND-01), and how doubled or typographic ones are read (CAND-02)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TRAIT_D_UNION, APOSTROPHE, VIRGULE, ESPACE = "-", "'", ",", " "
SIGNES = (TRAIT_D_UNION, APOSTROPHE, VIRGULE)

# Signs that look like a dash or an apostrophe without having the category of one. U+02BC and U+02BB are letters
# of several alphabets: they are kept as they are.
_TIRETS = frozenset("\u2212\u2043\u02d7")
_APOSTROPHES = frozenset("\u2018\u2019\u201a\u201b\u2032\uff07\u0060\u00b4")
_SUITE_DE_SIGNES = re.compile(r"[-',]{2,}")
_SUITE_D_ESPACES = re.compile(r" {2,}")


@lru_cache(maxsize=4096)
def plier_signe(caractere: str) -> str:
    """The plain sign that a typographic one stands for; any other character is returned unchanged."""
    if caractere in _APOSTROPHES:
        return APOSTROPHE
    categorie = unicodedata.category(caractere)
    if categorie == "Pd" or caractere in _TIRETS:
        return TRAIT_D_UNION
    return ESPACE if categorie == "Zs" else caractere


def normaliser_prenoms(texte: str) -> str:
    """The first names with plain signs and none of them doubled; every letter is kept, twice is as once.

    In a run of different signs the first one wins: ``Jean-'Paul`` gives ``Jean-Paul``.
    """
    plie = "".join(map(plier_signe, texte))
    simple = _SUITE_DE_SIGNES.sub(lambda suite: suite[0][0], plie)
    return _SUITE_D_ESPACES.sub(ESPACE, simple).strip(ESPACE)


def est_permis(caractere: str) -> bool:
    """True for a letter of any alphabet (its combining marks included), a space, or one of the three signs."""
    return unicodedata.category(caractere)[0] in "LM" or plier_signe(caractere) in (*SIGNES, ESPACE)
