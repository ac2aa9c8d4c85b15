"""The commands of whoever keeps the service's jobs: what waits, what failed and why, what is done about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docgen.cli.francais import Application
from docgen.cli.options import EnJson
from docgen.cli.terminal import Sortie
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import UsageInvalide

if TYPE_CHECKING:
    from docgen.registre.connexion import Ouverture
    from service.travaux.tables import Carnet, Travail

app = Application("Les travaux du service : lots et dossiers.")
PAR_PAGE = 50
Ident = Annotated[str, typer.Argument(metavar="ID", help="L'identifiant que donne « lister ».")]


@app.commande
def lister(
    etat: Annotated[str | None, typer.Option(metavar="ETAT", help="EN_ATTENTE, EN_COURS, ECHOUE…")] = None,
    depuis: Annotated[str | None, typer.Option(metavar="ID", help="Après ce travail.")] = None,
    en_json: EnJson = False,
) -> None:
    """Les travaux, du plus récent au plus ancien."""
    from service.travaux.tables import Etat

    if etat is not None and etat not in set(Etat):
        raise UsageInvalide(f"État inconnu : {etat}. États possibles : {', '.join(Etat)}.")
    sortie = Sortie(en_json)
    with _carnet("lire") as carnet:
        travaux = carnet.lister(PARTOUT, depuis, limite=PAR_PAGE, etat=Etat(etat) if etat else None)
    for travail in travaux:
        faits = f"{travail.faits} sur {travail.total}" if travail.total is not None else "–"
        if travail.documents_prevus:
            faits = f"{travail.documents} sur {travail.documents_prevus}"
        sortie.dire(
            f"{travail.id}  {travail.genre:<8} {travail.etat:<10} {faits:<12} {travail.cree[:16]} {travail.appelant}"
        )
    if not travaux:
        sortie.dire("Aucun travail.")
    elif len(travaux) == PAR_PAGE:
        sortie.dire(f"La suite : docgen travaux lister --depuis {travaux[-1].id}")
    sortie.rendre([_resume(travail) for travail in travaux])


@app.commande
def montrer(ident: Ident, en_json: EnJson = False) -> None:
    """Un travail, ses morceaux qui restent ou qui ont échoué, et pourquoi."""
    sortie = Sortie(en_json)
    with _carnet("lire") as carnet:
        travail = _lire(carnet, ident)
        morceaux = carnet.morceaux(ident)
    sortie.dire(f"{travail.genre} demandé par {travail.appelant} le {travail.cree[:16]} : {travail.etat}.")
    if travail.message:
        sortie.dire(f"  {travail.message}")
    for morceau in morceaux:
        if morceau.etat != "FAIT":
            raison = f" : {morceau.erreur}" if morceau.erreur else ""
            sortie.dire(f"  morceau {morceau.rang}, {morceau.etat}, {morceau.tentatives} tentative(s){raison}")
    sortie.rendre({**_resume(travail), "morceaux": [asdict(morceau) for morceau in morceaux]})


@app.commande
def refaire(ident: Ident) -> None:
    """Redemander les morceaux d'un travail qui a échoué, une fois la cause réparée."""
    with _carnet() as carnet:
        carnet.refaire(ident)
    Sortie().dire(f"Le travail {ident} est repris là où il s'était arrêté, dès qu'un ouvrier est libre.")


@app.commande
def abandonner(ident: Ident) -> None:
    """Arrêter un travail pour de bon, ou renoncer à un travail qui a échoué."""
    with _carnet() as carnet:
        _lire(carnet, ident)
        travail = carnet.abandonner(ident)
    if travail is None or travail.etat != "ANNULE":
        raise UsageInvalide(f"Le travail {ident} est fini, ou va l'être : il n'y a plus rien à arrêter.")
    Sortie().dire(f"Le travail {ident} est arrêté.")


@app.commande
def vider(
    jours: Annotated[int, typer.Option(metavar="N", min=0, help="Ce qui a plus de N jours.")],
    en_json: EnJson = False,
) -> None:
    """Oublier maintenant ce que l'entretien oublierait plus tard ; jamais le registre."""
    from docgen.fichiers.magasin import ouvrir_magasin
    from service.administration.purge import purger
    from service.socle.variables_service import lire_configuration_service

    sortie = Sortie(en_json)
    with _carnet() as carnet:
        magasin = ouvrir_magasin(lire_configuration_service().fichiers)
        bilan = asdict(purger(carnet.base, magasin, timedelta(days=jours)))
    sortie.dire("Oubliés : " + ", ".join(f"{nombre} {quoi}" for quoi, nombre in bilan.items()) + ".")
    sortie.rendre(bilan)


def _lire(carnet: Carnet, ident: str) -> Travail:
    travail = carnet.lire(ident)
    if travail is None:
        raise UsageInvalide(f"Aucun travail ne s'appelle « {ident} ». Voyez « docgen travaux lister ».")
    return travail


def _resume(travail: Travail) -> dict[str, Any]:
    """Without its parameters, which may name people."""
    comptes = ("faits", "total", "documents", "documents_prevus", "estimation", "feuilles_prevues", "volumes_prevus")
    champs = ("id", "genre", "appelant", "siret", "etat", *comptes, "message", "cree", "debute", "fini")
    return {champ: getattr(travail, champ) for champ in champs}


@contextmanager
def _carnet(ouverture: Ouverture = "ecrire") -> Iterator[Carnet]:
    from docgen.variables import lire_configuration
    from service.socle.donnees import ouvrir_base
    from service.travaux.tables import Carnet

    base = ouvrir_base(lire_configuration().registre, ouverture)
    try:
        yield Carnet(base)
    finally:
        base.fermer()
