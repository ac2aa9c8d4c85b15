"""The commands of the seal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.francais import Application
from docgen.cli.terminal import Sortie

app = Application("Le cachet électronique des documents à conserver.")


@app.callback()
def cachet() -> None:
    """Le cachet électronique des documents à conserver."""  # a group, though it has one command


@app.commande
def essai(fichier: Annotated[Path, typer.Argument(metavar="FICHIER.p12", help="Le fichier à écrire.")]) -> None:
    """Faire un certificat d'essai, sans valeur, pour voir ce qu'est un cachet."""
    from docgen.usecases.cachets import ecrire_essai

    phrase, sortie = ecrire_essai(fichier), Sortie()
    sortie.dire(f"{fichier} : un certificat d'essai, que personne ne reconnaît. Pour sceller avec lui :")
    sortie.dire(f"  export DOCGEN_CACHET='{fichier.resolve()}' DOCGEN_CACHET_PHRASE='{phrase}'")
