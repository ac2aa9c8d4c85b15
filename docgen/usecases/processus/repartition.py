"""Share independent renders among the cores of the machine; the results come back in order.

The children are forked of a chief born of nothing, once its engine is ready: they share its memory and pay none of its
start.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import connection
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

from docgen.errors import MachineEmpechee, refus_du_systeme
from docgen.rendering.memoire import figee
from docgen.usecases.processus.naissance import ARRET, SANS_EQUIPE, Enfant, suivre_le_parent

Tache = TypeVar("Tache")
Resultat = TypeVar("Resultat")
# Below, forking and sending the pages back costs more than it saves.
TACHES_MINIMUM = 6
RELEVE = 400  # documents made by a process before it is replaced, between two demands: its memory grows
PARTS = 8  # of what each process has to do: what tasks have in common is sent as often


def coeurs() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def engager(
    ouvriers: int,
    contexte: BaseContext,
    ouvrir: Callable[..., object] | None = None,
    donnees: tuple[Any, ...] = (),
    par_processus: int | None = None,
) -> ProcessPoolExecutor:
    """A pool of the standard library.

    Raises:
        MachineEmpechee: the system has no room for it, or forbids it.
    """
    with refus_du_systeme(*SANS_EQUIPE):
        return ProcessPoolExecutor(ouvriers, contexte, ouvrir, initargs=donnees, max_tasks_per_child=par_processus)


class Avance(Generic[Tache, Resultat]):
    """A team hired while whoever hired it still checks and numbers: its chief gets ready, then leads processes forked
    from it, warm, for as long as it is kept.

    What is to be done, tasks and results cross a pipe: all is picklable, named by its module. The chief goes on with
    ``preparer``, step by step, only until there is something to do.
    """

    def __init__(
        self, preparer: Callable[[], Iterable[None]], faire: Callable[[Tache], Resultat], ouvriers: int
    ) -> None:
        self._chef = Enfant(_mener, preparer, faire, ouvriers)
        self._servie = False

    def repartir(self, taches: Sequence[Tache]) -> Iterator[Resultat]:
        """Run every task, and give the results in the tasks' order. A team is sent away if they are not all taken.

        Raises:
            MachineEmpechee: a process died; whatever a task raised is raised here too.
        """
        finie = False
        try:
            with suppress(ConnectionError):  # the chief may be gone already, and have said why
                self._chef.fil.send(taches)
            for _ in taches:
                reussie, resultat = self._chef.fil.recv()
                if not reussie:
                    raise resultat
                yield resultat
            finie = self._servie = True
        except (EOFError, ConnectionError) as cause:
            raise MachineEmpechee(ARRET) from cause
        finally:
            if not finie:
                self.renvoyer()

    def congedier(self) -> None:
        """Send it away; one that has done its work ends by itself, so that what it cost is known."""
        if self._servie:
            self._chef.congedier()
        self.renvoyer()

    def renvoyer(self) -> None:
        """End it, whatever it was doing."""
        self._chef.renvoyer()

    @property
    def vivante(self) -> bool:
        """True until it is sent away."""
        return bool(self._chef.renvoyer.still_active())


def _mener(
    bout: connection.Connection,
    preparer: Callable[[], Iterable[None]],
    faire: Callable[[Tache], Resultat],
    ouvriers: int,
) -> None:
    try:
        for _ in preparer():
            if bout.poll():
                break
        for resultat in _travailler(bout, faire, ouvriers):
            bout.send((True, resultat))
    except EOFError:  # nothing more will be asked
        return
    except BrokenProcessPool as cause:
        bout.send((False, MachineEmpechee(ARRET).with_traceback(cause.__traceback__)))
    except Exception as faute:  # told to whoever waits for the results, who raises it
        bout.send((False, faute))


def _travailler(bout: connection.Connection, faire: Callable[[Tache], Resultat], ouvriers: int) -> Iterator[Resultat]:
    """What is asked, as long as something is; by children born at the first demand, when the engines are ready."""
    global _faire
    _faire = faire
    contexte = multiprocessing.get_context("fork")
    while True:
        faits = 0
        with figee(), engager(ouvriers, contexte, suivre_le_parent) as equipe:
            while faits < RELEVE * ouvriers:
                taches = bout.recv()
                ensemble = max(1, len(taches) // (PARTS * ouvriers))
                yield from equipe.map(_executer, taches, chunksize=ensemble)  # type: ignore[misc]
                faits += len(taches)


_faire: Callable[[Any], object] = id


def _executer(tache: object) -> object:
    return _faire(tache)
