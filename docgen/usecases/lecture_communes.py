"""The reference of French communes, present and past (CAND-05): one name a line, under a first line that says so."""

from __future__ import annotations

from pathlib import Path

from docgen.domain.referentiels.communes import Referentiel
from docgen.errors import InstallationIncomplete, raison_systeme

ENTETE = "# Communes de naissance connues de Docgen, version 1"


def lire_communes(chemin: Path) -> Referentiel:
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
    noms = Referentiel(ligne for ligne in lignes if ligne and not ligne.startswith("#"))
    if entete != ENTETE or not noms:
        raise InstallationIncomplete(
            f"« {chemin} » n'est pas un référentiel des communes : il n'a pas la forme attendue. Refaites-le par "
            "« make communes »."
        )
    return noms
