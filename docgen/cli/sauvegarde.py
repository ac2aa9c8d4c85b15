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
    from docgen.usecases.tenue.sauvegarde import sauvegarder as faire

    atelier, dossier = _lieux()
    with atelier:
        bilan = faire(archive, atelier, dossier)
    Sortie().dire(
        f"{archive} – lignes : {bilan.lignes}, fichiers : {bilan.fichiers}. Elle contient la clé qui signe : gardez-la "
        "en lieu sûr."
    )


def restaurer(archive: Archive) -> None:
    """Remettre une archive dans un endroit vide, et vérifier l'historique."""
    from docgen.usecases.tenue.sauvegarde import restaurer as faire
    from service.socle.donnees import ouvrir_base

    atelier, dossier = _lieux()
    with atelier:
        bilan = faire(archive, atelier, dossier, lambda: ouvrir_base(atelier.configuration.registre).fermer())
    Sortie().dire(f"Restauré – lignes : {bilan.lignes}, fichiers : {bilan.fichiers}. Le registre est intact.")


def _lieux() -> tuple[Atelier, Path | None]:
    """The workshop, and where the finished files are; ``None`` for an S3 bucket, which has its own backups."""
    from service.socle.variables_service import lire_configuration_service

    configuration = lire_configuration_service()
    atelier, adresse = Atelier(configuration.docgen), configuration.fichiers
    if adresse.startswith("file://"):
        return atelier, Path(adresse.removeprefix("file://"))
    return atelier, None if "://" in adresse else Path(adresse)
