"""From time to time, forget what is old. Any number of processes may do so at once."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from docgen.errors import DocgenError
from docgen.fichiers import ouvrir_magasin
from service.administration.purge import purger
from service.socle.donnees import Base

journal = logging.getLogger(__name__)
PERIODE_S = 3600.0
PREMIERE_S = 60.0  # once the service has started for good


class Entretien:
    """A thread that purges every hour."""

    def __init__(self, base: Base, fichiers: str, conservation: timedelta, premiere_s: float = PREMIERE_S) -> None:
        self._base = base
        self._fichiers = fichiers
        self._conservation = conservation
        self._premiere_s = premiere_s
        self._arret = threading.Event()

    def demarrer(self) -> None:
        """Start."""
        self._arret.clear()
        threading.Thread(target=self._tourner, name="entretien", daemon=True).start()

    def arreter(self) -> None:
        """No purge starts any more; one that runs may go on."""
        self._arret.set()

    def _tourner(self) -> None:
        delai = self._premiere_s
        while not self._arret.wait(delai):
            delai = PERIODE_S
            try:
                journal.info("Purged: %s", purger(self._base, ouvrir_magasin(self._fichiers), self._conservation))
            except DocgenError as panne:
                journal.warning("The purge was not finished: %s", type(panne).__name__)
