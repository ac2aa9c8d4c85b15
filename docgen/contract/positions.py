"""From a path in a JSON document to its place in the text.

The reader of the standard library forgets where values were, and keeping every position would cost more than the
reading. So places are looked for only once there are errors, by walking the text again towards the wanted paths;
what lies beside them is skipped by the standard reader. The text must already be known to be sound.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

Chemin = tuple[str | int, ...]
_Arbre = dict[str | int, "_Arbre"]

_BLANCS = re.compile(r"[ \t\n\r]*")
_DECODEUR = json.JSONDecoder(parse_int=len, parse_float=len)


@dataclass(frozen=True, slots=True)
class Place:
    """Offsets in the text: of a value, and of its key when it is a member of an object."""

    valeur: int
    cle: int | None = None


def pointeur(chemin: Chemin) -> str:
    """The JSON pointer (RFC 6901) of a path."""
    return "".join("/" + str(partie).replace("~", "~0").replace("/", "~1") for partie in chemin)


def situer(texte: str, chemins: Iterable[Chemin]) -> dict[Chemin, Place]:
    """The places of those paths, and of what leads to them. A repeated key gives its last place."""
    arbre: _Arbre = {}
    for chemin in chemins:
        branche = arbre
        for partie in chemin:
            branche = branche.setdefault(partie, {})
    marche = _Marche(texte)
    debut = marche.passer_blancs(0)
    marche.places[()] = Place(debut)
    marche.valeur(debut, arbre, ())
    return marche.places


@dataclass(slots=True)
class _Marche:
    """One walk; each method takes the offset where something starts and returns the one just after it."""

    texte: str
    places: dict[Chemin, Place] = field(default_factory=dict)

    def passer_blancs(self, debut: int) -> int:
        blancs = _BLANCS.match(self.texte, debut)
        return blancs.end() if blancs else debut

    def valeur(self, debut: int, arbre: _Arbre, chemin: Chemin) -> int:
        if arbre and self.texte[debut] == "{":
            return self._objet(debut, arbre, chemin)
        if arbre and self.texte[debut] == "[":
            return self._liste(debut, arbre, chemin)
        return _DECODEUR.raw_decode(self.texte, debut)[1]

    def _objet(self, debut: int, arbre: _Arbre, chemin: Chemin) -> int:
        ici = self.passer_blancs(debut + 1)
        while self.texte[ici] != "}":
            cle, fin = _DECODEUR.raw_decode(self.texte, ici)
            valeur = self.passer_blancs(self.passer_blancs(fin) + 1)
            ici = self._suite(self._membre(cle, Place(valeur, ici), arbre, chemin))
        return ici + 1

    def _liste(self, debut: int, arbre: _Arbre, chemin: Chemin) -> int:
        ici = self.passer_blancs(debut + 1)
        rang = 0
        while self.texte[ici] != "]":
            ici = self._suite(self._membre(rang, Place(ici), arbre, chemin))
            rang += 1
        return ici + 1

    def _suite(self, fin: int) -> int:
        """From the end of a member to the next one, or to the closing bracket."""
        ici = self.passer_blancs(fin)
        return self.passer_blancs(ici + 1) if self.texte[ici] == "," else ici

    def _membre(self, partie: str | int, place: Place, arbre: _Arbre, chemin: Chemin) -> int:
        branche = arbre.get(partie)
        if branche is None:
            return _DECODEUR.raw_decode(self.texte, place.valeur)[1]
        self.places[(*chemin, partie)] = place
        return self.valeur(place.valeur, branche, (*chemin, partie))


class Lignes:
    """Lines and columns of a text, both from 1, in characters."""

    def __init__(self, texte: str) -> None:
        self._fins = [fin.start() for fin in re.finditer("\n", texte)]

    def ligne_et_colonne(self, place: int) -> tuple[int, int]:
        """The line and column of an offset."""
        ligne = bisect_left(self._fins, place)
        debut = self._fins[ligne - 1] + 1 if ligne else 0
        return ligne + 1, place - debut + 1
