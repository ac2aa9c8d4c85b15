"""The reference of French communes, present and past (CAND-05): one name a line, under a first line that says so."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docgen.domain.referentiels.communes import Referentiel, cle_commune
from docgen.errors import InstallationIncomplete, raison_systeme

ENTETE = "# Communes de naissance connues de Docgen, version 1"


def ecrire_communes(chemin: Path, noms: Iterable[str], sources: str) -> int:
    """Write a reference, and say how many names it holds.

    Names are folded once, here, so that reading the reference costs no more than reading its lines.
    """
    cles = sorted({cle for nom in noms if (cle := cle_commune(nom))})
    chemin.parent.mkdir(parents=True, exist_ok=True)
    provisoire = chemin.with_name(f"{chemin.name}.{id(cles):x}")
    provisoire.write_text("\n".join((ENTETE, f"# {sources}", *cles)) + "\n", encoding="utf-8")
    provisoire.replace(chemin)
    return len(cles)


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
