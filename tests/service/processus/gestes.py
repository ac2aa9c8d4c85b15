"""What children are asked to do in the tests of the team: named functions, for a call crosses a pipe."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from docgen.errors import ChargeInvalide, Erreur
from docgen.settings import Configuration
from service.processus.equipe import annoncer
from service.processus.prechauffe import ouvrir_atelier


def doubler(nombre: int) -> tuple[int, int]:
    """Twice the number, and who did it."""
    return 2 * nombre, os.getpid()


def refuser() -> None:
    """Raise an error whose constructor takes something else than its message."""
    raise ChargeInvalide([Erreur("/session", "Absente.")])


def dormir(duree_s: float) -> str:
    """Take time."""
    time.sleep(duree_s)
    return "réveillé"


def attendre_un_fichier(chemin: str) -> None:
    """Be at work until it is there."""
    while not Path(chemin).exists():
        time.sleep(0.01)


def egrener(chemin: str) -> Iterator[str]:
    """A value, and another one once somebody who has the first says so."""
    yield "premier"
    attendre_un_fichier(chemin)
    yield "second"


def annoncer_puis_finir(valeur: str) -> str:
    """Say something on the way."""
    annoncer(valeur)
    return "fini"


def mourir() -> None:
    """A native crash."""
    os.kill(os.getpid(), signal.SIGSEGV)


def engloutir(mio: int) -> int:
    """Take memory, and touch it."""
    return len(bytearray(mio << 20))


def grossir(mio: int) -> int:
    """Take memory and keep it; who did it."""
    _garde.append(b"x" * (mio << 20))
    return os.getpid()


def politesse() -> int:
    """The ``nice`` of the child."""
    return os.nice(0)


def moteurs_herites() -> set[str]:
    """The tools that a workshop has before anything is asked of it."""
    atelier = ouvrir_atelier(Configuration())
    return set(vars(atelier)) - {champ.name for champ in fields(atelier)}


def sans_fin(dossier: str) -> None:
    """Say who works, then never end."""
    (Path(dossier) / str(os.getpid())).touch()
    time.sleep(600)


_garde: list[bytes] = []
