"""Read payload files."""

from __future__ import annotations

from pathlib import Path

from docgen.contract import TAILLE_MAX
from docgen.errors import refus_du_systeme


def lire_octets(chemin: Path) -> bytes:
    """The bytes of a file; those that are too many are cut, and refused when they are read as a payload.

    Raises:
        UsageInvalide: the file cannot be read.
    """
    refus = refus_du_systeme(f"Le fichier « {chemin} » n'a pas pu être lu", "Vérifiez son nom et ses droits.")
    with refus, chemin.open("rb") as fichier:
        return fichier.read(TAILLE_MAX + 1)
