"""Run a function in a child process that may be stopped: what it reads comes from outside, and may be made to harm."""

from __future__ import annotations

import multiprocessing
import os
import resource
from collections.abc import Callable
from multiprocessing import connection
from typing import Final, Protocol, TypeVar

from docgen.errors import DocgenError, UsageInvalide

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
    """Run it in a child that is limited in time and memory.

    Raises:
        UsageInvalide: the child died, or ran over its limits.
        DocgenError: what the function raised.
    """
    contexte = multiprocessing.get_context("fork")
    fil, bout = contexte.Pipe(duplex=False)
    enfant = contexte.Process(target=_executer, args=(fil, bout, fonction, arguments), daemon=True)
    enfant.start()
    bout.close()
    try:
        if not fil.poll(_PATIENCE * DELAI_S):
            raise UsageInvalide(TROP)
        resultat: R | DocgenError = fil.recv()
    except (EOFError, ConnectionError) as cause:
        raise UsageInvalide(TROP) from cause
    finally:
        fil.close()
        enfant.kill()
        enfant.join()
    if isinstance(resultat, DocgenError):
        raise resultat
    return resultat


def _executer(
    fil: connection.Connection,
    bout: connection.Connection,
    fonction: Callable[..., object],
    arguments: tuple[object, ...],
) -> None:
    fil.close()  # else it would wait for ever to be read by itself, once whoever asked is dead
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libraries, even those in C, would say is said by the error
    permise = resource.getrlimit(resource.RLIMIT_DATA)[1]  # less, in a child that was limited already
    memoire = _MEMOIRE if permise == resource.RLIM_INFINITY else min(_MEMOIRE, permise)
    resource.setrlimit(resource.RLIMIT_DATA, (memoire, memoire))
    resource.setrlimit(resource.RLIMIT_CPU, (DELAI_S, DELAI_S))
    try:
        bout.send(fonction(*arguments))
    except DocgenError as erreur:
        bout.send(erreur)
    except MemoryError:
        bout.send(UsageInvalide(TROP))
    except Exception as cause:  # a library may meet what was made to harm with any error at all
        bout.send(UsageInvalide(_ABIME.format(type(cause).__name__)))
