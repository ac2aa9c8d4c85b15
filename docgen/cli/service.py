"""The commands of the service."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from docgen.cli.francais import Application
from docgen.cli.options import EnJson
from docgen.cli.terminal import Sortie
from docgen.errors import CodeSortie, UsageInvalide

if TYPE_CHECKING:
    from docgen.registre.connexion import Ouverture
    from docgen.registre.registre import RegistreSql
    from service.acces.tables import ClesApi

FEUX = {"bon": "✓", "alerte": "!", "faute": "✗"}
app_cle = Application("Les clés d'API du service.")

SANS_CLE = (
    "Aucune clé d'API n'existe encore : seules les routes publiques répondent.\n"
    "Créez-en une dans un autre terminal : docgen cle creer moi --role admin"
)
ESSAI = (
    "C'est un essai : l'adresse publique (DOCGEN_URL_PUBLIQUE) ne s'ouvre que sur cette machine, et les papiers "
    "numérotés qui se font ici sont des spécimens, pour toujours."
)


def servir(
    hote: Annotated[str, typer.Option(metavar="HOTE", help="L'adresse où écouter.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", help="Le port ; 0 en choisit un libre.")] = 8000,
    processus: Annotated[int, typer.Option(metavar="N", help="Combien de processus répondent.")] = 1,
) -> None:
    """Lancer le service HTTP."""
    from service.serveur import Serveur

    serveur = Serveur.ouvrir(hote, port, processus)
    print(f"Docgen répond sur {serveur.adresse}", file=sys.stderr, flush=True)
    if serveur.essai:
        print(ESSAI, file=sys.stderr, flush=True)
    if serveur.sans_cle:
        print(SANS_CLE, file=sys.stderr, flush=True)
    # uvicorn sends itself again what has stopped it: to end when told to is no fault.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        serveur.servir()


def ouvrier() -> None:
    """Faire les travaux du service (lots, dossiers) sur cette machine ; d'autres machines peuvent en faire autant."""
    from docgen.fichiers.magasin import ouvrir_magasin
    from docgen.rendering import memoire
    from docgen.usecases.atelier import Atelier
    from docgen.usecases.processus.repartition import coeurs
    from service.socle.donnees import ouvrir_base
    from service.socle.observation import installer_journal
    from service.socle.variables_service import lire_configuration_service
    from service.travaux.genre import Lieux
    from service.travaux.ouverture import ouvrir_travaux

    configuration = lire_configuration_service()
    installer_journal()
    memoire.regler()  # it lives long
    with Atelier(configuration.docgen, ouverture="ecrire") as atelier:
        atelier.registre.controler()  # with other keys, say, it would take pieces and make none of them
    ouvrir_magasin(configuration.fichiers).joindre()
    lieux = Lieux(configuration.docgen, configuration.fichiers)
    reglages = replace(configuration.travaux, ouvriers=configuration.travaux.ouvriers or coeurs())
    arret = Event()
    for recu in (signal.SIGINT, signal.SIGTERM):
        signal.signal(recu, lambda *_: arret.set())
    travaux = ouvrir_travaux(ouvrir_base(configuration.docgen.registre, "ecrire"), lieux, reglages)
    travaux.demarrer()
    print(f"Ouvrier prêt, {reglages.ouvriers} processus. Ctrl+C l'arrête.", file=sys.stderr, flush=True)
    arret.wait()
    travaux.arreter()
    print("Ouvrier arrêté. Ce qu'il faisait sera repris.", file=sys.stderr, flush=True)


def diagnostic(en_json: EnJson = False) -> int:
    """Dire tout ce qu'il faut savoir avant d'ouvrir : réglages, registre, clés, polices, fichiers, travaux, place."""
    from service.administration.diagnostic import diagnostiquer

    sortie, constats = Sortie(en_json), diagnostiquer()
    fautes = sum(constat.feu == "faute" for constat in constats)
    for constat in constats:
        lignes = constat.phrase.replace("\n", "\n    ")
        sortie.dire(f"  {FEUX[constat.feu]} {constat.sujet} : {lignes}")
    sortie.dire("Rien n'empêche d'ouvrir." if not fautes else f"À corriger avant d'ouvrir : {fautes}.")
    sortie.rendre({"pret": not fautes, "constats": [asdict(constat) for constat in constats]})
    return CodeSortie.PANNE if fautes else CodeSortie.REUSSI


@app_cle.commande
def creer(
    nom: Annotated[str, typer.Argument(metavar="NOM", help="À quoi elle sert : un nom d'application ou de centre.")],
    role: Annotated[str, typer.Option(metavar="ROLE", help="ceres, centre, impression, verificateur ou admin.")],
    siret: Annotated[str | None, typer.Option(metavar="SIRET", help="Le centre, pour le rôle « centre ».")] = None,
    en_json: EnJson = False,
) -> None:
    """Créer une clé ; son secret n'est montré qu'une fois."""
    from service.socle.appelant import Role

    if role not in set(Role):
        raise UsageInvalide(f"Rôle inconnu : {role}. Rôles possibles : {', '.join(Role)}.")
    with _cles() as (cles, registre):
        cle, secret = cles.creer(registre, nom, Role(role), siret)
    sortie = Sortie(en_json)
    sortie.dire(f"Clé {cle.id} ({cle.nom}, rôle {cle.role}{f', SIRET {cle.siret}' if cle.siret else ''}).")
    sortie.dire("Notez son secret maintenant : il ne sera plus montré, et Docgen n'en garde que l'empreinte.")
    if not en_json:
        sortie.dire(f"  {secret}")
    sortie.rendre({"id": cle.id, "nom": cle.nom, "role": cle.role.value, "siret": cle.siret, "secret": secret})


@app_cle.commande
def lister(en_json: EnJson = False) -> None:
    """Les clés, révoquées comprises, sans leur secret."""
    sortie = Sortie(en_json)
    with _cles("lire") as (api, _):
        cles = api.lister()
    for cle in cles:
        etat = f"révoquée le {cle.revoquee[:10]}" if cle.revoquee else "en vigueur"
        sortie.dire(f"{cle.id}  {cle.role:<12} {cle.siret or '–':<14} {cle.nom}, créée le {cle.creee[:10]}, {etat}")
    if not cles:
        sortie.dire("Aucune clé. Créez-en une : docgen cle creer NOM --role ROLE")
    sortie.rendre([asdict(cle) for cle in cles])


@app_cle.commande
def revoquer(ident: Annotated[str, typer.Argument(metavar="ID", help="L'identifiant que donne « lister ».")]) -> None:
    """Mettre fin à une clé, tout de suite et pour toujours."""
    with _cles() as (cles, registre):
        revoquee = cles.revoquer(registre, ident)
    if not revoquee:
        raise UsageInvalide(f"Aucune clé en vigueur ne s'appelle « {ident} ». Voyez « docgen cle lister ».")
    Sortie().dire(f"La clé {ident} est révoquée : ses appels sont refusés dès maintenant.")


@contextmanager
def _cles(ouverture: Ouverture = "ecrire") -> Iterator[tuple[ClesApi, RegistreSql]]:
    from docgen.usecases.atelier import Atelier
    from service.acces.tables import ClesApi
    from service.socle.donnees import ouvrir_base

    with Atelier(ouverture=ouverture) as atelier:
        registre = atelier.registre
        base = ouvrir_base(atelier.configuration.registre, ouverture)
        try:
            yield ClesApi(base), registre
        finally:
            base.fermer()
