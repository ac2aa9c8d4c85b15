"""The commands of a paper's life: handed over, annulled, printed again, spoiled; and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

import typer

from docgen.cli.affichage import Sortie
from docgen.cli.francais import Commande
from docgen.errors import UsageInvalide
from docgen.usecases.atelier import Atelier
from docgen.usecases.tenue.actes_papier import Situation

Numero = Annotated[str, typer.Argument(metavar="NUMERO", help="Le numéro du papier.")]
Motif = Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi ; le registre le garde.")]
Jour = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], metavar="AAAA-MM-JJ", help="Le jour de l'acte ; aujourd'hui sinon."),
]
FeuilleNouvelle = Annotated[
    str | None,
    typer.Option("--feuille-nouvelle", metavar="SERIE", help="La feuille préimprimée qui le porte."),
]
EnJson = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]


def remettre(numero: Numero, motif: Motif = "", jour: Jour = None, en_json: EnJson = False) -> None:
    """Le papier a été remis à son titulaire."""
    from docgen.usecases.tenue import actes_papier

    _faire(lambda atelier: actes_papier.remettre(numero, _jour(jour), motif, atelier), en_json)


def annuler(
    numero: Numero,
    motif: Motif,
    jour: Jour = None,
    rectification: Annotated[
        bool, typer.Option("--rectification", help="Il sera émis de nouveau, corrigé, sous un autre numéro.")
    ] = False,
    en_json: EnJson = False,
) -> None:
    """Le papier ne vaut plus rien ; c'est définitif."""
    from docgen.usecases.tenue import actes_papier

    _faire(
        lambda atelier: actes_papier.annuler(numero, _jour(jour), motif, atelier, rectification=rectification), en_json
    )


def reediter(
    numero: Numero,
    motif: Motif,
    jour: Jour = None,
    feuille_nouvelle: FeuilleNouvelle = None,
    en_json: EnJson = False,
) -> None:
    """Un duplicata est imprimé, sous le même numéro."""
    from docgen.usecases.tenue import actes_papier

    _faire(
        lambda atelier: actes_papier.reediter(numero, _jour(jour), motif, atelier, serie_nouvelle=feuille_nouvelle),
        en_json,
    )


def gacher(
    numero: Numero,
    motif: Motif,
    jour: Jour = None,
    feuille_gachee: Annotated[
        str | None, typer.Option("--feuille-gachee", metavar="SERIE", help="La feuille préimprimée gâchée.")
    ] = None,
    feuille_nouvelle: FeuilleNouvelle = None,
    en_json: EnJson = False,
) -> None:
    """Une feuille a été gâchée à l'impression ; le papier est réimprimé, même numéro."""
    from docgen.usecases.tenue import actes_papier

    _faire(
        lambda atelier: actes_papier.gacher(
            numero, _jour(jour), motif, atelier, serie_gachee=feuille_gachee, serie_nouvelle=feuille_nouvelle
        ),
        en_json,
    )


def situer(numero: Numero, en_json: EnJson = False) -> None:
    """Où en est un papier, et ce qui lui est arrivé."""
    from docgen.usecases.tenue import actes_papier

    def chercher(atelier: Atelier) -> Situation:
        trouvee = actes_papier.situation(numero, atelier)
        if trouvee is None:
            raise UsageInvalide(f"Le registre n'a émis aucun papier sous le numéro {numero}. Vérifiez le numéro.")
        return trouvee

    _faire(chercher, en_json)


def monter(app: typer.Typer) -> None:
    """Add these commands to those of the register."""
    for commande in (remettre, annuler, reediter, gacher, situer):
        app.command(cls=Commande)(commande)


def _jour(jour: datetime | None) -> date:
    return jour.date() if jour else date.today()


def _faire(geste: Callable[[Atelier], Situation], en_json: bool) -> None:
    atelier, sortie = Atelier(), Sortie(en_json)
    try:
        situation = geste(atelier)
    finally:
        atelier.fermer()
    sortie.dire(f"{situation.papier.numero} : {situation.etat}.")
    for evenement in situation.evenements:
        sortie.dire(f"  {evenement.jour} {evenement.acte.lower():<10} {evenement.motif}".rstrip())
    if situation.remplace_par:
        sortie.dire(f"  Remplacé par {situation.remplace_par}.")
    sortie.rendre(situation.en_json())
