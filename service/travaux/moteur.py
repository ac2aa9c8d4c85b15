"""What is asked of jobs, whatever engine runs them: their truth is in the tables alone.

All who follow jobs cost one look at the database, and none while nobody does.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

from docgen.errors import RegistreIndisponible
from docgen.usecases.estimation import Estimation
from service.administration.purge import Entretien
from service.processus.equipe import Equipe
from service.travaux.execution import Execution
from service.travaux.genre import fermer, genre_de
from service.travaux.presence import Presence
from service.travaux.tables import Carnet, Travail

# The greater goes first. One person who waits for one session is never behind a national lot.
PRIORITE_LOT = 0
PRIORITE_DOSSIER = 10
REGARD_S = 0.5


class Travaux(ABC):
    """Submit jobs, follow them, stop them. Safe for threads; ``guetter`` is for one event loop.

    ``carnet`` reads them. ``executions`` are the teams of this process; ``execute`` is false when it leaves jobs to
    others. What an engine adds: how it hears of a job, and how it runs pieces once started.
    """

    execute = True

    def __init__(self, carnet: Carnet, *executions: Execution, entretien: Entretien | None = None) -> None:
        self.carnet = carnet
        self._executions = executions
        self._entretien = entretien
        self.presence = Presence(carnet.base, sum(execution.equipe.ouvriers for execution in executions))
        self._suivi = Suivi(carnet)

    @property
    def prompte(self) -> Equipe:
        """The team of the jobs that somebody follows."""
        return self._executions[-1].equipe

    @abstractmethod
    def signaler(self, travail: Travail) -> None:
        """Tell the engine of a job that was just written down."""

    def demarrer(self) -> None:
        """Start to run pieces in child processes of this process (the service's lifespan, ``docgen ouvrier``)."""
        if self._entretien:
            self._entretien.demarrer()
        if self.execute:
            self.presence.battre(self.en_vie)
        else:
            self.presence.ouvriers = 0

    @abstractmethod
    def en_vie(self) -> bool:
        """True when this process can take pieces."""

    def arreter(self) -> None:
        """Stop: pieces in hand are given back and will be run again elsewhere, at once."""
        self.presence.partir()
        if self._entretien:
            self._entretien.arreter()
        for execution in self._executions:
            execution.equipe.fermer()
            execution.greffe.fermer()
            fermer(execution.lieux)

    def joindre(self) -> None:
        """Make sure that jobs can be submitted and run.

        Raises:
            RegistreIndisponible: the tables, or the queue, do not answer.
            SansOuvrier: nobody would run them.
        """
        self.presence.exiger_ouvriers()

    def soumettre(
        self,
        genre: str,
        parametres: Mapping[str, object],
        appelant: str,
        siret: str | None,
        priorite: int,
        octets: int = 0,
        prevue: Estimation | None = None,
    ) -> Travail:
        """Write a job down and have it run; it survives the death of any process from then on.

        ``genre`` and ``parametres``: see :mod:`service.travaux.genre`; ``octets``: kept for it alone; ``prevue``: how
        long it should take.

        Raises:
            UsageInvalide: no such kind, or parameters that it does not understand.
            TropDeTravaux: the caller has as many as it may.
            RegistreIndisponible: nothing was written.
        """
        genre_de(genre, self._executions[0].lieux.catalogue).verifier(parametres)
        travail = self.carnet.ouvrir(genre, parametres, appelant, siret, priorite, octets, prevue)
        self.signaler(travail)
        return travail

    async def guetter(self, ident: str, version: int, delai_s: float) -> None:
        """Wait until a job has another version than this one, ``delai_s`` at most."""
        await self._suivi.guetter(ident, version, delai_s)


class Suivi:
    """Who waits for a job to change, in one event loop."""

    def __init__(self, carnet: Carnet) -> None:
        self._carnet = carnet
        self._suivis: Counter[str] = Counter()
        self._versions: dict[str, int] = {}
        self._change = asyncio.Condition()
        self._guet: asyncio.Task[None] | None = None

    async def guetter(self, ident: str, version: int, delai_s: float) -> None:
        self._suivis[ident] += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(delai_s):
                    await self._attendre(ident, version)
        finally:
            self._suivis[ident] -= 1
            self._suivis += Counter()  # whom nobody follows is not remembered

    async def _attendre(self, ident: str, version: int) -> None:
        if self._guet is None or self._guet.done():
            self._guet = asyncio.create_task(self._guetter())
        async with self._change:
            await self._change.wait_for(lambda: self._versions.get(ident, version) > version)

    async def _guetter(self) -> None:
        while self._suivis:
            await asyncio.sleep(REGARD_S)
            try:
                versions = await asyncio.to_thread(self._carnet.versions, tuple(self._suivis))
            except RegistreIndisponible:
                continue  # followers wait on, until their delay
            async with self._change:
                self._versions = versions
                self._change.notify_all()
        self._versions = {}
