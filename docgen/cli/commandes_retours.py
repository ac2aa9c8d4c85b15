"""The command of whoever has scanned what was signed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docgen.cli.options import EnJson, ouvrir_atelier
from docgen.cli.terminal import Sortie, progression
from docgen.errors import CodeSortie, UsageInvalide

if TYPE_CHECKING:
    from docgen.usecases.retours.rangement import Rangement

Numerises = Annotated[
    list[Path], typer.Argument(metavar="FICHIER…", help="Des pages signées, numérisées : PDF, JPEG, PNG ou TIFF.")
]
DossierRetours = Annotated[Path, typer.Option("--sortie", metavar="DOSSIER", help="Où écrire les documents signés.")]
Designations = Annotated[
    list[str] | None,
    typer.Option(
        "--page",
        metavar="FICHIER:RANG=DOCUMENT:PAGE",
        help="Ce qu'est une page sans code lisible ; l'historique le garde.",
    ),
]
_DESIGNATION = re.compile(r"(?P<fichier>.+):(?P<rang>\d{1,4})=(?P<document>.+):(?P<page>\d{1,4})")


def retours(
    fichiers: Numerises,
    sortie: DossierRetours = Path("retours"),
    page: Designations = None,
    en_json: EnJson = False,
) -> int:
    """Ranger les papiers signés qui reviennent : un PDF par document, ce qui manque, le pli à l'État."""
    from docgen.usecases.retours.depouillement import depouiller
    from docgen.usecases.retours.phrases_retours import en_json as rendre_json

    parole = Sortie(en_json)
    designees = [_designation(texte) for texte in page or ()]
    with ouvrir_atelier("ecrire") as atelier, progression("Fichiers lus") as suivi:
        rangement = depouiller(fichiers, designees, sortie, atelier, suivi)
    _dire(rangement, sortie, parole)
    parole.rendre(rendre_json(rangement))
    return 0 if rangement.sans_reste else CodeSortie.PARTIEL


def _designation(texte: str) -> tuple[str, int, str, int]:
    forme = _DESIGNATION.fullmatch(texte)
    if forme is None:
        raise UsageInvalide(
            f"« {texte} » ne désigne aucune page : rien n'a été lu. Écrivez par exemple "
            "« scan.pdf:3=PVG_123456_TP-01303_25022019.pdf:2 » : la page 3 du fichier est la page 2 du document."
        )
    return forme["fichier"], int(forme["rang"]), forme["document"], int(forme["page"])


def _dire(rangement: Rangement, sortie: Path, parole: Sortie) -> None:
    from docgen.domain.papiers.retour import Sort
    from docgen.usecases.retours.phrases_retours import phrase_de_page, phrases_de_document, phrases_du_pli

    for fichier, raison in rangement.refus:
        parole.dire(f"{fichier} : refusé. {raison}")
    for page in rangement.pages:
        if page.sort is not Sort.RECUE:
            parole.dire(f"{page.fichier}, page {page.rang} : {phrase_de_page(page, rangement.emises)}")
    for document in rangement.documents:
        parole.dire(f"{document.nom} : {len(document.pages)} page(s) sur {document.emise.emission.pages}.")
        for phrase in phrases_de_document(document):
            parole.dire(f"  ! {phrase}")
    for pli in rangement.plis:
        for phrase in phrases_du_pli(pli):
            parole.dire(phrase)
    for case in rangement.remises:
        parole.dire(f"Signé par son titulaire, remise à inscrire : {case.numero} ({case.qui}).")
    parole.dire(f"{len(rangement.documents)} document(s) dans « {sortie} ».")
