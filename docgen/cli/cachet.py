"""The commands of the seal."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.francais import Application
from docgen.cli.options import EnJson, ouvrir_atelier
from docgen.cli.terminal import Sortie

app = Application("Le cachet électronique des documents à conserver.")


@app.commande
def lister_certificats(en_json: EnJson = False) -> None:
    """Les certificats avec lesquels ce registre a scellé, du premier au dernier."""
    sortie = Sortie(en_json)
    with ouvrir_atelier("lire") as atelier:
        connus = atelier.registre.certificats()
    for connu in connus:
        suite = f"au {connu.jusqu_a:%d/%m/%Y}" if connu.jusqu_a else "…"
        sortie.dire(f"{connu.empreinte}  « {connu.par} »  du {connu.depuis:%d/%m/%Y} {suite}")
    sortie.rendre([asdict(connu) for connu in connus])


@app.commande
def essai(fichier: Annotated[Path, typer.Argument(metavar="FICHIER.p12", help="Le fichier à écrire.")]) -> None:
    """Faire un certificat d'essai, sans valeur, pour voir ce qu'est un cachet."""
    from docgen.usecases.cachets import ecrire_essai

    phrase, sortie = ecrire_essai(fichier), Sortie()
    sortie.dire(f"{fichier} : un certificat d'essai, que personne ne reconnaît. Pour sceller avec lui :")
    sortie.dire(f"  export DOCGEN_CACHET='{fichier.resolve()}' DOCGEN_CACHET_PHRASE='{phrase}'")
