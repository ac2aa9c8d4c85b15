"""Every text of a dossier with its place in the payload: whatever may end up on a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from docgen.domain.dossier import Dossier


def _parcourir(chemin: str, valeur: object) -> Iterator[tuple[str, str]]:
    if isinstance(valeur, Enum):
        return
    if isinstance(valeur, str):
        yield chemin, valeur
    elif isinstance(valeur, tuple):
        for rang, element in enumerate(valeur):
            yield from _parcourir(f"{chemin}/{rang}", element)
    elif is_dataclass(valeur):
        for champ in fields(valeur):
            yield from _parcourir(f"{chemin}/{champ.name}", getattr(valeur, champ.name))


def textes(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """The JSON pointer and the text of every text field; words of a closed vocabulary are not texts."""
    return _parcourir("", dossier)
