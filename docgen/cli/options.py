"""The options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from docgen.registre.connexion import Ouverture
    from docgen.usecases.atelier import Atelier

Fichiers = Annotated[list[Path], typer.Argument(metavar="FICHIER…", help="Un ou plusieurs fichiers de session.")]


def un_jour(nom: str, aide: str) -> Any:
    """The option of a day of the calendar."""
    return typer.Option(nom, parser=_lire_jour, metavar="AAAA-MM-JJ", help=aide)


def _lire_jour(texte: str) -> datetime:
    """A day in its one form, as everywhere else: the library would take 2026-1-2 as well."""
    jour = datetime.fromisoformat(texte)
    if jour.date().isoformat() != texte:
        raise ValueError(texte)
    return jour


Jour = Annotated[datetime | None, un_jour("--date", "Aujourd'hui, pour tout ce qui suit.")]
Types = Annotated[str, typer.Option(metavar="TYPES", help="Types séparés par des virgules, ou « tout ».")]
EnJson = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]


def ouvrir_atelier(ouverture: Ouverture = "creer") -> Atelier:
    """The workshop of a command; what it stands on is loaded by the commands that need one, and by no other."""
    from docgen.usecases.atelier import Atelier

    return Atelier(ouverture=ouverture)


def en_liste(texte: str) -> tuple[str, ...]:
    """What an option gives, separated by commas."""
    return tuple(element.strip() for element in texte.split(",") if element.strip())


def aujourdhui(jour: datetime | None) -> date:
    """The day of a command: the one given, else today where the installation is."""
    if jour is not None:
        return jour.date()
    from docgen.horloge import Horloge
    from docgen.variables import lire_configuration

    return Horloge(lire_configuration().fuseau)()
