"""Letters without their accents; how a French list is sorted, and written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Letters of the Latin alphabet that no decomposition turns into plain ones.
_LETTRES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "þ": "th"} | dict(zip("đøłıðħŧ", "dolidht", strict=True)))
# Canonical classes of marks without which a name is the same: strokes, Semitic points, accents above and below. The
# others make the letter: vowel and tone signs of Asia, nukta, voicing of kana, virama.
_ACCENTS = frozenset({1, *range(10, 37), *range(200, 241)})
CleAlphabetique = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=16384)
def lettres_nues(texte: str) -> str:
    """The text in small letters without accents nor ligatures; every other sign stays, and other alphabets too."""
    minuscules = texte.casefold().translate(_LETTRES)
    if minuscules.isascii():
        return minuscules
    decompose = unicodedata.normalize("NFD", minuscules)
    return "".join(signe for signe in decompose if not _est_accent(signe)).translate(_LETTRES)


def _est_accent(signe: str) -> bool:
    return unicodedata.category(signe) == "Mn" and unicodedata.combining(signe) in _ACCENTS


@lru_cache(maxsize=16384)
def _accents(texte: str) -> str:
    """The marks of a text, last letter first: in French the last accent that differs decides (cote, côte, coté)."""
    signes = unicodedata.normalize("NFD", texte.casefold())
    genres = ((signe, unicodedata.category(signe)) for signe in signes)
    return "".join(signe if genre == "Mn" else "\0" for signe, genre in genres if genre[0] in "LNM")[::-1]


def cle_alphabetique(*elements: str) -> CleAlphabetique:
    """The key that sorts names as a French index does; ``elements`` from the first that counts: name, first names.

    Letters decide, one after the other: accents, case, apostrophes, hyphens and spaces do not count. Names alike are
    told apart by their accents, then by their signs and case. Other alphabets follow the Latin one.
    """
    lettres = tuple("".join(filter(str.isalnum, lettres_nues(element))) for element in elements)
    return lettres, tuple(map(_accents, elements)), elements


def enumeration(elements: Sequence[str]) -> str:
    """``a``, ``a et b``, ``a, b et c``."""
    return " et ".join(filter(None, (", ".join(elements[:-1]), *elements[-1:])))
