"""File names: ASCII, without space nor separator, never longer than 120 characters."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

LONGUEUR_MAX = 120
PREFIXE_BROUILLON = "BROUILLON_"
# Letters that no decomposition turns into ASCII.
_LIGATURES = str.maketrans(
    {"Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae", "ß": "ss", "Þ": "TH", "þ": "th"}
    | dict(zip("ĐđØøŁłıÐð", "DdOoLliDd", strict=True))
)


def ascii_de(texte: str) -> str:
    """The text in ASCII letters: accents and ligatures undone, what has no Latin letter dropped."""
    decompose = unicodedata.normalize("NFKD", texte.translate(_LIGATURES))
    return decompose.encode("ascii", "ignore").decode("ascii")


def partie(texte: str) -> str:
    """One part of a file name, as it is written: ASCII letters, digits and hyphens, nothing else."""
    return re.sub(r"[^A-Za-z0-9-]", "", ascii_de(texte)).strip("-")


def partie_majuscule(texte: str) -> str:
    """One part of a file name in capitals: a person's name, or a centre's."""
    return partie(texte).upper()


def jour_compact(jour: date) -> str:
    """``25022019``: day, month, year (REMI-01)."""
    return f"{jour:%d%m%Y}"


def nom_fichier(*parties: str, extension: str = "pdf") -> str:
    """The parts joined by ``_``, empty ones left out, cut so that the whole holds in 120 characters."""
    tronc = "_".join(element for element in parties if element)
    return f"{tronc[: LONGUEUR_MAX - len(extension) - 1]}.{extension}"


def nom_distinct(nom: str, identifiant: str) -> str:
    """A file name with the person's identifier appended, for two persons whose names collide."""
    tronc, _, extension = nom.rpartition(".")
    suffixe = f"_{partie(identifiant)[: LONGUEUR_MAX // 2]}.{extension}"
    return tronc[: LONGUEUR_MAX - len(suffixe)] + suffixe


def nom_brouillon(nom: str) -> str:
    """The file name of a draft: the document's own, marked first, still within the 120 characters."""
    tronc, _, extension = nom.rpartition(".")
    return nom_fichier(f"{PREFIXE_BROUILLON}{tronc}", extension=extension)
