"""Every text of a dossier, or of a part of it, with its place in the payload: whatever may end up on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any


@cache
def champs_de(genre: type[object]) -> tuple[str, ...]:
    """The fields of a dataclass; none for any other value."""
    return tuple(champ.name for champ in fields(genre)) if is_dataclass(genre) else ()


def _parcourir(chemin: str, valeur: Any, trouves: list[tuple[str, str]]) -> None:
    """Walked for every act: one list is filled, and only what may hold something is entered."""
    if isinstance(valeur, str):
        if not isinstance(valeur, Enum):
            trouves.append((chemin, valeur))
        return
    genre: Any = type(valeur)
    suite: Iterable[tuple[object, Any]] = (
        enumerate(valeur) if isinstance(valeur, tuple) else [(nom, getattr(valeur, nom)) for nom in champs_de(genre)]
    )
    for nom, element in suite:
        genre = type(element)
        if genre is str:
            trouves.append((f"{chemin}/{nom}", element))
        elif isinstance(element, (str, tuple)) or champs_de(genre):
            _parcourir(f"{chemin}/{nom}", element, trouves)


def textes(objet: object, chemin: str = "") -> list[tuple[str, str]]:
    """The JSON pointer and the text of every text field, from that of the object on; words of a closed vocabulary are
    not texts."""
    trouves: list[tuple[str, str]] = []
    _parcourir(chemin, objet, trouves)
    return trouves
