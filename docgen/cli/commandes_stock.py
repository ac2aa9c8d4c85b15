"""The commands of the stock of pre-printed sheets."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from docgen.cli.francais import Application
from docgen.cli.options import EnJson, aujourdhui, ouvrir_atelier
from docgen.cli.papiers import Jour, Precision, motif_de
from docgen.cli.terminal import Sortie
from docgen.domain.papiers.papier import ActePapier
from docgen.domain.papiers.stock import ActeReception
from docgen.errors import UsageInvalide

app = Application("Le stock de feuilles préimprimées, s'il y en a un.")
Departement = Annotated[str, typer.Argument(metavar="DEPARTEMENT", help="Celui de l'autorité : 69, 2A, 974.")]


@app.commande
def recevoir(
    departement: Departement,
    premiere: Annotated[str, typer.Argument(metavar="PREMIERE", help="La première feuille du carton.")],
    derniere: Annotated[str, typer.Argument(metavar="DERNIERE", help="La dernière.")],
    jour: Jour = None,
) -> None:
    """Inscrire un carton de feuilles reçu."""
    from docgen.usecases.tenue import gestion_stock

    with ouvrir_atelier("ecrire") as atelier:
        reception = gestion_stock.recevoir(departement, premiere, derniere, aujourdhui(jour), atelier)
    Sortie().dire(f"Feuilles reçues : {reception.feuilles}, de {reception.premiere} à {reception.derniere}.")


@app.commande
def corriger(
    departement: Departement,
    premiere: Annotated[str, typer.Argument(metavar="PREMIERE", help="La première feuille inscrite par erreur.")],
    derniere: Annotated[str, typer.Argument(metavar="DERNIERE", help="La dernière.")],
    jour: Jour = None,
) -> None:
    """Retirer d'une réception des feuilles qui n'ont pas été reçues."""
    from docgen.usecases.tenue import gestion_stock

    with ouvrir_atelier("ecrire") as atelier:
        retrait = gestion_stock.recevoir(
            departement, premiere, derniere, aujourdhui(jour), atelier, ActeReception.CORRECTION
        )
    Sortie().dire(f"Feuilles retirées du stock : {retrait.feuilles}, de {retrait.premiere} à {retrait.derniere}.")


@app.commande
def utiliser(
    departement: Departement,
    poses: Annotated[list[str], typer.Argument(metavar="SERIE=NUMERO…", help="Quelle feuille porte quel numéro.")],
    jour: Jour = None,
) -> None:
    """Inscrire les feuilles utilisées."""
    from docgen.usecases.tenue import gestion_stock

    couples = [(serie, numero.strip().upper()) for serie, _, numero in (pose.partition("=") for pose in poses)]
    if not all(numero for _, numero in couples):
        raise UsageInvalide("Une utilisation ne dit pas quel numéro porte la feuille. Écrivez SERIE=NUMERO.")
    with ouvrir_atelier("ecrire") as atelier:
        nombre = gestion_stock.utiliser(departement, couples, aujourdhui(jour), atelier)
    Sortie().dire(f"Feuilles utilisées : {nombre}.")


@app.commande
def rebuter(
    departement: Departement,
    series: Annotated[list[str], typer.Argument(metavar="SERIE…", help="Les feuilles gâchées.")],
    motif: Annotated[str, motif_de(ActePapier.GACHAGE)],
    precision: Precision = "",
    jour: Jour = None,
) -> None:
    """Mettre au rebut des feuilles qui ne portent aucun numéro."""
    from docgen.usecases.tenue import gestion_stock

    with ouvrir_atelier("ecrire") as atelier:
        nombre = gestion_stock.mettre_au_rebut(departement, series, motif, aujourdhui(jour), atelier, precision)
    Sortie().dire(f"Feuilles mises au rebut : {nombre}.")


@app.commande
def bilan(
    departement: Departement,
    comptees: Annotated[
        int | None, typer.Option("--comptees", metavar="N", help="Combien de feuilles vous comptez sur l'étagère.")
    ] = None,
    en_json: EnJson = False,
) -> int:
    """Le compte des feuilles ; le code de sortie est 1 s'il ne tombe pas juste."""
    from docgen.usecases.tenue import gestion_stock

    sortie = Sortie(en_json)
    with ouvrir_atelier("lire") as atelier:
        compte = gestion_stock.faire_le_bilan(departement, atelier, comptees)
    sortie.dire(
        f"Département {compte.departement} : {compte.recues} reçues, {compte.utilisees} utilisées, "
        f"{compte.gachees} gâchées, {compte.restantes} restantes."
    )
    for ecart in compte.ecarts:
        sortie.dire(f"  ✗ {ecart}")
    sortie.rendre({**asdict(compte), "ecarts": compte.ecarts})
    return 1 if compte.ecarts else 0
