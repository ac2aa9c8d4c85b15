"""Where heads are kept: in a store of somebody else that only grows, or in one file beside the keys.

The file beside the keys catches a database that was emptied or restored without them, and nothing more: whoever holds
the machine holds both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from docgen.disque import ecrire, seul
from docgen.errors import FichiersIndisponibles, raison_systeme
from docgen.registre.temoin.note import NoteTete, lire_note

_TETES = "tetes"


class Fiche(Protocol):
    """What a store knows of a file."""

    @property
    def cle(self) -> str:
        """Its key."""

    @property
    def modifie(self) -> datetime:
        """When the store received it."""


class Magasin(Protocol):
    """A store whose keys are written once: :class:`docgen.fichiers.Magasin` is one."""

    def ecrire(self, cle: str, contenu: bytes) -> bool:
        """Create a file; ``False`` when it is there."""

    def lire(self, cle: str) -> bytes:
        """A whole file."""

    def lister(self, prefixe: str = "") -> Iterator[Fiche]:
        """Every file of a folder."""

    def dernier(self, prefixe: str) -> str | None:
        """The last key of a folder, by order of names."""


@dataclass
class TemoinTiers:
    """Heads in a store that only grows; the name of each is its place, so that the last one is quickly found."""

    ouvrir: Callable[[], Magasin]

    @cached_property
    def magasin(self) -> Magasin:
        """The store, opened the first time."""
        return self.ouvrir()

    def garder(self, note: NoteTete, octets: bytes) -> None:
        """Keep a head; like all that follow, raises ``FichiersIndisponibles`` when the place does not answer."""
        rang = f"{note.rang:012d}"
        place = "/".join((f"{note.reprises:04d}", *(rang[debut : debut + 3] for debut in (0, 3, 6))))
        self.magasin.ecrire(f"{_TETES}/{place}/{rang[9:]}-{note.empreinte[:16]}.note", octets)

    def derniere(self) -> bytes | None:
        """The head that goes furthest; ``None`` when there is none yet."""
        cle = self.magasin.dernier(_TETES)
        return self.magasin.lire(cle) if cle else None

    def toutes(self) -> Iterator[tuple[bytes, datetime]]:
        """Every head that is kept when this is called, in order, and when the place received it."""
        fiches = sorted(self.magasin.lister(_TETES), key=lambda fiche: fiche.cle)
        return ((self.magasin.lire(fiche.cle), fiche.modifie) for fiche in fiches)


@dataclass(frozen=True, slots=True)
class TemoinVoisin:
    """The last head alone, in a file."""

    chemin: Path

    def garder(self, note: NoteTete, octets: bytes) -> None:
        """As :class:`TemoinTiers`. Processes that share the file never put it back to an earlier head."""
        with _pannes(self.chemin), seul(self.chemin.parent):
            presente = self._lire()
            if presente is not None and _place(presente) >= note.place:
                return
            brouillon = self.chemin.with_name(f".{self.chemin.name}.nouvelle")
            ecrire(brouillon, octets, mode=0o600)
            brouillon.replace(self.chemin)

    def derniere(self) -> bytes | None:
        with _pannes(self.chemin):
            return self._lire()

    def toutes(self) -> Iterator[tuple[bytes, datetime]]:
        with _pannes(self.chemin):
            try:
                with self.chemin.open("rb") as fichier:  # the bytes and their instant are of one file
                    octets, recue = fichier.read(), os.fstat(fichier.fileno()).st_mtime
            except FileNotFoundError:
                return iter(())
        return iter([(octets, datetime.fromtimestamp(recue).astimezone())])

    def _lire(self) -> bytes | None:
        try:
            return self.chemin.read_bytes()
        except FileNotFoundError:
            return None


Temoin = TemoinTiers | TemoinVoisin


def _place(octets: bytes) -> tuple[int, int]:
    try:
        return lire_note(octets).place
    except ValueError:
        return (0, 0)


@contextmanager
def _pannes(chemin: Path) -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        raise FichiersIndisponibles(f"Témoin « {chemin} » : {raison_systeme(cause)}.") from cause
