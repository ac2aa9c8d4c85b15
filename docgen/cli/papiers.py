"""The commands of a paper's life: handed over, annulled, printed again, spoiled; and where it stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docgen.cli.options import EnJson, aujourdhui, ouvrir_atelier, un_jour
from docgen.cli.terminal import Sortie
from docgen.domain.papiers.papier import MOTIFS, ActePapier, Evenement
from docgen.errors import UsageInvalide

if TYPE_CHECKING:
    from docgen.usecases.tenue.actes_papier import Situation

Numero = Annotated[str, typer.Argument(metavar="NUMERO", help="Le numéro du papier.")]


def motif_de(acte: ActePapier) -> Any:
    """The option of the reasons of an act."""
    return typer.Option("--motif", metavar="MOTIF", help=f"Pourquoi : {', '.join(MOTIFS[acte])}.")


Precision = Annotated[
    str, typer.Option("--precision", metavar="TEXTE", help="Ce qui est arrivé, en 300 signes ; AUTRE la demande.")
]
Jour = Annotated[datetime | None, un_jour("--date", "Le jour de l'acte ; aujourd'hui sinon.")]
FeuilleNouvelle = Annotated[
    str | None,
    typer.Option("--feuille-nouvelle", metavar="SERIE", help="La feuille préimprimée qui le porte."),
]


def remettre(numero: Numero, precision: Precision = "", jour: Jour = None, en_json: EnJson = False) -> None:
    """Le papier a été remis à son titulaire."""
    _faire(ActePapier.REMISE, numero, jour, en_json, precision=precision)


def corriger(
    numero: Numero,
    motif: Annotated[str, motif_de(ActePapier.CORRECTION)] = "ERREUR_DE_SAISIE",
    precision: Precision = "",
    jour: Jour = None,
    en_json: EnJson = False,
) -> None:
    """La remise était inscrite par erreur : le papier est de nouveau à remettre."""
    _faire(ActePapier.CORRECTION, numero, jour, en_json, motif=motif, precision=precision)


def annuler(
    numero: Numero,
    motif: Annotated[str, motif_de(ActePapier.ANNULATION)],
    precision: Precision = "",
    jour: Jour = None,
    rectification: Annotated[
        bool, typer.Option("--rectification", help="Il sera émis de nouveau, corrigé, sous un autre numéro.")
    ] = False,
    en_json: EnJson = False,
) -> None:
    """Le papier ne vaut plus rien ; c'est définitif."""
    champs = {"motif": motif, "rectification": rectification, "precision": precision}
    _faire(ActePapier.ANNULATION, numero, jour, en_json, **champs)


def reediter(
    numero: Numero,
    motif: Annotated[str, motif_de(ActePapier.REEDITION)],
    precision: Precision = "",
    jour: Jour = None,
    feuille_nouvelle: FeuilleNouvelle = None,
    en_json: EnJson = False,
) -> None:
    """Un duplicata est imprimé, sous le même numéro."""
    champs = {"motif": motif, "serie_nouvelle": feuille_nouvelle, "precision": precision}
    _faire(ActePapier.REEDITION, numero, jour, en_json, **champs)


def gacher(
    numero: Numero,
    motif: Annotated[str, motif_de(ActePapier.GACHAGE)],
    precision: Precision = "",
    jour: Jour = None,
    feuille_gachee: Annotated[
        str | None, typer.Option("--feuille-gachee", metavar="SERIE", help="La feuille préimprimée gâchée.")
    ] = None,
    feuille_nouvelle: FeuilleNouvelle = None,
    en_json: EnJson = False,
) -> None:
    """Une feuille a été gâchée à l'impression ; le papier est réimprimé, même numéro."""
    series = {"serie_gachee": feuille_gachee, "serie_nouvelle": feuille_nouvelle}
    _faire(ActePapier.GACHAGE, numero, jour, en_json, motif=motif, precision=precision, **series)


def situer(numero: Numero, en_json: EnJson = False) -> None:
    """Où en est un papier, et ce qui lui est arrivé."""
    from docgen.usecases.tenue import actes_papier

    with ouvrir_atelier("lire") as atelier:
        situation = actes_papier.situation(numero, atelier)
    if situation is None:
        raise UsageInvalide(f"Le registre n'a émis aucun papier sous le numéro {numero}. Vérifiez le numéro.")
    _dire(situation, en_json)


def _faire(acte: ActePapier, numero: str, jour: datetime | None, en_json: bool, **champs: Any) -> None:
    from docgen.usecases.tenue.actes_papier import inscrire

    evenement = Evenement(acte, numero, aujourdhui(jour), **champs)
    with ouvrir_atelier("ecrire") as atelier:
        situation = inscrire(evenement, atelier)
    _dire(situation, en_json)


def _dire(situation: Situation, en_json: bool) -> None:
    sortie = Sortie(en_json)
    sortie.dire(f"{situation.papier.numero} : {situation.etat}.")
    for evenement in situation.evenements:
        sortie.dire(f"  {evenement.jour} {evenement.acte.lower():<10} {evenement.motif} {evenement.precision}".rstrip())
    if situation.remplace_par:
        sortie.dire(f"  Remplacé par {situation.remplace_par}.")
    sortie.rendre(situation.en_json())
