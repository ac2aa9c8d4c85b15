"""Follow jobs: one look at the database for all who follow, and none while nobody does."""

from __future__ import annotations

import asyncio
from collections import Counter

from docgen.errors import RegistreIndisponible
from service.travaux.tables import Carnet, Travail

REGARD_S = 0.5


class Suivi:
    """Who waits for a job to change, in one event loop."""

    def __init__(self, carnet: Carnet) -> None:
        self._carnet = carnet
        self._suivis: Counter[str] = Counter()
        self._versions: dict[str, int] = {}
        self._change = asyncio.Condition()
        self._guet: asyncio.Task[None] | None = None

    async def suivre(self, ident: str, version: int, delai_s: float) -> Travail | None:
        """See :meth:`service.travaux.port.Travaux.suivre`."""
        travail = await asyncio.to_thread(self._carnet.lire, ident)
        if travail is None or travail.version != version or travail.etat.fini:
            return travail
        self._suivis[ident] += 1
        try:
            async with asyncio.timeout(delai_s):
                await self._attendre(ident, version)
        except TimeoutError:
            return travail
        finally:
            self._suivis[ident] -= 1
            if not self._suivis[ident]:
                del self._suivis[ident]
        return await asyncio.to_thread(self._carnet.lire, ident)

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
