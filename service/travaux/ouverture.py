"""Open the engine that the settings choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from service.administration.purge import Entretien
from service.processus.equipe import Equipe, Limites
from service.socle.donnees import Base
from service.socle.reglages import ReglagesTravaux
from service.travaux.embarque import TravauxEmbarques
from service.travaux.execution import Execution
from service.travaux.genre import Lieux
from service.travaux.morceaux import Morceaux
from service.travaux.moteur import PRIORITE_LOT, Travaux
from service.travaux.tables import Carnet

if TYPE_CHECKING:
    from service.travaux.procrastinate import TravauxPartages

POLITESSE, PATIENCE = 10, 4  # lots give way to a session that is followed, and both to whoever waits for one document


def ouvrir_travaux(base: Base, lieux: Lieux, reglages: ReglagesTravaux) -> Travaux:
    """The jobs of this service, not started yet: ``demarrer`` runs pieces here, which another process may do as well.

    Raises:
        RegistreIndisponible: the queue's server does not answer.
    """
    executions = _equipes(base, lieux, reglages)
    entretien = Entretien(base, lieux.fichiers, timedelta(days=reglages.conservation_jours))
    carnet = Carnet(base, reglages.travaux_max)
    travaux: TravauxEmbarques | TravauxPartages
    if reglages.travaux is None:
        travaux = TravauxEmbarques(carnet, *executions, entretien=entretien)
    else:
        from service.travaux.procrastinate import TravauxPartages  # with its server's client, which the others need not

        travaux = TravauxPartages(reglages.travaux, carnet, *executions, entretien=entretien)
    travaux.execute = reglages.ouvriers > 0
    return travaux


def _equipes(base: Base, lieux: Lieux, reglages: ReglagesTravaux) -> tuple[Execution, Execution]:
    """One team for lots, niced; and one for the jobs that somebody waits for; each with registrars."""
    nombre = reglages.a_la_fois
    polies, promptes = (Limites(reglages.memoire_mio, gentillesse=rang) for rang in (POLITESSE, PATIENCE))
    lots, greffe = (Equipe(nombre, polies) for _ in range(2))
    urgences, greffe_prompt = Equipe(nombre, promptes), Equipe(1, promptes)
    execution = Execution(Morceaux(base), lots, greffe, lieux, reglages.delai_morceau_s, reglages.bail_s)
    prompte = replace(execution, equipe=urgences, greffe=greffe_prompt, priorite=PRIORITE_LOT + 1)
    return replace(execution, priorite_max=PRIORITE_LOT), prompte
