"""What a command prints: sentences for people on stderr or stdout, one JSON document for programs on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docgen.errors import Erreur

if TYPE_CHECKING:
    from docgen.domain.regles import Manquement

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
