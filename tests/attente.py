"""Waiting for what comes, never for a while: the limit only bounds what never comes. And doing things at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

R = TypeVar("R")


def attendre(condition: Callable[[], R], delai_s: float = 60, pas_s: float = 0.02) -> R:
    """What a condition gives once it holds. It is asked less and less often, down to a fifth: each question costs both
    who asks and who answers.
    """
    echeance, plus_long_s = time.monotonic() + delai_s, 5 * pas_s
    while not (obtenu := condition()):
        assert time.monotonic() < echeance, "it never came"
        time.sleep(pas_s)
        pas_s = min(1.2 * pas_s, plus_long_s)
    return obtenu


def en_meme_temps(geste: Callable[[int], R], fois: int) -> list[R]:
    """What so many threads get that do it at the same moment, each given its rank."""
    depart = Barrier(fois)

    def faire(rang: int) -> R:
        depart.wait()
        return geste(rang)

    with ThreadPoolExecutor(fois) as fils:
        return list(fils.map(faire, range(fois)))
