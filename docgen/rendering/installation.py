"""What the engine needs from the system, checked before it fails in words that nobody can act on."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Final

from docgen.errors import InstallationIncomplete
from docgen.rendering import fonts

# Shared library, Debian package that brings it, what is lost without it.
_BIBLIOTHEQUES: Final = (
    ("libpango-1.0.so.0", "libpango-1.0-0", "le texte ne peut pas être composé"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0", "les polices ne peuvent pas être chargées"),
    ("libharfbuzz.so.0", "libharfbuzz0b", "les lettres ne peuvent pas être tracées"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset0", "les polices ne peuvent pas être réduites aux lettres utiles"),
)


def _ouvrir(nom: str) -> object:
    return ctypes.CDLL(nom)


def installation_complete(ouvrir: Callable[[str], object] = _ouvrir) -> list[str]:
    """What is missing to render, a sentence each with what to install; empty when all is there."""
    manques = []
    for nom, paquet, perte in _BIBLIOTHEQUES if sys.platform == "linux" else ():
        try:
            ouvrir(nom)
        except OSError:
            manques.append(
                f"La bibliothèque {nom} est introuvable : {perte}. Installez le paquet Debian « {paquet} » "
                f"(apt-get install {paquet})."
            )
    try:
        fonts.fichiers()
    except InstallationIncomplete as cause:
        manques.append(str(cause))
    return manques


def verifier_installation() -> None:
    """Load the engine of records, or fail if anything is missing.

    Raises:
        InstallationIncomplete: with everything that is missing.
    """
    if manques := installation_complete():
        raise InstallationIncomplete(" ".join(manques))
    _charger_le_moteur()


def _charger_le_moteur() -> None:
    """Import WeasyPrint without the compiler, which it would start 54 times, for a sixth of a second.

    It calls its libraries by the names of other systems first, and for each one the standard library asks ``gcc``.
    """
    chercher = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        import_module("weasyprint")
    finally:
        ctypes.util.find_library = chercher
