"""What a family of processes takes of the machine: memory, and processor time."""

from __future__ import annotations

import resource
import threading
from dataclasses import dataclass, field
from pathlib import Path

PERIODE_S = 0.5


@dataclass
class Memoire:
    """The memory of a family of processes, shared pages counted once (PSS), looked at again and again."""

    pid: int
    maximum_ko: int = 0
    fini: threading.Event = field(default_factory=threading.Event)

    def suivre(self) -> None:
        """Look, until told to stop."""
        while not self.fini.wait(PERIODE_S):
            self.maximum_ko = max(self.maximum_ko, sum(_pss(pid) for pid in _famille(self.pid)))


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


def _famille(pid: int) -> list[int]:
    try:
        listes = [fil.read_text(encoding="ascii") for fil in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    enfants = " ".join(listes).split()
    return [pid, *(membre for enfant in enfants for membre in _famille(int(enfant)))]


def _pss(pid: int) -> int:
    try:
        lignes = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(ligne.split()[1]) for ligne in lignes if ligne.startswith("Pss:")), 0)
