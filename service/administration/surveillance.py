"""Watch over the register: its head goes to the witness each minute, its whole history is checked each hour.

The check runs in a process of its own, which gives way to all others: those who answer do not wait for it. Where
processes share the port, one of them has it made, and all read what it found.
"""

from __future__ import annotations

import fcntl
import json
import logging
import multiprocessing
import os
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from docgen.errors import DocgenError
from docgen.registre.registre import RegistreSql
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.processus.repartition import engager
from docgen.usecases.provisoire import dossier_provisoire
from service.acces.tables import cles_hors_journal

PERIODE_S = 60.0
CONTROLE_S = 3600.0
POLITESSE = 19
CONSTAT, TOUR = "controle.json", "controle.tour"
journal = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Controle:
    """What the last check of the whole history found, and when it ended."""

    fini: datetime
    anomalies: tuple[str, ...]

    @classmethod
    def lire(cls, chemin: Path) -> Controle | None:
        """The check that was written there; ``None`` before the first."""
        with suppress(FileNotFoundError):
            fini, *anomalies = json.loads(chemin.read_text(encoding="utf-8"))
            return cls(datetime.fromisoformat(fini), tuple(anomalies))
        return None

    def ecrire(self, chemin: Path) -> None:
        """Write it in one step: whoever reads meanwhile sees the one before."""
        brouillon = chemin.with_suffix(f".{os.getpid()}")
        brouillon.write_text(json.dumps([self.fini.isoformat(), *self.anomalies]), encoding="utf-8")
        brouillon.replace(chemin)

    @property
    def etat(self) -> str:
        """What it found, in a word."""
        return f"altéré ({len(self.anomalies)} anomalies)" if self.anomalies else "intact"

    def __str__(self) -> str:
        return f"{self.etat}, vérifié le {self.fini:%Y-%m-%d à %H:%M} UTC"


def controler_historique(atelier: Atelier, temoin: bool = False) -> list[str]:
    """What is wrong with the register, its tables and those that give power; ``temoin``: with every head it gave.

    Raises:
        RegistreIndisponible, FichiersIndisponibles: the register, or the witness, does not answer.
    """
    return atelier.registre.verifier(temoin, (cles_hors_journal,))


def _controler(configuration: Configuration) -> list[str]:
    os.nice(POLITESSE)
    with Atelier(configuration, ouverture="lire") as atelier:
        return controler_historique(atelier)


class Surveillance:
    """A thread that keeps the witness up to date, and has the history checked.

    ``commun``: the folder of the processes that share the port; without one, this process is alone.
    """

    def __init__(
        self, configuration: Configuration, registre: Callable[[], RegistreSql], commun: str | None = None
    ) -> None:
        self._configuration = configuration
        self._registre = registre
        self._arret = threading.Event()
        a_soi = ExitStack()
        weakref.finalize(self, a_soi.close)
        self._dossier = Path(commun) if commun else a_soi.enter_context(dossier_provisoire("docgen-controle-"))

    @property
    def dernier(self) -> Controle | None:
        """The last check, whichever process had it made."""
        return Controle.lire(self._dossier / CONSTAT)

    def demarrer(self) -> None:
        """Start: the first check comes after a minute."""
        self._arret.clear()
        threading.Thread(target=self._tourner, name="surveillance", daemon=True).start()

    def arreter(self) -> None:
        """Nothing starts any more; a check that runs may go on."""
        self._arret.set()

    def mesures(self) -> dict[str, tuple[str, float]]:
        """What there is to measure: a sentence and a value each."""
        perdu = self._registre().concordance.perdu_depuis
        mesures = {
            "docgen_temoin_perdu": ("Le témoin du registre ne répond pas (1)", float(perdu is not None)),
            "docgen_temoin_retard_secondes": (
                "Depuis quand le témoin du registre ne répond pas",
                (datetime.now(UTC) - perdu).total_seconds() if perdu else 0.0,
            ),
        }
        if (dernier := self.dernier) is not None:
            anomalies, fini = len(dernier.anomalies), dernier.fini.timestamp()
            mesures["docgen_registre_anomalies"] = ("Anomalies de la dernière vérification du registre", anomalies)
            mesures["docgen_registre_verifie_secondes"] = ("Instant de la dernière vérification du registre", fini)
        return mesures

    def controler(self) -> Controle:
        """Check now.

        Raises:
            DocgenError: it could not be done.
            BrokenProcessPool: the process died.
        """
        with engager(1, multiprocessing.get_context("spawn")) as equipe:
            anomalies = equipe.submit(_controler, self._configuration).result()
        for anomalie in anomalies:
            journal.error("The register was altered: %s", anomalie)
        fait = Controle(datetime.now(UTC), tuple(anomalies))
        fait.ecrire(self._dossier / CONSTAT)
        return fait

    def controler_a_son_tour(self) -> None:
        """Check if it is time, unless another process does; as for :meth:`controler`."""
        with (self._dossier / TOUR).open("a+", encoding="ascii") as tour:
            try:
                fcntl.flock(tour, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            tour.seek(0)
            if time.time() < float(tour.read() or 0) + CONTROLE_S:
                return
            tour.truncate(0)
            tour.write(str(time.time()))
            tour.flush()
            self.controler()

    def _tourner(self) -> None:
        while not self._arret.wait(PERIODE_S):
            try:
                self._registre().temoigner()
                self.controler_a_son_tour()
            except (DocgenError, BrokenProcessPool, OSError) as panne:  # nothing may stop this thread: a full disk
                journal.warning("The register could not be watched over: %s: %s", type(panne).__name__, panne)
