"""The commands that save everything in one archive, and restore it elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docgen.cli.terminal import Sortie
from docgen.errors import DocgenError, UsageInvalide

if TYPE_CHECKING:
    from docgen.registre.connexion import Ouverture
    from docgen.usecases.atelier import Atelier

Archive = Annotated[Path, typer.Argument(metavar="FICHIER", help="L'archive.")]


def sauvegarder(
    archive: Archive,
    avec_cles: Annotated[
        bool, typer.Option("--avec-cles", help="Avec la clé qui signe, chiffrée par une phrase que l'on vous demande.")
    ] = False,
    verifier: Annotated[
        bool, typer.Option("--verifier", help="Vérifier une archive déjà faite, sans rien restaurer.")
    ] = False,
) -> None:
    """Mettre le registre, ses clés publiques et les fichiers dans une archive, sans rien arrêter."""
    from docgen.usecases.tenue.sauvegarde import sauvegarder as faire

    if verifier:
        _verifier(archive)
        return

    atelier, dossier, phrase = _lieux("lire")
    if avec_cles and phrase is None:
        phrase = _demander(encore="Encore une fois")
    with atelier:
        bilan = faire(archive, atelier, dossier, phrase if avec_cles else None)
        _noter(atelier.configuration.registre)
    cle = (
        "Elle contient la clé qui signe, chiffrée : sans sa phrase, elle est perdue."
        if bilan.peut_signer
        else "La clé qui signe n'y est pas : gardez-la ailleurs, ou ajoutez --avec-cles."
    )
    Sortie().dire(f"{archive} – lignes : {bilan.lignes}, fichiers : {bilan.fichiers}. {cle}")


def _noter(url: str) -> None:
    """For ``docgen_sauvegarde_age_secondes``; an archive that is made stays good whatever happens here."""
    from service.administration.tables import noter_sauvegarde

    try:
        noter_sauvegarde(url)
    except DocgenError as panne:
        print(f"L'archive est faite, mais sa date n'a pas été notée pour la surveillance. {panne}", file=sys.stderr)


def _verifier(archive: Path) -> None:
    from docgen.usecases.tenue.sauvegarde import verifier_archive
    from service.socle.donnees import ouvrir_base

    bilan = verifier_archive(archive, lambda adresse: ouvrir_base(adresse).fermer())
    Sortie().dire(f"{archive} se restaurerait – lignes : {bilan.lignes}, fichiers : {bilan.fichiers}.")


def restaurer(archive: Archive) -> None:
    """Remettre une archive dans un endroit vide, vérifier l'historique, et le comparer à son témoin."""
    from docgen.usecases.tenue.sauvegarde import restaurer as faire
    from service.socle.donnees import ouvrir_base

    atelier, dossier, phrase = _lieux("retablir")
    with atelier:
        bilan = faire(
            archive,
            atelier,
            dossier,
            lambda: ouvrir_base(atelier.configuration.registre).fermer(),
            lambda: phrase or _demander(),
        )
    sortie = Sortie()
    sortie.dire(f"Restauré – lignes : {bilan.lignes}, fichiers : {bilan.fichiers}. L'historique se tient.")
    sortie.dire(bilan.temoin)
    if not bilan.peut_signer:
        sortie.dire("Aucune clé ne peut signer : « docgen cle-signature nouvelle » en met une en service.")


def _demander(encore: str | bool = False) -> str:
    """The phrase, asked where it is not shown: a task of the night has no such place, and says what it lacks."""
    if not sys.stdin.isatty():
        raise UsageInvalide(
            "Il manque la phrase de la sauvegarde, et il n'y a pas de terminal où la demander : rien n'a été fait. "
            "Donnez-la dans DOCGEN_PHRASE."
        )
    phrase: str = typer.prompt("Phrase de la sauvegarde", hide_input=True, confirmation_prompt=encore)
    return phrase


def _lieux(ouverture: Ouverture) -> tuple[Atelier, Path | None, str | None]:
    """The workshop, where the finished files are (``None`` for S3, which has its own backups), and the phrase given."""
    from docgen.fichiers.magasin import dossier_local
    from docgen.usecases.atelier import Atelier
    from service.socle.variables_service import VariablesService

    variables = VariablesService.lire()
    configuration = variables.service()
    atelier = Atelier(configuration.docgen, ouverture=ouverture)
    return atelier, dossier_local(configuration.fichiers), variables.phrase
