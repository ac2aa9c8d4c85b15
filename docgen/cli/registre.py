"""The commands of the register and of its signing keys."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, TextIO

import typer

from docgen.cli import papiers, stock
from docgen.cli.affichage import Sortie
from docgen.cli.francais import Commande, Groupe
from docgen.errors import RegistreAltere, UsageInvalide, raison_systeme
from docgen.usecases.atelier import Atelier

app = typer.Typer(cls=Groupe, help="Le registre des papiers numérotés.", no_args_is_help=True, rich_markup_mode=None)
papiers.monter(app)
app.add_typer(stock.app, name="stock")
app_cles = typer.Typer(cls=Groupe, help="Les clés de signature.", no_args_is_help=True, rich_markup_mode=None)

EnJson = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]


@app.command(cls=Commande)
def lister(
    siret: Annotated[str | None, typer.Option("--siret", metavar="SIRET", help="Les papiers d'un seul centre.")] = None,
    depuis: Annotated[int, typer.Option("--depuis", metavar="RANG", help="Après cette ligne du registre.")] = 0,
    limite: Annotated[int | None, typer.Option("--limite", metavar="N", help="Pas plus de N papiers.")] = None,
    en_json: EnJson = False,
) -> None:
    """Les papiers émis, du plus ancien au plus récent."""
    atelier, sortie = Atelier(), Sortie(en_json)
    lignes = []
    for papier in atelier.registre.lister(siret, depuis, limite):
        demande = papier.demande
        sortie.dire(
            f"{papier.numero or '–':<21} {papier.date_emission} {demande.genre:<18} {demande.session:<8} "
            f"{demande.certification:<10} {demande.nom} {demande.prenoms}".rstrip()
        )
        lignes.append(
            {
                "rang": papier.rang,
                "numero": papier.numero,
                "date_emission": papier.date_emission.isoformat(),
                "type": demande.genre,
                "session": demande.session,
                "destinataire": demande.destinataire,
                "certification": demande.certification,
                "nom": demande.nom,
                "prenoms": demande.prenoms,
            }
        )
    atelier.fermer()
    sortie.rendre(lignes)


@app.command(cls=Commande)
def exporter(
    sortie: Annotated[Path | None, typer.Option("--sortie", help="Fichier à écrire, au lieu de la sortie.")] = None,
) -> None:
    """L'historique entier, une ligne JSON par écriture."""
    atelier = Atelier()
    with _ouvrir(sortie) if sortie else nullcontext(sys.stdout) as flux:
        for ecriture in atelier.registre.exporter():
            flux.write(json.dumps(ecriture, ensure_ascii=False) + "\n")
    atelier.fermer()


@app.command(cls=Commande)
def verifier(en_json: EnJson = False) -> int:
    """Vérifier la chaîne de l'historique, les numéros et les signatures."""
    atelier, sortie = Atelier(), Sortie(en_json)
    anomalies = atelier.registre.verifier()
    atelier.fermer()
    sortie.dire("Le registre est intact." if not anomalies else "Le registre a été altéré :")
    for anomalie in anomalies:
        sortie.dire(f"  ✗ {anomalie}")
    sortie.rendre({"intact": not anomalies, "anomalies": anomalies})
    return RegistreAltere.code_sortie if anomalies else 0


@app_cles.command(cls=Commande)
def nouvelle() -> None:
    """Faire une nouvelle clé ; les anciennes restent publiées."""
    atelier = Atelier()
    cle = atelier.registre.nouvelle_cle()
    atelier.fermer()
    Sortie().dire(f"Nouvelle clé de signature : {cle['id']}. Les papiers déjà émis gardent la leur.")


@app_cles.command(cls=Commande)
def lister_cles(en_json: EnJson = False) -> None:
    """Les clés publiques."""
    atelier, sortie = Atelier(), Sortie(en_json)
    cles = atelier.registre.cles_publiques()
    atelier.fermer()
    for cle in cles:
        sortie.dire(f"{cle['id']}  {cle['cle_publique']}  du {cle['creee_le']} au {cle['retiree_le'] or '…'}")
    sortie.rendre(cles)


def _ouvrir(chemin: Path) -> TextIO:
    try:
        return chemin.open("w", encoding="utf-8")
    except OSError as cause:
        raise UsageInvalide(
            f"« {chemin} » n'a pas pu être écrit : {raison_systeme(cause)}. Vérifiez le chemin et ses droits."
        ) from cause
