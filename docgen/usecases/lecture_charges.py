"""Read payload files: each one gives a dossier or its errors."""

from __future__ import annotations

from pathlib import Path

from docgen.contract import TAILLE_MAX, lire_charge_et_geste
from docgen.domain.dossier import Dossier
from docgen.domain.report import Report
from docgen.errors import UsageInvalide, raison_systeme


def lire_fichier_et_geste(chemin: Path) -> tuple[Dossier, Report]:
    """The dossier of a file, and the parameters of the act that it carries.

    Raises:
        UsageInvalide: the file cannot be read.
        ChargeInvalide: it is not a payload; every fault is given, with line and column.
    """
    return lire_charge_et_geste(lire_octets(chemin))


def lire_octets(chemin: Path) -> bytes:
    """The bytes of a file; those that are too many are cut, and refused when they are read as a payload.

    Raises:
        UsageInvalide: the file cannot be read.
    """
    try:
        with chemin.open("rb") as fichier:
            return fichier.read(TAILLE_MAX + 1)
    except OSError as cause:
        raise UsageInvalide(
            f"Le fichier « {chemin} » n'a pas pu être lu : {raison_systeme(cause)}. Vérifiez son nom et ses droits."
        ) from cause
