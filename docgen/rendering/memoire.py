"""When Python looks for what is no longer used, and what is given back: one policy for every process that renders.

A render leaves thousands of objects that only the collector of cycles can free, and loads libraries that it would walk
each time for nothing. So it waits for the end of a render, whose document is then dead and not half alive, and for many
renders' worth of such objects; and what an engine has loaded once is set apart.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Some eight diplomas, or one long report, between two collections.
_SEUILS: Final = (50_000, 20, 20)
_JAMAIS_OU_PRESQUE: Final = 200_000  # more than a command that loads no engine ever makes


def regler(*, bref: bool = False) -> None:
    """Collect seldom: for a process that renders; hardly ever while it is ``bref``: it loads libraries, and ends."""
    gc.set_threshold(_JAMAIS_OU_PRESQUE if bref else _SEUILS[0], *_SEUILS[1:])


def ramasser() -> None:
    """Collect all of it now: for what holds a file, and gives it back only when it is freed."""
    gc.collect()


def rendre_la_place() -> None:
    """Give the system what layouts have left free: what comes next is made of other things, and would not use it."""
    if rogner := getattr(ctypes.CDLL(None), "malloc_trim", None):  # the GNU C library's own
        rogner(0)


def figer() -> None:
    """Set apart what is alive now, for good: the collector never walks it again, and children share its pages."""
    gc.collect()
    gc.freeze()


@contextmanager
def figee() -> Iterator[None]:
    """The same, for as long as children are born; what was set apart for good stays so."""
    pour_de_bon = gc.get_freeze_count() > 0
    gc.freeze()
    try:
        yield
    finally:
        if not pour_de_bon:
            gc.unfreeze()


@contextmanager
def sans_ramassage() -> Iterator[None]:
    """No collection meanwhile. What is to be freed must be dead at the end: made, and left, inside a call."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()
