"""What a family of processes takes of the machine: memory, and processor time."""

from __future__ import annotations

import resource
import threading
import time
from dataclasses import dataclass, field

from outils.memoire import famille, pss_ko


@dataclass
class Memoire:
    """The memory of a family of processes, shared pages counted once (PSS), looked at again and again; and without the
    first of them, which proves, and which nobody who prints has."""

    pid: int
    periode_s: float
    fini: threading.Event = field(default_factory=threading.Event)
    regards: list[tuple[float, int, int]] = field(default_factory=list)

    def suivre(self) -> None:
        """Look, until told to stop."""
        while True:
            preuve, *enfants = map(pss_ko, famille(self.pid))
            self.regards.append((time.time(), preuve + sum(enfants), sum(enfants)))
            if self.fini.wait(self.periode_s):
                return

    def maximums_mo(self, debut: float, fin: float) -> tuple[int, int]:
        """The most that was seen between two moments, in MB: of them all, and without the first."""
        vus = [regard for regard in self.regards if debut - self.periode_s <= regard[0] <= fin + self.periode_s]
        return max(tous for _, tous, _ in vus) // 1024, max(enfants for _, _, enfants in vus) // 1024


@dataclass
class Processeur:
    """The processor time of the children that have ended, given once."""

    verrou: threading.Lock = field(default_factory=threading.Lock)
    donne: float = 0.0

    def pris(self) -> float:
        """What was not given yet, in seconds."""
        with self.verrou:
            usage = resource.getrusage(resource.RUSAGE_CHILDREN)
            nouveau = usage.ru_utime + usage.ru_stime - self.donne
            self.donne += nouveau
            return nouveau
