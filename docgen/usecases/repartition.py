"""Share independent renders among the cores of the machine; the results come back in order.

The children are forked once the engine is ready, so they share its memory and pay none of its start.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import connection, util
from multiprocessing.context import BaseContext, ForkProcess
from types import ModuleType
from typing import Any, Generic, TypeVar

from docgen.errors import MachineEmpechee, refus_du_systeme
from docgen.rendering.memoire import figee

Tache = TypeVar("Tache")
Resultat = TypeVar("Resultat")
ARRET = (
    "Un processus de rendu s'est arrêté avant d'avoir fini, sans doute faute de mémoire : rien n'a été écrit. "
    "Libérez de la mémoire et recommencez."
)
SANS_EQUIPE = (
    "Les processus de rendu n'ont pas pu être lancés",
    "Aucune session n'est en cause. Vérifiez /dev/shm et le nombre de processus permis, puis recommencez.",
    MachineEmpechee,
)
# Below, forking and sending the pages back costs more than it saves.
TACHES_MINIMUM = 6
RELEVE = 400  # documents made by a process before it is replaced, between two demands: its memory grows
FIN_S = 1.0  # for a team that has nothing more to do
PARTS = 8  # of what each process has to do: what tasks have in common is sent as often


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

    Tasks and results cross a pipe: they must be picklable. ``faire`` and ``preparer`` are inherited, not sent; the
    chief goes on with ``preparer``, step by step, only until there is something to do.
    """

    def __init__(
        self, preparer: Callable[[], Iterable[None]], faire: Callable[[Tache], Resultat], ouvriers: int
    ) -> None:
        contexte = multiprocessing.get_context("fork")
        with refus_du_systeme(*SANS_EQUIPE):
            fil, bout = contexte.Pipe()
            chef = contexte.Process(target=_mener, args=(fil, bout, preparer, faire, ouvriers))
            chef.start()
        bout.close()
        self._fil, self._chef, self._servie = fil, chef, False
        self.renvoyer = util.Finalize(self, _renvoyer, (fil, chef), exitpriority=0)  # at the latest, with this process

    def repartir(self, taches: Sequence[Tache]) -> Iterator[Resultat]:
        """Run every task, and give the results in the tasks' order. A team is sent away if they are not all taken.

        Raises:
            MachineEmpechee: a process died; whatever a task raised is raised here too.
        """
        finie = False
        try:
            with suppress(ConnectionError):  # the chief may be gone already, and have said why
                self._fil.send(taches)
            for _ in taches:
                reussie, resultat = self._fil.recv()
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
        if self.vivante and self._servie:
            self._fil.close()
            self._chef.join(FIN_S)
        self.renvoyer()

    @property
    def vivante(self) -> bool:
        """True until it is sent away."""
        return bool(self.renvoyer.still_active())


def _renvoyer(fil: connection.Connection, chef: ForkProcess) -> None:
    """End it, whatever it was doing."""
    fil.close()
    chef.kill()  # a gentler signal may be ignored, by inheritance
    chef.join()


def _mener(
    fil: connection.Connection,
    bout: connection.Connection,
    preparer: Callable[[], Iterable[None]],
    faire: Callable[[Tache], Resultat],
    ouvriers: int,
) -> None:
    _naitre()
    fil.close()  # the other end, of which only whoever hired us must hold one: its end is ours
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
        with figee(), engager(ouvriers, contexte, _naitre) as equipe:
            while faits < RELEVE * ouvriers:
                taches = bout.recv()
                ensemble = max(1, len(taches) // (PARTS * ouvriers))
                yield from equipe.map(_executer, taches, chunksize=ensemble)  # type: ignore[misc]
                faits += len(taches)


_faire: Callable[[Any], object] = id


def _executer(tache: object) -> object:
    return _faire(tache)


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
