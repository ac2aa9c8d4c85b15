"""Who is there to make the pieces: each process that takes some says so from time to time, in the tables.

A node that is asked if it is ready writes there too: a database that answers but cannot be written is not ready.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select

from docgen.errors import DocgenError
from service.socle import tables
from service.socle.donnees import Base, poser
from service.socle.erreurs import SansOuvrier
from service.socle.observation import panne_dite
from service.travaux.morceaux import instant_de_la_base

journal = logging.getLogger(__name__)
BATTEMENT_S = 5.0
ESSAI_S = 0.5  # between two tries, until it is said
SILENCE_S = 20.0  # past it, a process is taken for dead
OUBLI_S = 86_400.0
_p = tables.presences.c


@dataclass(slots=True)
class Presence:
    """One process, as the others see it. ``ouvriers``: how many pieces it makes at once, 0 for one that makes none."""

    base: Base
    ouvriers: int = 0
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    _arret: threading.Event = field(default_factory=threading.Event)

    def dire(self) -> None:
        """Write that it is there; those that have been silent for a day are forgotten.

        Raises:
            RegistreIndisponible: the database does not answer, or cannot be written.
        """
        with self.base.ecriture() as ouverte:
            vu = instant_de_la_base(ouverte)
            ouverte.execute(delete(tables.presences).where(_p.vu < vu - OUBLI_S))
            poser(ouverte, tables.presences, {"id": self.id, "ouvriers": self.ouvriers, "vu": vu})

    def exiger_ouvriers(self) -> None:
        """Make sure that somebody makes the pieces.

        Raises:
            SansOuvrier: nobody has said so lately.
            RegistreIndisponible: the database does not answer.
        """
        if not ouvriers_vivants(self.base):
            raise SansOuvrier

    def battre(self, vivant: Callable[[], bool]) -> None:
        """Say it again and again, in a thread, while ``vivant`` says that pieces can be taken here."""
        self._arret.clear()
        threading.Thread(target=self._battre, args=(vivant,), name="presence", daemon=True).start()

    def partir(self) -> None:
        """Say that it is there no more."""
        self._arret.set()
        try:
            self.base.executer(delete(tables.presences).where(_p.id == self.id))
        except DocgenError:
            return  # its silence will tell

    def _battre(self, vivant: Callable[[], bool]) -> None:
        en_panne = False  # told once a breakdown, however long it lasts
        while not self._arret.is_set():
            try:
                dite = vivant()
                if dite:
                    self.dire()
                    en_panne = False
            except DocgenError as panne:
                if not en_panne:
                    journal.warning("The presence of this process cannot be written", extra=panne_dite(panne))
                dite, en_panne = False, True
            self._arret.wait(BATTEMENT_S if dite else ESSAI_S)


def ouvriers_vivants(base: Base) -> int:
    """How many pieces can be made at once, by all the processes that have said so lately.

    Raises:
        RegistreIndisponible: the database does not answer.
    """
    with base.lecture() as ouverte:
        requete = select(func.coalesce(func.sum(_p.ouvriers), 0)).where(_p.vu > instant_de_la_base(ouverte) - SILENCE_S)
        return int(ouverte.execute(requete).scalar_one())
