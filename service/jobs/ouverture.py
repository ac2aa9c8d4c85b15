"""Open the engine that the settings choose."""

from __future__ import annotations

from datetime import timedelta

from service.base.connexion import Base
from service.base.morceaux import Morceaux
from service.base.travaux import Carnet
from service.jobs.embarque import TravauxEmbarques
from service.jobs.entretien import Entretien
from service.jobs.equipe import Equipe, Limites
from service.jobs.execution import Execution
from service.jobs.genres import Lieux
from service.jobs.port import Travaux
from service.jobs.procrastinate import TravauxPartages
from service.jobs.reglages import ReglagesTravaux

POLITESSE = 10  # lots give way to whoever waits for one document


def ouvrir_travaux(base: Base, lieux: Lieux, reglages: ReglagesTravaux) -> Travaux:
    """The jobs of this service, not started yet: ``demarrer`` runs pieces here, which another process may do as well.

    Raises:
        RegistreIndisponible: the queue's server does not answer.
    """
    carnet, execution = Carnet(base), execution_de(base, lieux, reglages)
    entretien = Entretien(base, lieux.fichiers, timedelta(days=reglages.conservation_jours))
    travaux: TravauxEmbarques | TravauxPartages
    if reglages.travaux is None:
        travaux = TravauxEmbarques(carnet, execution, entretien)
    else:
        travaux = TravauxPartages(reglages.travaux, carnet, execution, entretien)
    travaux.execute = reglages.ouvriers > 0
    return travaux


def execution_de(base: Base, lieux: Lieux, reglages: ReglagesTravaux) -> Execution:
    """How pieces are run here: by niced children, limited in memory and in time."""
    equipe = Equipe(max(1, reglages.ouvriers), Limites(reglages.memoire_mio, gentillesse=POLITESSE))
    return Execution(Morceaux(base), equipe, lieux, delai_s=reglages.delai_morceau_s)
