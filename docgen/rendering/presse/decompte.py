"""How many of each letter a text has, as one integer: texts that come again are known, and sums are additions.

A letter has a lane of 32 bits. Two counts are compared by one subtraction, whatever the length of the texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from html import unescape
from typing import Final

# Stands between two texts of an HTML.
ENTRE: Final = "<>"
# Letters, their marks, digits, symbols: hyphens and other punctuation change shape with the reader, blanks and controls
# count for nothing.
_COMPTEES: Final = frozenset("LMNS")
_VOIE: Final = 32
_RETENUS: Final = 4096
_RARE: Final = 3  # a number comes twice on its parchemin, and once on the slip


class Decompte:
    """Counts the letters of texts, ligatures, cases and accents apart; remembers the texts that come again."""

    def __init__(self) -> None:
        self._rangs: dict[str, int] = {}
        self._connus: dict[str, int] = {}
        self._poses: dict[str, int] = {}

    def des_textes(self, textes: Iterable[str]) -> int:
        """The letters of texts that were drawn."""
        return self._des(textes, self._connus, str)

    def du_corps(self, corps: str) -> int:
        """The letters that an HTML owes (:func:`docgen.rendering.presse.relecture.corps_imprime`)."""
        return self._des(corps.split(ENTRE), self._poses, unescape)

    def manquantes(self, dues: int, lues: int) -> dict[str, int]:
        """The letters that are due more often than they were read, and how many times more."""
        # A lane that lends to none keeps its highest bit.
        garde = self._garde(len(self._rangs))
        if ((lues | garde) - dues) & garde == garde:
            return {}
        return {
            lettre: manque
            for lettre, rang in self._rangs.items()
            if (manque := _voie(dues, rang) - _voie(lues, rang)) > 0
        }

    def _des(self, ecrits: Iterable[str], connus: dict[str, int], lire: Callable[[str], str]) -> int:
        """The letters of writings, each read by ``lire``. One that has hardly come yet is counted with its like, all
        together: it may well be a name, that no other page bears; else, it is counted once for all."""
        total, rares = 0, []
        for ecrit in ecrits:
            compte = connus.get(ecrit, -1)
            if compte >= 0:
                total += compte
            elif compte == -_RARE:
                compte = connus[ecrit] = self._compter(lire(ecrit))
                total += compte
            else:
                if len(connus) >= _RETENUS:
                    connus.clear()
                connus[ecrit] = compte - 1
                rares.append(lire(ecrit))
        return total + self._compter("".join(rares))

    def _compter(self, texte: str) -> int:
        simple = unicodedata.normalize("NFKD", texte).casefold()
        return sum(
            [
                simple.count(lettre) << _VOIE * self._rangs.setdefault(lettre, len(self._rangs))
                for lettre in set(simple)
                if _compte(lettre)
            ]
        )

    @staticmethod
    @cache
    def _garde(voies: int) -> int:
        """The highest bit of each lane."""
        return sum(1 << _VOIE * rang + _VOIE - 1 for rang in range(voies))


def _voie(compte: int, rang: int) -> int:
    return compte >> _VOIE * rang & (1 << _VOIE) - 1


@cache
def _compte(lettre: str) -> bool:
    return unicodedata.category(lettre)[0] in _COMPTEES
