"""Run a function in a child process that may be stopped: what it reads comes from outside, and may be made to harm.

Each call has a child of its own, forked of a process born of nothing, which has imported what the calls need.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from multiprocessing import connection, reduction, util
from threading import Lock
from typing import Final, Protocol, TypeVar

from docgen.errors import DocgenError, MachineEmpechee, UsageInvalide
from docgen.usecases.processus.naissance import ARRET, Enfant, suivre_le_parent

R = TypeVar("R")
DELAI_S: Final = 60  # of processor: what a file takes, whatever else the machine does
_PATIENCE: Final = 4  # times as long by the clock
_MEMOIRE: Final = 1536 << 20
TROP: Final = (
    "Ce fichier n'a pas pu être examiné : il demande plus de temps ou de mémoire qu'il n'est permis, ce qu'aucun "
    "papier de Docgen ne fait. Reprenez l'original."
)
_ABIME: Final = (
    "Ce fichier n'a pas pu être examiné : il est abîmé ({}), ce qu'aucun papier de Docgen n'est. Reprenez l'original."
)


class Confier(Protocol):
    """Whoever runs a function elsewhere, and gives its result or raises its error."""

    def __call__(self, fonction: Callable[..., R], *arguments: object) -> R: ...


def isoler(fonction: Callable[..., R], *arguments: object) -> R:
    """Run it in a child that is limited in time and memory; all of it is picklable, named by its module.

    Raises:
        UsageInvalide: the child died, or ran over its limits.
        DocgenError: what the function raised.
        MachineEmpechee: no child could be born.
    """
    with _demander(fonction.__module__) as fil:
        try:
            fil.send((fonction, arguments, DELAI_S))
            if not fil.poll(_PATIENCE * DELAI_S):
                raise UsageInvalide(TROP)
            resultat: R | DocgenError = fil.recv()
        except (EOFError, ConnectionError) as cause:
            raise UsageInvalide(TROP) from cause
    if isinstance(resultat, DocgenError):
        raise resultat
    return resultat


_verrou = Lock()
_couveuses: list[Enfant] = []  # one, for as long as it lives


def _demander(module: str) -> connection.Connection:
    """The pipe to a child that has just been asked for; it ends when this one is closed, whatever it was doing."""
    fil, bout = multiprocessing.Pipe()
    with bout, _verrou:
        if not (_couveuses and _couveuses[0].vivant):
            _couveuses[:] = [Enfant(_couver)]
            util.Finalize(None, _couveuses[0].congedier, exitpriority=1)
        try:
            _couveuses[0].fil.send(module)
            reduction.send_handle(_couveuses[0].fil, bout.fileno(), None)
        except ConnectionError as cause:
            fil.close()
            raise MachineEmpechee(ARRET) from cause
    return fil


def _couver(fil: connection.Connection) -> None:
    """Give birth to a child for each pipe that comes, which only that child reads: no file is known to two of them."""
    contexte = multiprocessing.get_context("fork")
    while True:
        try:
            _chauffer(fil.recv())
            bout = connection.Connection(reduction.recv_handle(fil))
        except EOFError:  # nobody is left to ask
            break
        with bout:
            contexte.Process(target=_executer, args=(fil, bout), daemon=True).start()
    for enfant in multiprocessing.active_children():
        enfant.kill()
        enfant.join()


@cache
def _chauffer(nom: str) -> None:
    """Load what calls of that module need, once for all of them: what it calls ``chauffer``, if it has any.

    Never raises: what prevents it is told to whoever calls.
    """
    with suppress(Exception):
        module = import_module(nom)
        getattr(module, "chauffer", int)()


def _executer(fil: connection.Connection, bout: connection.Connection) -> None:
    fil.close()  # the other calls are not for it
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libraries, even those in C, would say is said by the error
    fonction, arguments, delai_s = bout.recv()
    suivre_le_parent(bout)
    _limiter(delai_s)
    try:
        bout.send(fonction(*arguments))
    except DocgenError as erreur:
        bout.send(erreur)
    except MemoryError:
        bout.send(UsageInvalide(TROP))
    except Exception as cause:  # a library may meet what was made to harm with any error at all
        bout.send(UsageInvalide(_ABIME.format(type(cause).__name__)))


def _limiter(delai_s: int) -> None:
    permise = resource.getrlimit(resource.RLIMIT_DATA)[1]  # less, in a child that was limited already
    memoire = _MEMOIRE if permise == resource.RLIM_INFINITY else min(_MEMOIRE, permise)
    resource.setrlimit(resource.RLIMIT_DATA, (memoire, memoire))
    resource.setrlimit(resource.RLIMIT_CPU, (delai_s, delai_s))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # it kills, whatever a library is at
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE * delai_s)
