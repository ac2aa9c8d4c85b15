"""Every text of a dossier, or of a part of it, with its place in the payload: whatever may end up on a page."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any


@cache
def _champs(genre: type[object]) -> tuple[str, ...]:
    """The fields of a dataclass; none for any other value."""
    return tuple(champ.name for champ in fields(genre)) if is_dataclass(genre) else ()


def _parcourir(chemin: str, valeur: object, trouves: list[tuple[str, str]]) -> None:
    """Walked for every document of a session: one list is filled, rather than one iterator made for each object."""
    if isinstance(valeur, str):
        if not isinstance(valeur, Enum):
            trouves.append((chemin, valeur))
    elif isinstance(valeur, tuple):
        for rang, element in enumerate(valeur):
            _parcourir(f"{chemin}/{rang}", element, trouves)
    elif valeur is not None:
        genre: Any = type(valeur)
        for champ in _champs(genre):
            _parcourir(f"{chemin}/{champ}", getattr(valeur, champ), trouves)


def textes(objet: object, chemin: str = "") -> list[tuple[str, str]]:
    """The JSON pointer and the text of every text field, from that of the object on; words of a closed vocabulary are
    not texts."""
    trouves: list[tuple[str, str]] = []
    _parcourir(chemin, objet, trouves)
    return trouves
