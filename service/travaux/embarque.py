"""The embedded engine: this process takes pieces from the tables and gives them to its children; no server to install.

Any number of processes may do so on one database, on one machine with SQLite, on many with PostgreSQL.
"""

from __future__ import annotations

import logging
import threading

from docgen.errors import DocgenError
from service.administration.purge import Entretien
from service.travaux.execution import Execution, Poste
from service.travaux.morceaux import Morceau
from service.travaux.moteur import Travaux
from service.travaux.tables import Carnet, Travail

journal = logging.getLogger(__name__)
REPOS_S = 1.0  # between two looks, when there is nothing to do


class TravauxEmbarques(Travaux):
    """See :class:`service.travaux.moteur.Travaux`."""

    def __init__(self, carnet: Carnet, *executions: Execution, entretien: Entretien | None = None) -> None:
        super().__init__(carnet, *executions, entretien=entretien)
        postes = [Poste(execution) for execution in executions]
        self._distributeurs = [Distributeur(poste, renfort) for poste in postes for renfort in (False, True)]

    def signaler(self, travail: Travail) -> None:
        for distributeur in self._distributeurs:
            distributeur.reveil.set()

    def demarrer(self) -> None:
        if self.execute:
            for distributeur in self._distributeurs:
                distributeur.demarrer()
        super().demarrer()

    def en_vie(self) -> bool:
        return all(distributeur.vivant for distributeur in self._distributeurs)

    def arreter(self) -> None:
        for distributeur in self._distributeurs:
            distributeur.annoncer_l_arret()
        for distributeur in self._distributeurs:
            distributeur.attendre_l_arret()
        super().arreter()


class Distributeur:
    """Gives the pieces that may go to the free children of one team; ``renfort``: those of callers who would wait for
    others alone.
    """

    def __init__(self, poste: Poste, renfort: bool) -> None:
        self._poste = poste
        self._choisir = poste.renforcer if renfort else poste.prendre
        self._places = threading.Semaphore(1 if renfort else poste.execution.equipe.ouvriers)
        self._arret = threading.Event()
        self._fils: set[threading.Thread] = set()
        self._tour: threading.Thread | None = None
        self.reveil = threading.Event()

    def demarrer(self) -> None:
        self._arret.clear()
        self._tour = threading.Thread(target=self._distribuer, name="travaux", daemon=True)
        self._tour.start()

    @property
    def vivant(self) -> bool:
        return self._tour is not None and self._tour.is_alive()

    def annoncer_l_arret(self) -> None:
        self._arret.set()
        self.reveil.set()

    def attendre_l_arret(self) -> None:
        for fil in (self._tour, *self._fils):
            if fil is not None:
                fil.join()

    def _distribuer(self) -> None:
        """One piece for each free place, as long as there are pieces."""
        while not self._arret.is_set():
            self._places.acquire()
            self.reveil.clear()
            morceau = None if self._arret.is_set() else self._prendre()
            if morceau is None:
                self._places.release()
                if not self._arret.is_set():
                    self.reveil.wait(REPOS_S)
                continue
            fil = threading.Thread(target=self._executer, args=(morceau,), daemon=True)
            self._fils.add(fil)
            fil.start()

    def _prendre(self) -> Morceau | None:
        try:
            return self._choisir()
        except DocgenError as panne:  # nothing may stop this thread: it looks again in a moment
            journal.warning("No piece could be taken: %s, %s", type(panne).__name__, type(panne.__cause__).__name__)
            return None

    def _executer(self, morceau: Morceau) -> None:
        try:
            self._poste.executer(morceau, self._arret.is_set)
        finally:
            self._fils.discard(threading.current_thread())
            self._places.release()
            self.reveil.set()  # the next pieces may be there because this one is over
