"""Read the files that acts are given: payloads, and the reference of French communes, present and past (CAND-05).

The latter has one name a line, under a first line that says so.
"""

from __future__ import annotations

from pathlib import Path

from docgen.contract.lecture import TAILLE_MAX
from docgen.errors import InstallationIncomplete, raison_systeme, refus_du_systeme

ENTETE = "# Communes de naissance connues de Docgen, version 1"


def lire_octets(chemin: Path) -> bytes:
    """The bytes of a file; those that are too many are cut, and refused when they are read as a payload.

    Raises:
        UsageInvalide: the file cannot be read.
    """
    refus = refus_du_systeme(f"Le fichier « {chemin} » n'a pas pu être lu", "Vérifiez son nom et ses droits.")
    with refus, chemin.open("rb") as fichier:
        return fichier.read(TAILLE_MAX + 1)


def lire_communes(chemin: Path) -> frozenset[str]:
    """The folded names of a reference.

    Raises:
        InstallationIncomplete: the file cannot be read, or is no reference.
    """
    try:
        entete, *lignes = chemin.read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as cause:
        raison = raison_systeme(cause) if isinstance(cause, OSError) else "ce n'est pas du texte"
        raise InstallationIncomplete(
            f"Le référentiel des communes « {chemin} » n'a pas pu être lu : {raison}. Refaites-le par "
            "« make communes »."
        ) from cause
    noms = frozenset(ligne for ligne in lignes if ligne and not ligne.startswith("#"))
    if entete != ENTETE or not noms:
        raise InstallationIncomplete(
            f"« {chemin} » n'est pas un référentiel des communes : il n'a pas la forme attendue. Refaites-le par "
            "« make communes »."
        )
    return noms
