"""What the processes under test are asked to do: named by this module, which loads little."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from docgen.errors import RenduImpossible
from docgen.usecases.processus import repartition
from docgen.usecases.processus.isolement import isoler
from tests.attente import attendre

_prets: list[int] = []


def rien() -> Iterator[None]:
    """A team with nothing to get ready."""
    yield


def travailler(rang: int, panne: int | None = None, mort: int | None = None) -> tuple[int, int]:
    """One task: its rank, and the process that did it."""
    time.sleep(0.01 * (6 - rang % 6))
    if rang == panne:
        raise RenduImpossible("Le document n'a pas pu être composé : panne d'essai. Relancez.")
    if rang == mort:
        os.kill(os.getpid(), signal.SIGKILL)
    return rang, os.getpid()


def se_preparer() -> Iterator[None]:
    """Remember, in this process, that it got ready."""
    _prets.append(os.getpid())
    yield


def compter_les_prets(rang: int) -> tuple[int, int]:
    """How many times the process that this one was born of got ready."""
    if rang == 9:
        raise RenduImpossible("neuf")
    return rang, len(_prets)


def refuser_une_equipe(numero: int) -> Iterator[None]:
    """From now on the system refuses this process a pool, for that reason."""

    def refuser(*_: object, **__: object) -> NoReturn:
        raise OSError(numero, os.strerror(numero))

    vars(repartition)["ProcessPoolExecutor"] = refuser
    yield


def tourner() -> None:
    """Never end."""
    while True:
        pass


def rendre_beaucoup(dossier: Path) -> bytes:
    """Say who works, wait to be told, then give far more than a pipe holds."""
    (dossier / "pid").write_text(str(os.getpid()))
    attendre((dossier / "suite").exists)
    return bytes(1 << 22)


def lire_sous_une_limite_plus_basse() -> None:
    """In a process with less memory than a reader may have: what it has read keeps to it."""
    limite = (1 << 30, 1 << 30)
    resource.setrlimit(resource.RLIMIT_DATA, limite)
    assert isoler(resource.getrlimit, resource.RLIMIT_DATA) == limite
