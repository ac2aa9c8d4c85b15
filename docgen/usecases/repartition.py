"""Share independent renders among the cores of the machine; the results come back in order.

The children are forked once the engine is ready, so they share its memory and pay none of its start.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import connection, util
from types import ModuleType
from typing import Generic, TypeVar

from docgen.errors import MachineEmpechee
from docgen.rendering.memoire import figee

Tache = TypeVar("Tache")
Resultat = TypeVar("Resultat")
ARRET = (
    "Un processus de rendu s'est arrêté avant d'avoir fini, sans doute faute de mémoire : rien n'a été écrit. "
    "Libérez de la mémoire et recommencez."
)
# Below, forking and sending the pages back costs more than it saves.
TACHES_MINIMUM = 6


class _Depouille:
    """What a part of the standard library starts a program by, but for the variables that it need not know.

    The environment of this process, which other threads read, is left as it is.
    """

    def __init__(self, permise: Callable[[str], object]) -> None:
        self._permise = permise

    def __getattr__(self, nom: str) -> object:
        return getattr(util, nom)

    def spawnv_passfds(self, chemin: bytes, arguments: Sequence[str], passes: Sequence[int]) -> int:
        """Start a program that keeps these file descriptors."""
        permises = {nom: valeur for nom, valeur in os.environ.items() if self._permise(nom)}
        lance = subprocess.Popen(arguments, executable=chemin, env=permises, pass_fds=passes, restore_signals=False)
        lance.returncode = 0  # whoever asked waits for it
        return lance.pid


def priver(permise: Callable[[str], object], *modules: ModuleType) -> None:
    """The programs that these parts of ``multiprocessing`` start know no other variable than those."""
    for module in modules:
        vars(module)["util"] = _Depouille(permise)


def sans_reglage(nom: str) -> bool:
    """True of a variable that is no setting of ours."""
    return not nom.startswith("DOCGEN_")


_taches: Sequence[Callable[[], object]] = ()


def coeurs() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def repartir(taches: Sequence[Callable[[], Resultat]], ouvriers: int) -> Iterator[Resultat]:
    """Run every task, on that many processes, and give the results in the tasks' order.

    Raises:
        MachineEmpechee: a process died; whatever a task raised is raised here too.
    """
    if ouvriers < 2 or len(taches) < TACHES_MINIMUM:
        yield from (tache() for tache in taches)
        return
    global _taches
    _taches = taches
    contexte = multiprocessing.get_context("fork")
    try:
        with figee(), ProcessPoolExecutor(ouvriers, contexte, _naitre) as equipe:
            yield from equipe.map(_faire, range(len(taches)))  # type: ignore[misc]
    except BrokenProcessPool as cause:
        raise MachineEmpechee(ARRET) from cause
    finally:
        _taches = ()


class Avance(Generic[Tache, Resultat]):
    """A process that gets ready while the one that hired it still checks and numbers, then leads a team of its own.

    Tasks and results cross a pipe: they must be picklable. ``faire`` and ``preparer`` are inherited, not sent.
    """

    def __init__(self, preparer: Callable[[], None], faire: Callable[[Tache], Resultat], ouvriers: int) -> None:
        contexte = multiprocessing.get_context("fork")
        self._fil, bout = contexte.Pipe()
        self._chef = contexte.Process(target=_mener, args=(bout, preparer, faire, ouvriers))
        self._chef.start()
        bout.close()

    def repartir(self, taches: Sequence[Tache]) -> Iterator[Resultat]:
        """Run every task, and give the results in the tasks' order.

        Raises:
            MachineEmpechee: a process died; whatever a task raised is raised here too.
        """
        try:
            self._fil.send(taches)
            for _ in taches:
                reussie, resultat = self._fil.recv()
                if not reussie:
                    raise resultat
                yield resultat
        except (EOFError, ConnectionError) as cause:
            raise MachineEmpechee(ARRET) from cause

    def renvoyer(self) -> None:
        """End it, whatever it was doing."""
        self._fil.close()
        self._chef.kill()  # a gentler signal may be ignored, by inheritance
        self._chef.join()


def _mener(
    bout: connection.Connection, preparer: Callable[[], None], faire: Callable[[Tache], Resultat], ouvriers: int
) -> None:
    _naitre()
    try:
        preparer()
        for resultat in repartir([partial(faire, tache) for tache in bout.recv()], ouvriers):
            bout.send((True, resultat))
    except Exception as faute:  # told to whoever waits for the results, who raises it
        bout.send((False, faute))


def _naitre() -> None:
    """A child forgets the settings that it was forked with: what it is to do tells it all that it needs."""
    for nom in [nom for nom in os.environ if not sans_reglage(nom)]:
        del os.environ[nom]
    suivre_le_parent()


def _mourir() -> None:
    os._exit(1)


def suivre_le_parent(partir: Callable[[], None] = _mourir) -> None:
    """End with the process that forked us: killed outright, it would leave us waiting for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def attendre() -> None:
        connection.wait([parent.sentinel])
        partir()

    threading.Thread(target=attendre, daemon=True).start()


def _faire(rang: int) -> object:
    return _taches[rang]()
