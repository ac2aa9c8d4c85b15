"""What a command prints: sentences for people on stderr or stdout, one JSON document for programs on stdout."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from docgen.errors import CodeSortie, Erreur

if TYPE_CHECKING:
    from docgen.domain.regles.vocabulaire import Manquement

SIGNES = {"BLOQUANT": "✗", "AVERTISSEMENT": "!"}  # by gravity, without the rule book that says them


@dataclass(frozen=True, slots=True)
class Sortie:
    """Where a command speaks: with ``en_json``, stdout is kept for the JSON document."""

    en_json: bool = False

    def dire(self, texte: str = "") -> None:
        """A sentence for a person."""
        print(texte, file=sys.stderr if self.en_json else sys.stdout)

    def rendre(self, donnees: object) -> None:
        """The JSON document of the command, when it was asked for."""
        if self.en_json:
            print(json.dumps(donnees, ensure_ascii=False, indent=2, default=str))

    def conclure(self, dits: Sequence[tuple[object, CodeSortie]]) -> CodeSortie:
        """The JSON document of a command on files: what is said of each; and how the command ends, given each end."""
        self.rendre(dits[0][0] if len(dits) == 1 else [dit for dit, _ in dits])
        return CodeSortie.de_plusieurs(code for _, code in dits)

    def manquements(self, manquements: Iterable[Manquement]) -> None:
        """One line a finding: gravity, rule, place, message."""
        for manquement in manquements:
            place = f" {manquement.chemin}" if manquement.chemin else ""
            self.dire(f"  {SIGNES[manquement.gravite]} {manquement.regle}{place} : {manquement.message}")

    def erreurs(self, fichier: str, erreurs: Iterable[Erreur]) -> None:
        """One line a fault: file, line and column as editors read them, pointer, message."""
        for erreur in erreurs:
            place = f"{fichier}:{erreur.ligne}:{erreur.colonne}" if erreur.ligne else fichier
            self.dire(f"  ✗ {place} {erreur.chemin or '/'} : {erreur.message}")


class Bouche(io.FileIO):
    """A standard stream, whose reader may leave, or whose disk may fill: what was begun goes on, its words are lost.

    ``panne`` is why they were, if it is not that the reader has read enough.
    """

    panne: OSError | None = None

    def __init__(self, descripteur: int) -> None:
        super().__init__(descripteur, "w", closefd=False)

    def write(self, octets: Any, /) -> int:
        """Write, or go on without."""
        try:
            return os.write(self.fileno(), octets)
        except BrokenPipeError:
            return len(octets)
        except OSError as cause:
            self.panne = cause
            return len(octets)


def ouvrir_les_flux() -> Bouche:
    """Make the standard streams such that words never break what a command does; gives the output.

    One that was closed leads nowhere: its descriptor would go to the next file that is opened, the register's perhaps.
    What a terminal cannot write is spelled out.
    """
    for descripteur in range(3):
        try:
            os.fstat(descripteur)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sortie, erreurs = Bouche(1), Bouche(2)
    if sys.stdout is sys.__stdout__:  # else somebody listens to this process from inside
        sys.stdout = _texte(sortie, sys.stdout, sortie.isatty())
        sys.stderr = _texte(erreurs, sys.stderr, True)
    return sortie


def _texte(bouche: Bouche, avant: TextIO | None, par_ligne: bool) -> TextIO:
    codage = avant.encoding if avant is not None else "utf-8"
    return io.TextIOWrapper(io.BufferedWriter(bouche), codage, "backslashreplace", line_buffering=par_ligne)


@contextmanager
def progression(intitule: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda fait, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    colonnes = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*colonnes, console=Console(stderr=True), transient=True) as barre:
        tache = barre.add_task(intitule, total=None)
        yield lambda fait, total: barre.update(tache, completed=fait, total=total)
