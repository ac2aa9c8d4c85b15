"""The commands."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docgen import __version__
from docgen.cli.cachet import app as app_cachet
from docgen.cli.commande_attestation import attester
from docgen.cli.commandes_lots import calibrage, lot
from docgen.cli.commandes_registre import app as app_registre
from docgen.cli.commandes_registre import app_cles
from docgen.cli.commandes_retours import retours
from docgen.cli.commandes_sauvegarde import restaurer, sauvegarder
from docgen.cli.francais import Application
from docgen.cli.options import EnJson, Fichiers, Jour, Types, aujourdhui, en_liste, ouvrir_atelier, un_jour
from docgen.cli.service import app_cle, diagnostic, ouvrier, servir
from docgen.cli.terminal import Sortie, progression
from docgen.cli.travaux import app as app_travaux
from docgen.errors import ChargeInvalide, CodeSortie, UsageInvalide, refus_du_systeme

if TYPE_CHECKING:
    from collections.abc import Callable

    from docgen.domain.regles.vocabulaire import Geste
    from docgen.usecases.atelier import Atelier
    from docgen.usecases.estimation import Estimation
    from docgen.usecases.rendu_documents import Commande

app = Application("Les papiers d'une session d'examen : du fichier JSON aux documents PDF.")
app.add_typer(app_registre, name="registre")
app.add_typer(app_cles, name="cle-signature")
app.add_typer(app_cachet, name="cachet")
app.add_typer(app_cle, name="cle")
app.add_typer(app_travaux, name="travaux")
for commande in (attester, lot, retours, calibrage, sauvegarder, restaurer, servir, ouvrier, diagnostic):
    app.commande(commande)


def _dire_la_version(voulue: bool) -> None:
    if voulue:
        print(f"docgen {__version__}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", help="Dire la version, et rien d'autre.", is_eager=True, callback=_dire_la_version),
]


@app.callback()
def racine(version: Version = False) -> None:
    """Les papiers d'une session d'examen : du fichier JSON aux documents PDF."""


Debut = Annotated[datetime | None, un_jour("--debut", "Report : début souhaité.")]
Fin = Annotated[datetime | None, un_jour("--fin", "Report : fin souhaitée.")]
Brouillon = Annotated[bool, typer.Option("--brouillon", help="Documents sans valeur, sans numéro, malgré les refus.")]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="pdf, docx, xlsx ; par défaut, le premier de chaque type."),
]
PapierEnTete = Annotated[
    bool, typer.Option("--papier-en-tete", help="Convocations pour un papier qui porte déjà l'en-tête du centre.")
]
Destinataire = Annotated[str | None, typer.Option(metavar="ID", help="Une seule personne.")]
Usage = Annotated[str, typer.Option(metavar="USAGE", help="« archive » (à conserver) ou « impression » (papier).")]
DossierSortie = Annotated[Path, typer.Option("--sortie", metavar="DOSSIER", help="Où écrire les documents.")]


@app.commande
def produire(
    fichiers: Fichiers,
    types: Types = "",
    destinataire: Destinataire = None,
    usage: Usage = "archive",
    sortie: DossierSortie = Path("sortie"),
    jour: Jour = None,
    debut: Debut = None,
    fin: Fin = None,
    brouillon: Brouillon = False,
    format_voulu: Format = None,
    papier_en_tete: PapierEnTete = False,
    en_json: EnJson = False,
) -> int:
    """Écrire les documents de chaque session."""
    from docgen.domain.report import Report
    from docgen.usecases.formats import USAGES
    from docgen.usecases.rendu_documents import Commande

    if usage not in USAGES:
        raise UsageInvalide(f"Usage inconnu : {usage}. Usages possibles : {', '.join(USAGES)}.")
    report = Report(debut.date() if debut else None, fin.date() if fin else None)
    commande = Commande(
        aujourdhui(jour), en_liste(types), destinataire, usage, format_voulu, brouillon, report, papier_en_tete
    )
    return _produire(fichiers, commande, sortie, Sortie(en_json))


def _produire(
    fichiers: list[Path],
    commande: Commande,
    dossier: Path,
    sortie: Sortie,
    ouvrir: Callable[[], Atelier] = ouvrir_atelier,
) -> int:
    from docgen.usecases.publication import rapport
    from docgen.usecases.serie import produire_serie

    with ouvrir() as atelier, progression("Documents") as suivi:
        bilans, code = produire_serie(fichiers, commande, dossier, atelier, suivi, partial(_annoncer, sortie))
    for bilan in bilans:
        sortie.dire(f"{bilan.fichier} : {_resume(len(bilan.documents))}")
        sortie.erreurs(bilan.fichier, bilan.erreurs)
        sortie.manquements(bilan.manquements)
        if bilan.panne:
            sortie.dire(f"  ✗ {bilan.panne}")
    if any(bilan.reussi for bilan in bilans):
        sortie.dire(f"Documents et rapport : {dossier}")
    sortie.rendre({"sortie": str(dossier), "code": code, **rapport(bilans)})
    return code


def _annoncer(sortie: Sortie, fichier: Path, prevue: Estimation) -> None:
    sortie.dire(f"{fichier} : à produire, {prevue.dire()}.")


def _resume(nombre: int) -> str:
    if not nombre:
        return "rien n'a été produit."
    return f"{nombre} document{'s' if nombre > 1 else ''}."


@app.commande
def demo(sortie: DossierSortie = Path("sortie")) -> int:
    """Produire tous les documents des sessions d'exemple, dans tous leurs formats."""
    from docgen.usecases.demonstration import atelier_de_demonstration, demonstration

    return max(
        _produire([fichier], commande, sortie / dossier, Sortie(), atelier_de_demonstration)
        for fichier, commande, dossier in demonstration()
    )


@app.commande
def controler(
    fichiers: Fichiers,
    geste: Annotated[
        str | None, typer.Option(metavar="GESTE", help="Le geste ; par défaut, ceux que le statut appelle.")
    ] = None,
    jour: Jour = None,
    en_json: EnJson = False,
) -> int:
    """Dire ce qui manque, sans rien produire."""
    from docgen.domain.regles.vocabulaire import Geste

    if geste is not None and geste not in set(Geste):
        raise UsageInvalide(f"Geste inconnu : {geste}. Gestes possibles : {', '.join(Geste)}.")
    sortie, voulu = Sortie(en_json), Geste(geste) if geste else None
    with ouvrir_atelier("sonder") as atelier:
        return sortie.conclure([_controler(fichier, voulu, aujourdhui(jour), atelier, sortie) for fichier in fichiers])


def _controler(
    fichier: Path, geste: Geste | None, jour: date, atelier: Atelier, sortie: Sortie
) -> tuple[dict[str, object], CodeSortie]:
    """What is said of one file, for a program, and how the command would end if it were alone."""
    from docgen.usecases.controle import controler_fichier

    try:
        controle = controler_fichier(fichier, geste, jour, atelier)
    except ChargeInvalide as malformee:
        sortie.dire(f"{fichier} : fichier mal formé.")
        sortie.erreurs(str(fichier), malformee.erreurs)
        erreurs = [asdict(erreur) for erreur in malformee.erreurs]
        return {"fichier": str(fichier), "erreurs": erreurs}, CodeSortie.MALFORMEE
    sortie.dire(f"{fichier} : {'refusé' if controle.bloquants else 'rien ne s’oppose'}.")
    sortie.manquements(controle.manquements)
    code = CodeSortie.REFUS if controle.bloquants else CodeSortie.REUSSI
    if controle.prevue is None:
        return {"fichier": str(fichier), **controle.en_json()}, code
    sortie.dire(f"  À produire : {controle.prevue.dire()}.")
    return {"fichier": str(fichier), **controle.en_json(), "estimation": asdict(controle.prevue)}, code


@app.commande
def verifier(
    objet: Annotated[
        str, typer.Argument(metavar="NUMERO|ADRESSE|FICHIER.pdf", help="Un numéro, ce que dit un code QR, ou un PDF.")
    ],
    cle: Annotated[str | None, typer.Option("--cle", metavar="CLE", help="La clé imprimée sous le numéro.")] = None,
    en_json: EnJson = False,
) -> int:
    """Dire ce que le registre sait d'un papier : de son numéro, de son code QR, de son PDF."""
    from docgen.usecases.tenue.verification import Saisie, verifier_saisie
    from docgen.usecases.tenue.verification_pdf import verifier_fichier

    sortie, chemin, saisie = Sortie(en_json), Path(objet), Saisie.lire(objet, cle)
    with ouvrir_atelier("lire") as atelier:
        if saisie.jeton is None and (chemin.suffix.casefold() == ".pdf" or chemin.is_file()):
            with refus_du_systeme(f"« {objet} » n'a pas pu être lu", "Vérifiez le chemin."):
                contenu = chemin.read_bytes()
            verification = verifier_fichier(contenu, chemin.name, atelier)
        else:
            verification = verifier_saisie(saisie, atelier)
    sortie.dire(f"{verification.numero or objet} : {verification.verdict}.")
    for constat in (*verification.constats, *verification.du_fichier):
        sortie.dire(f"  {constat.dire()}")
    sortie.rendre(verification.en_json())
    return 0 if verification.authentique else 1


@app.commande
def regles(en_json: EnJson = False) -> None:
    """Le livre des règles."""
    from docgen.domain.regles.registry import REGLES

    sortie = Sortie(en_json)
    for regle in REGLES.values():
        sortie.dire(f"{regle.code}  {regle.effet.lower():<13} {regle.enonce} [{regle.lecture}, {regle.source}]")
    sortie.rendre([regle.en_json() for regle in REGLES.values()])


@app.commande
def types(en_json: EnJson = False) -> None:
    """Le catalogue des documents."""
    from docgen.documents import catalogue

    sortie = Sortie(en_json)
    for spec in catalogue().values():
        sortie.dire(f"{spec.code:<24} {spec.intitule} (par {spec.portee}, {', '.join(spec.formats)})")
    sortie.rendre([spec.en_json() for spec in catalogue().values()])
