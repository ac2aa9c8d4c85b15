"""The commands that save everything in one archive, and restore it elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.affichage import Sortie
from docgen.usecases.atelier import Atelier

Archive = Annotated[Path, typer.Argument(metavar="FICHIER", help="L'archive.")]


def sauvegarder(archive: Archive) -> None:
    """Mettre le registre, ses clés et les fichiers dans une archive, sans rien arrêter."""
    from docgen.usecases.sauvegarde import sauvegarder as faire

    atelier = Atelier()
    try:
        bilan = faire(archive, atelier, _dossier())
    finally:
        atelier.fermer()
    Sortie().dire(
        f"{archive} – lignes : {bilan.lignes}, fichiers : {bilan.fichiers}. Elle contient la clé qui signe : gardez-la "
        "en lieu sûr."
    )


def restaurer(archive: Archive) -> None:
    """Remettre une archive dans un endroit vide, et vérifier l'historique."""
    from docgen.usecases.sauvegarde import restaurer as faire
    from service.socle.donnees import ouvrir_base

    atelier = Atelier()
    try:
        bilan = faire(archive, atelier, _dossier(), lambda: ouvrir_base(atelier.configuration.registre).fermer())
    finally:
        atelier.fermer()
    Sortie().dire(f"Restauré – lignes : {bilan.lignes}, fichiers : {bilan.fichiers}. Le registre est intact.")


def _dossier() -> Path | None:
    """Where the finished files are; ``None`` when they are not in a folder: an S3 bucket has its own backups."""
    from service.socle.settings import lire_configuration_service

    adresse = lire_configuration_service().fichiers
    if adresse.startswith("file://"):
        return Path(adresse.removeprefix("file://"))
    return None if "://" in adresse else Path(adresse)
