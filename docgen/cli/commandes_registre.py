"""The commands of the register and of its signing keys."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from docgen.cli import commandes_stock, papiers
from docgen.cli.francais import Application
from docgen.cli.options import EnJson, ouvrir_atelier, un_jour
from docgen.cli.terminal import Sortie
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.errors import RegistreAltere, refus_du_systeme

if TYPE_CHECKING:
    from docgen.usecases.atelier import Atelier

app = Application("Le registre des papiers numérotés.")
for commande in (papiers.remettre, papiers.corriger, papiers.annuler, papiers.reediter, papiers.gacher, papiers.situer):
    app.commande(commande)
app.add_typer(commandes_stock.app, name="stock")
app_cles = Application("Les clés de signature.")


@app.commande
def lister(
    siret: Annotated[str | None, typer.Option("--siret", metavar="SIRET", help="Les papiers d'un seul centre.")] = None,
    depuis: Annotated[int, typer.Option("--depuis", metavar="RANG", help="Après cette ligne du registre.")] = 0,
    limite: Annotated[int | None, typer.Option("--limite", metavar="N", help="Pas plus de N papiers.")] = None,
    en_json: EnJson = False,
) -> None:
    """Les papiers émis, du plus ancien au plus récent."""
    from docgen.usecases.tenue.actes_papier import fiche

    sortie, lignes = Sortie(en_json), []
    with ouvrir_atelier("lire") as atelier:
        for papier in atelier.registre.lister(Perimetre(siret), depuis, limite):
            demande = papier.demande
            sortie.dire(
                f"{papier.numero or '–':<21} {papier.date_emission} {demande.genre:<18} {demande.session:<8} "
                f"{demande.certification:<10} {demande.nom} {demande.prenoms}".rstrip()
            )
            lignes.append({"rang": papier.rang, **fiche(papier)})
    sortie.rendre(lignes)


@app.commande
def exporter(
    sortie: Annotated[Path | None, typer.Option("--sortie", help="Fichier à écrire, au lieu de la sortie.")] = None,
) -> None:
    """L'historique entier, une ligne JSON par écriture."""
    with ouvrir_atelier("lire") as atelier, _ouvrir(sortie) if sortie else nullcontext(sys.stdout) as flux:
        for ecriture in atelier.registre.exporter():
            flux.write(json.dumps(ecriture, ensure_ascii=False) + "\n")


@app.commande
def verifier(
    temoin: Annotated[bool, typer.Option("--temoin", help="Comparer toutes les têtes que garde le témoin.")] = False,
    fichiers: Annotated[
        bool, typer.Option("--fichiers", help="Relire aussi chaque fichier dont parlent les tables.")
    ] = False,
    en_json: EnJson = False,
) -> int:
    """Vérifier l'historique, les tables et leurs index, les numéros, les signatures et la dernière tête du témoin."""
    from service.administration.surveillance import controler_historique
    from service.socle.variables_service import lire_configuration_service

    sortie = Sortie(en_json)
    with ouvrir_atelier("lire") as atelier:
        anomalies = controler_historique(atelier, temoin)
        if fichiers:
            anomalies += _controler_fichiers(atelier, lire_configuration_service().fichiers)
    sortie.dire("Le registre est intact." if not anomalies else "Le registre a été altéré :")
    for anomalie in anomalies:
        sortie.dire(f"  ✗ {anomalie}")
    sortie.rendre({"intact": not anomalies, "anomalies": anomalies})
    return RegistreAltere.code_sortie if anomalies else 0


def _controler_fichiers(atelier: Atelier, adresse: str) -> list[str]:
    from docgen.fichiers.magasin import ouvrir_magasin
    from docgen.usecases.tenue.controle_fichiers import controler_fichiers, lire_les_lignes

    lignes = lire_les_lignes(atelier.registre)
    if not lignes:  # a store that nothing speaks of may not be there
        return []
    magasin = ouvrir_magasin(adresse, creer=False)
    return controler_fichiers(lignes, magasin.flux, lambda: lire_les_lignes(atelier.registre))


@app.commande
def reprendre(
    par: Annotated[str, typer.Option("--par", metavar="NOM", help="Qui le décide ; l'historique le garde.")],
    motif: Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Ce qui est arrivé ; l'historique le garde.")],
    en_json: EnJson = False,
) -> None:
    """Continuer un registre en retard sur son témoin : ses compteurs sautent au-delà, aucun numéro n'est redonné."""
    sortie = Sortie(en_json)
    with ouvrir_atelier("retablir") as atelier:
        reprise = atelier.registre.reprendre(par, motif)
    sortie.dire(
        f"Registre repris après la ligne {reprise.rang} ; son témoin connaissait la ligne {reprise.temoin_rang} "
        f"({reprise.temoin_heure})."
    )
    for saut in reprise.sauts:
        sortie.dire(
            f"  {saut.serie}{saut.annee}-{saut.departement} : {saut.de + 1} à {saut.a} ne seront pas redonnés ; ceux "
            "qui l'ont été ne sont plus au registre."
        )
    sortie.rendre(asdict(reprise))


@app.commande
def migrer(
    essai: Annotated[bool, typer.Option("--essai", help="Tout faire, vérifier, et ne rien garder.")] = False,
    en_json: EnJson = False,
) -> None:
    """Mettre les tables à niveau, une fois tous les services et ouvriers arrêtés et une sauvegarde faite."""
    from service.administration.migration import mettre_a_niveau

    sortie = Sortie(en_json)
    faits = mettre_a_niveau(essai)
    for table, passages in faits.items():
        for passage in passages:
            sortie.dire(f"  {table} {passage.version} : {passage.quoi}")
    if not any(faits.values()):
        sortie.dire("Les tables sont déjà celles de cette version : rien n'est à faire.")
    else:
        sortie.dire(
            "Essai réussi : rien n'a été gardé." if essai else "Les tables sont à niveau, l'historique se tient."
        )
    etapes = {table: [asdict(passage) for passage in passages] for table, passages in faits.items()}
    sortie.rendre({"essai": essai, "etapes": etapes})


OUBLIES = {
    "titulaires": "papier(s)",
    "attestes": "attestation(s)",
    "precisions": "précision(s)",
    "releves": "relevé(s) de cases à signer",
}


@app.commande
def oublier(
    session: Annotated[str, typer.Argument(metavar="SESSION", help="L'identifiant de la session.")],
    candidat: Annotated[str, typer.Argument(metavar="CANDIDAT", help="L'identifiant de la personne.")],
    siret: Annotated[
        str | None, typer.Option("--siret", metavar="SIRET", help="Le centre, si le registre ne sait pas lequel.")
    ] = None,
    en_json: EnJson = False,
) -> None:
    """Oublier une personne, pour toujours : ses papiers restent émis, le registre ne garde plus ce qu'ils disent."""
    from service.administration.oubli import oublier_une_session

    sortie = Sortie(en_json)
    with ouvrir_atelier("ecrire") as atelier:
        centre, lignes = atelier.registre.oublier(session, candidat, siret)
    service = asdict(oublier_une_session(session, centre))
    sortie.dire(f"Candidat {candidat}, session {session} du centre {centre} : oublié.")
    sortie.dire("  Du registre : " + ", ".join(f"{lignes[table]} {quoi}" for table, quoi in OUBLIES.items()) + ".")
    sortie.dire(
        "  Du service, de toute la session : {depots} dépôt(s), {travaux} travaux et envois de papiers signés, "
        "{objets} fichier(s).".format(**service)
    )
    if service["en_cours"]:
        sortie.dire(f"  Travaux de cette session encore en cours : {service['en_cours']} ; ils partiront avec l'âge.")
    sortie.dire(
        "Ses papiers ne s'impriment plus ; leur code QR les prouve encore. Les volumes des lots et les premières "
        "réponses partent avec l'âge ; les sauvegardes, et ce qui a été téléchargé, gardent ce qu'ils ont."
    )
    sortie.rendre({"session": session, "siret": centre, "candidat": candidat, "registre": lignes, "service": service})


@app_cles.commande
def nouvelle() -> None:
    """Faire une nouvelle clé ; les anciennes restent publiées."""
    with ouvrir_atelier("ecrire") as atelier:
        cle = atelier.registre.nouvelle_cle()
    Sortie().dire(f"Nouvelle clé de signature : {cle['id']}. Les papiers déjà émis gardent la leur.")


@app_cles.commande
def compromise(
    depuis: Annotated[datetime, un_jour("--depuis", "Le premier jour où elle a pu fuir.")],
    ident: Annotated[
        str | None, typer.Argument(metavar="CLE", help="Une ancienne clé ; celle en service sinon.")
    ] = None,
) -> None:
    """Dire qu'une clé a pu fuir : les papiers d'avant ce jour, et témoignés, restent bons."""
    with ouvrir_atelier("ecrire") as atelier:
        cle = atelier.registre.compromettre(depuis.date(), ident)
    Sortie().dire(
        f"Clé {cle['id']} : compromise depuis le {cle['compromise_depuis']}. Restent sûrs ses papiers jusqu'à la ligne "
        f"{cle['temoignee_jusqu_a']} de l'historique, que le témoin avait reçue avant ce jour."
    )


@app_cles.commande
def lister_cles(en_json: EnJson = False) -> None:
    """Les clés publiques."""
    from docgen.registre.signature.cles import EtatCle

    sortie = Sortie(en_json)
    with ouvrir_atelier("lire") as atelier:
        cles = atelier.registre.trousseau.cles_publiques()
    for cle in cles:
        depuis = f" depuis le {cle['compromise_depuis']}" if cle["compromise_depuis"] else ""
        jours = f"du {cle['creee_le']} au {cle['retiree_le'] or '…'}"
        sortie.dire(f"{cle['id']}  {cle['cle_publique']}  {jours}, {EtatCle(cle['etat']).dit}{depuis}")
    sortie.rendre(cles)


def _ouvrir(chemin: Path) -> TextIO:
    with refus_du_systeme(f"« {chemin} » n'a pas pu être écrit", "Vérifiez le chemin et ses droits."):
        return chemin.open("w", encoding="utf-8")
