"""What a family of processes takes of the machine: memory, and processor time."""

from __future__ import annotations

import resource
import threading
from dataclasses import dataclass, field

from outils.memoire import famille, pss_ko

PERIODE_S = 0.5  # each look at a process of 400 MB costs 7 ms of processor


@dataclass
class Memoire:
    """The memory of a family of processes, shared pages counted once (PSS), looked at again and again; and without the
    first of them, which proves, and which nobody who prints has."""

    pid: int
    periode_s: float = PERIODE_S
    maximum_ko: int = 0
    maximum_des_enfants_ko: int = 0
    fini: threading.Event = field(default_factory=threading.Event)

    def suivre(self) -> None:
        """Look, until told to stop."""
        while not self.fini.wait(self.periode_s):
            preuve, *enfants = map(pss_ko, famille(self.pid))
            self.maximum_ko = max(self.maximum_ko, preuve + sum(enfants))
            self.maximum_des_enfants_ko = max(self.maximum_des_enfants_ko, sum(enfants))


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
