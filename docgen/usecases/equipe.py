"""Share independent renders among the cores of the machine; the results come back in order.

The children are forked once the engine is ready, so they share its memory and pay none of its start.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import TypeVar

from docgen.errors import RenduImpossible

Resultat = TypeVar("Resultat")
# Below, forking and sending the pages back costs more than it saves.
TACHES_MINIMUM = 6

_taches: Sequence[Callable[[], object]] = ()


def coeurs() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def repartir(taches: Sequence[Callable[[], Resultat]], ouvriers: int) -> Iterator[Resultat]:
    """Run every task, on that many processes, and give the results in the tasks' order.

    Raises:
        RenduImpossible: a process died; whatever a task raised is raised here too.
    """
    if ouvriers < 2 or len(taches) < TACHES_MINIMUM:
        yield from (tache() for tache in taches)
        return
    global _taches
    _taches = taches
    gc.freeze()
    try:
        with ProcessPoolExecutor(ouvriers, multiprocessing.get_context("fork"), _suivre_le_parent) as equipe:
            yield from equipe.map(_faire, range(len(taches)))  # type: ignore[misc]
    except BrokenProcessPool as cause:
        raise RenduImpossible(
            "Un processus de rendu s'est arrêté avant d'avoir fini, sans doute faute de mémoire : rien n'a été écrit. "
            "Libérez de la mémoire et recommencez."
        ) from cause
    finally:
        _taches = ()
        gc.unfreeze()


def _suivre_le_parent() -> None:
    """End with the process that forked us: killed outright, it would leave us waiting for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def attendre() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=attendre, daemon=True).start()


def _faire(rang: int) -> object:
    return _taches[rang]()
