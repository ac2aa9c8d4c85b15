"""The commands of the service."""

from __future__ import annotations

import signal
from threading import Event

import typer

from docgen.cli.affichage import Sortie
from docgen.cli.francais import Commande, Groupe

app = typer.Typer(cls=Groupe, no_args_is_help=True, rich_markup_mode=None)


@app.command(cls=Commande)
def ouvrier() -> None:
    """Faire les travaux du service (lots, dossiers) sur cette machine ; d'autres machines peuvent en faire autant."""
    from docgen.settings import lire_configuration
    from service.base.connexion import ouvrir_base
    from service.jobs.genres import Lieux
    from service.jobs.ouverture import ouvrir_travaux
    from service.jobs.reglages import lire_reglages

    configuration, reglages = lire_configuration(), lire_reglages()
    arret = Event()
    for signal_recu in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_recu, lambda *_: arret.set())
    travaux = ouvrir_travaux(ouvrir_base(configuration.registre), Lieux(configuration, reglages.fichiers), reglages)
    travaux.demarrer()
    Sortie().dire(f"Ouvrier prêt : {reglages.ouvriers} processus. Ctrl+C pour l'arrêter.")
    arret.wait()
    travaux.arreter()
    Sortie().dire("Ouvrier arrêté ; ce qu'il faisait sera repris ailleurs.")
