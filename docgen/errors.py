"""What can break. The first line of a docstring is the default message, shown to the user in French.

A malformed payload and a refusal by the rules are not breakages: the first is :class:`ChargeInvalide`, the
second a list of :class:`docgen.domain.regles.Manquement` values that no one raises.
"""

from __future__ import annotations

import copyreg
import errno
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar


class CodeSortie(IntEnum):
    """How a command ends, for whoever scripts."""

    REUSSI = 0
    REFUS = 1  # by the rules, or by the register
    USAGE = 2
    MALFORMEE = 3
    PARTIEL = 4  # some of what was asked, not all
    PANNE = 5
    IMPREVU = 6  # Docgen is at fault: neither a session nor the machine is

    @classmethod
    def de_plusieurs(cls, fins: Iterable[CodeSortie]) -> CodeSortie:
        """How a command on several files ends, given how it would have ended on each."""
        codes = set(fins)
        if len(codes) == 1:
            return codes.pop()
        return cls.PARTIEL if cls.REUSSI in codes else cls.REFUS


class Origine(StrEnum):
    """Whose trouble it is: who mends it, and whether the same call will do better later."""

    MACHINE = "machine"  # room, rights, settings, a server that is away: whoever keeps the service
    SESSION = "session"  # what was asked, or sent: its author
    PRODUIT = "produit"  # Docgen itself: whoever writes it


class DocgenError(Exception):
    """Le service n'a pas pu aboutir."""

    code_sortie: ClassVar[CodeSortie] = CodeSortie.PANNE
    origine: ClassVar[Origine] = Origine.PRODUIT

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message_par_defaut())

    def __reduce__(self) -> tuple[object, ...]:
        """From a process to another, without the constructor: those of the classes below take what they please."""
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]

    @classmethod
    def message_par_defaut(cls) -> str:
        """The first line of the class's docstring."""
        return (cls.__doc__ or "").strip().splitlines()[0]


@dataclass(frozen=True, slots=True)
class Erreur:
    """One fault of a payload: where (JSON pointer, line and column from 1) and what to do about it."""

    chemin: str
    message: str
    ligne: int | None = None
    colonne: int | None = None


class ChargeInvalide(DocgenError):
    """Le fichier n'a pas la forme attendue."""

    code_sortie = CodeSortie.MALFORMEE
    origine = Origine.SESSION

    def __init__(self, erreurs: Sequence[Erreur]) -> None:
        self.erreurs = tuple(erreurs)
        super().__init__(f"{self.message_par_defaut()} {len(self.erreurs)} erreur(s).")


class UsageInvalide(DocgenError):
    """La commande n'est pas utilisable telle quelle."""

    code_sortie = CodeSortie.USAGE
    origine = Origine.SESSION


class RenduImpossible(DocgenError):
    """Le document n'a pas pu être composé : rien n'a été écrit."""


class InstallationIncomplete(DocgenError):
    """L'installation est incomplète : prévenez qui tient Docgen."""

    origine = Origine.MACHINE


class MachineEmpechee(DocgenError):
    """La machine n'a pas pu finir : il lui manque de la place, de la mémoire ou un droit."""

    origine = Origine.MACHINE


class RegistreIndisponible(DocgenError):
    """Le registre ne répond pas : aucun numéro n'a été attribué."""

    origine = Origine.MACHINE


class RegistreDepasse(RegistreIndisponible):
    """Le registre a été mis à niveau par une autre version de Docgen : ce processus n'y écrit plus."""


class RegistreAltere(DocgenError):
    """Le registre ne dit plus ce qu'il a dit : aucun numéro n'est attribué tant qu'il n'est pas vérifié."""

    origine = Origine.MACHINE


class RegistreAbsent(InstallationIncomplete):
    """Le registre n'est pas là : rien n'y a été créé."""


class RegistreEnRetard(DocgenError):
    """Le registre est en retard sur son témoin : il n'attribue plus rien tant qu'il n'est pas restauré ou repris.

    What to do is in the message: restore, or take up again with the leave of whoever decides.
    """

    origine = Origine.MACHINE


class FichiersIndisponibles(DocgenError):
    """Le dépôt des fichiers ne répond pas : rien n'a été livré."""

    origine = Origine.MACHINE
    raison: str = ""  # a few words: what the place answered


class FichierAbsent(FichiersIndisponibles):
    """Le fichier n'est pas, ou n'est plus, dans le dépôt des fichiers."""


class CachetImpossible(DocgenError):
    """Le cachet n'a pas pu être apposé : rien n'a été livré."""

    origine = Origine.MACHINE


class PapierDivergent(DocgenError):
    """Le papier a déjà été émis avec un autre contenu."""

    code_sortie = CodeSortie.REFUS
    origine = Origine.SESSION


class ActeImpossible(DocgenError):
    """Le registre refuse cet acte : rien n'a été inscrit."""

    code_sortie = CodeSortie.REFUS
    origine = Origine.SESSION


# Why the system refuses a file: the machine lacks something; or another name, another right would do.
_DE_LA_MACHINE = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota du disque est atteint",
    errno.EFBIG: "le fichier dépasse la taille permise",
    errno.EROFS: "le disque est en lecture seule",
    errno.EIO: "le disque ne répond plus",
    errno.ENOMEM: "la mémoire manque",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.EAGAIN: "la machine n'a plus de quoi lancer un processus",
}
_RAISONS = _DE_LA_MACHINE | {
    errno.ENOENT: "il n'existe pas",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "une partie du chemin n'est pas un dossier",
    errno.EEXIST: "un fichier de ce nom existe",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.EADDRINUSE: "un autre programme y écoute déjà",
    errno.EADDRNOTAVAIL: "cette adresse n'est pas de cette machine",
}


def vient_de_la_machine(cause: OSError) -> bool:
    """True when no other name and no other right would do: the machine lacks something."""
    return cause.errno in _DE_LA_MACHINE


def machine_en_cause(imprevue: BaseException) -> MachineEmpechee | None:
    """What nobody foresaw, as an error of ours, when it is the machine's: a full disk, no memory left."""
    if isinstance(imprevue, MemoryError):
        raison = "la mémoire manque"
    elif isinstance(imprevue, OSError) and vient_de_la_machine(imprevue):
        raison = raison_systeme(imprevue)
    else:
        return None
    return MachineEmpechee(f"{MachineEmpechee.message_par_defaut()} Cause : {raison}.")


@contextmanager
def refus_du_systeme(quoi: str, remede: str, erreur: type[DocgenError] | None = UsageInvalide) -> Iterator[None]:
    """What the system refuses, as an error of ours: what failed, why, what to do; ``None``: by whose fault."""
    try:
        yield
    except OSError as cause:
        sorte = erreur or (MachineEmpechee if vient_de_la_machine(cause) else UsageInvalide)
        raise sorte(f"{quoi} : {raison_systeme(cause)}. {remede}") from cause


def raison_systeme(cause: OSError) -> str:
    """Why the system refused a file, in French; its own words for what is rare."""
    return _RAISONS.get(cause.errno or 0) or cause.strerror or str(cause)
