"""Payloads inside a larger JSON document, each taken out as it was written.

A payload that is read again after a general reader has lost its repeated keys, its great numbers and the place of its
faults; and one that is malformed would have the whole document refused. So the larger document is cut by its brackets
alone, and each payload goes to the reader of payloads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A string, closed or not, or a bracket; possessive, so that no hostile text makes it go back.
_STRUCTURE = re.compile(rb'"(?:[^"\\]++|\\.?)*+"?|[\[\]{}]', re.DOTALL)
_APRES_LA_CLE = re.compile(rb"[ \t\r\n]*:[ \t\r\n]*\[")
_NI_LIGNE_NI_BLANC = re.compile(rb"[^\n]")


@dataclass(frozen=True, slots=True)
class Extrait:
    """A payload as it was written, and where it begins in the larger document: line and column, from 1."""

    octets: bytes
    ligne: int
    colonne: int


def decouper(octets: bytes, cle: str) -> tuple[bytes, list[Extrait]]:
    """Take the objects of a list out of a JSON object.

    ``cle`` names the list, a member of the object. Gives the document in which each object of the list is empty, every
    line and column in its place, and the objects as they were written. Whatever is not balanced stays where it is.
    """
    tranches = _tranches(octets, f'"{cle}"'.encode())
    reste = bytearray(octets)
    for debut, fin in tranches:
        reste[debut + 1 : fin - 1] = _NI_LIGNE_NI_BLANC.sub(b" ", octets[debut + 1 : fin - 1])
    return bytes(reste), list(_situes(octets, tranches))


def _situes(octets: bytes, tranches: list[tuple[int, int]]) -> Iterator[Extrait]:
    """What lies between two payloads is counted once, however long the line that they share."""
    ligne, colonne, avant = 1, 1, 0
    for debut, fin in tranches:
        passe = octets[avant:debut]
        if sauts := passe.count(b"\n"):
            ligne, colonne, passe = ligne + sauts, 1, passe.rpartition(b"\n")[2]
        colonne += len(passe.decode("utf-8", "replace"))
        yield Extrait(octets[debut:fin], ligne, colonne)
        avant = debut


def _tranches(octets: bytes, cle: bytes) -> list[tuple[int, int]]:
    """Where each object of the list begins and ends; the list is a member of the outermost object."""
    trouvees: list[tuple[int, int]] = []
    profondeur, debut, dans_la_liste = 0, 0, False
    for signe in _STRUCTURE.finditer(octets):
        mot = signe[0]
        if mot in (b"{", b"["):
            if dans_la_liste and profondeur == 2:
                debut = signe.start()
            profondeur += 1
        elif mot in (b"}", b"]"):
            profondeur -= 1
            if dans_la_liste and profondeur == 2 and mot == b"}" and octets[debut : debut + 1] == b"{":
                trouvees.append((debut, signe.end()))
            dans_la_liste = dans_la_liste and profondeur >= 2
        elif profondeur == 1 and mot == cle:
            dans_la_liste = _APRES_LA_CLE.match(octets, signe.end()) is not None
    return trouvees
