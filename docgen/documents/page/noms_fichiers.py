"""The names of files and folders that leave the house: ASCII, portable on every disk, 120 characters at most.

Every such name is made here. What a name cannot bear is transliterated (anyascii), never dropped without a trace, and
two names never differ by their case alone: most disks take them for one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from anyascii import anyascii

LONGUEUR_MAX = 120
_DOSSIER_MAX = 64
PREFIXE_BROUILLON = "BROUILLON"
_TRAITS = "-\u2010\u2011"
# Windows keeps these for its devices, whatever the case and the extension.
_RESERVES = frozenset({"CON", "PRN", "AUX", "NUL"} | {f"{port}{rang}" for port in ("COM", "LPT") for rang in range(10)})


@lru_cache(maxsize=4096)
def partie(texte: str) -> str:
    """One part of a file name, as it is written: ASCII letters, digits and hyphens, nothing else.

    A text whose letters have no Latin equivalent gives their codes: it is never lost.
    """
    lettres = [lettre for lettre in unicodedata.normalize("NFC", texte) if lettre in _TRAITS or _s_ecrit(lettre)]
    ecrites = "".join("-" if lettre in _TRAITS else anyascii(lettre) for lettre in lettres)
    propre = re.sub(r"[^A-Za-z0-9-]", "", ecrites).strip("-")
    return propre or "".join(f"U{ord(lettre):04X}" for lettre in lettres if lettre not in _TRAITS)


def _s_ecrit(signe: str) -> bool:
    """A letter, a digit, or a mark that a letter bears."""
    return unicodedata.category(signe)[0] in "LNM"


def partie_majuscule(texte: str) -> str:
    """One part of a file name in capitals: a person's name, or a centre's."""
    return partie(texte).upper()


def nom_fichier(*parties: str, extension: str = "pdf") -> str:
    """The parts joined by ``_``, empty ones left out; where that is too long, the longest parts are shortened."""
    return _assembler([partie(texte) for texte in parties], extension)


def nom_au_format(nom: str, extension: str) -> str:
    """The same name with another extension."""
    return _assembler(_parties(nom), extension)


def nom_distinct(nom: str, identifiant: str) -> str:
    """A file name with the person's identifier appended, for two persons whose names collide."""
    return _assembler([*_parties(nom), partie(identifiant)], nom.rpartition(".")[2])


def nom_brouillon(nom: str) -> str:
    """The file name of a draft: the document's own, marked first."""
    return _assembler([PREFIXE_BROUILLON, *_parties(nom)], nom.rpartition(".")[2])


def nom_signe(nom: str, *, complet: bool) -> str:
    """The file name of a document that came back signed: the document's own, marked last."""
    return _assembler([*_parties(nom), "SIGNE", "" if complet else "INCOMPLET"], "pdf")


def noms_distincts(documents: Sequence[tuple[str, str]], voisins: Sequence[tuple[str, str]] = ()) -> list[str]:
    """The file names of documents, each given with its holder; those that collide are told apart by the identifier.

    Names that differ by their case alone collide. Two identifiers may read alike once in a file name (``A/1``,
    ``A1``): a digest then tells them apart. ``voisins`` are the names and holders of documents not made this time.
    """
    noms = [*documents, *voisins]
    for marque in (str, empreinte):
        combien = Counter(nom.casefold() for nom, _ in noms)
        noms = [(nom_distinct(nom, marque(pour)) if combien[nom.casefold()] > 1 else nom, pour) for nom, pour in noms]
    return [nom for nom, _ in noms[: len(documents)]]


def noms_de_dossiers(identifiants: Collection[str]) -> Mapping[str, str]:
    """The name of each session's folder: its identifier where a name can bear it, else with a digest.

    Two identifiers that a disk would take for one, for it ignores the case, both have their digest.
    """
    noms = {identifiant: nom_dossier(identifiant) for identifiant in identifiants}
    combien = Counter(nom.casefold() for nom in noms.values())
    return {
        identifiant: f"{nom}_{empreinte(identifiant)}" if combien[nom.casefold()] > 1 else nom
        for identifiant, nom in noms.items()
    }


def nom_dossier(identifiant: str) -> str:
    """The name of a session's folder, or of its zip before the extension."""
    nom = re.sub(r"[^A-Za-z0-9_-]+", "-", anyascii(identifiant)).strip("-_")[:_DOSSIER_MAX]
    return nom if nom == identifiant and nom.upper() not in _RESERVES else f"{nom}_{empreinte(identifiant)}".strip("_")


def empreinte(identifiant: str) -> str:
    """Eight characters that tell apart two identifiers which read alike in a name."""
    return hashlib.sha256(identifiant.encode()).hexdigest()[:8]


def _parties(nom: str) -> list[str]:
    return nom.rpartition(".")[0].split("_")


def _assembler(parties: Sequence[str], extension: str) -> str:
    ecrites = [texte[:LONGUEUR_MAX] for texte in parties if texte]
    longueurs = [len(texte) for texte in ecrites]
    place = LONGUEUR_MAX - len(extension) - len(ecrites)  # the dot, and the signs that join
    while sum(longueurs) > place:
        longueurs[longueurs.index(max(longueurs))] -= 1
    tronc = "_".join(texte[:longueur].rstrip("-") for texte, longueur in zip(ecrites, longueurs, strict=True))
    return f"{tronc}_.{extension}" if tronc.upper() in _RESERVES else f"{tronc or 'document'}.{extension}"
