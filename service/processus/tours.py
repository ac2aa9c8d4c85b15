"""Who waits for a document: callers have their turns, and whoever has left is worked for no more.

A caller waits for its own calls alone, of which one more is in hand than there are children; these are shared in turn
among callers, a few documents at a time (:class:`service.processus.equipe.Places`).
"""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from service.processus.equipe import SERVICE, Equipe, EquipeOccupee, RenduAbandonne

P = ParamSpec("P")
R = TypeVar("R")
Confier = Callable[..., Any]  # run a function in a child: see :meth:`Equipe.faire`

ATTENTE_PLACE_S = 20.0


class Tours:
    """The calls in hand, by caller. For one event loop.

    ``fils`` are the threads of each caller; ``longues`` is the team of what takes long: it gives way to the other.
    """

    def __init__(self, equipe: Equipe, delai_s: float, fils: Fils, longues: Equipe | None = None) -> None:
        self._equipe, self._longues, self._delai_s = equipe, longues or equipe, delai_s
        self._fils, self._en_main = fils, Fils(equipe.ouvriers + 1)

    async def faire(self, requete: Request, travail: Callable[[Confier], R]) -> R:
        """Do some work, in a thread of who calls, at its turn; it is given what has children do its parts, by those
        that give way where it says that it is ``longue``. While it waits for a child, another call has its thread.

        Raises:
            EquipeOccupee: no child was free in time.
            ClientDisconnect: whoever called has left; what was not begun is not.
        """
        appelant = getattr(requete.state, "appelant", None)
        pour = appelant.nom if appelant else SERVICE
        place, fil = self._en_main.de(pour), self._fils.de(pour)
        parti = threading.Event()
        confier = self._confier_pour(pour, parti, _Relais(fil, asyncio.get_running_loop()))
        guet = asyncio.create_task(_guetter(requete, parti))
        try:
            await _attendre(place)
            try:
                async with fil:
                    if parti.is_set():
                        raise ClientDisconnect
                    return await to_thread.run_sync(travail, confier, limiter=CapacityLimiter(math.inf))
            finally:
                place.release()
        except RenduAbandonne as cause:
            raise ClientDisconnect from cause
        finally:
            guet.cancel()

    def _confier_pour(self, pour: str, parti: threading.Event, relais: _Relais) -> Confier:
        """What has children do parts of a call, until whoever called has left."""
        limites: dict[str, Any] = {
            "delai_s": self._delai_s,
            "attente_s": ATTENTE_PLACE_S,
            "veille": lambda: not parti.is_set(),
        }

        def confier(fonction: Callable[..., Any], *arguments: object, longue: bool = False, **reste: Any) -> Any:
            equipe = self._longues if longue else self._equipe
            with relais:
                return equipe.faire(fonction, *arguments, pour=pour, **limites, **reste)

        return confier


@dataclass(frozen=True, slots=True)
class _Relais:
    """In a thread that waits for a child: another call of its caller may compute meanwhile."""

    fil: asyncio.Semaphore
    boucle: asyncio.AbstractEventLoop

    def __enter__(self) -> None:
        self.boucle.call_soon_threadsafe(self.fil.release)

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.fil.acquire(), self.boucle).result()


class Fils:
    """The calls of one caller that threads of this process work at: a few at once, for all that it sends would keep
    them all, and the interpreter, from others. For one event loop.
    """

    def __init__(self, nombre: int) -> None:
        self._nombre = nombre
        self._appelants: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def de(self, appelant: str) -> asyncio.Semaphore:
        """What is held while a thread works for that caller."""
        return self._appelants.setdefault(appelant, asyncio.Semaphore(self._nombre))

    async def faire(self, appelant: str, fonction: Callable[P, R], /, *arguments: P.args, **champs: P.kwargs) -> R:
        """Run a function in a thread for that caller, at its turn."""
        async with self.de(appelant):
            return await run_in_threadpool(fonction, *arguments, **champs)


async def _attendre(place: asyncio.Semaphore) -> None:
    try:
        async with asyncio.timeout(ATTENTE_PLACE_S):
            await place.acquire()
    except TimeoutError as cause:
        raise EquipeOccupee from cause


async def _guetter(requete: Request, parti: threading.Event) -> None:
    while (await requete.receive())["type"] != "http.disconnect":
        pass
    parti.set()
