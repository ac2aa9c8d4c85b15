"""What is read from outside of processes: how they were started, and their memory, while they are at work."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.campagnes import descendants

LISIBLE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r(w|-..p [0-9a-f]+ 00:00)")  # not what is only read, of a file
PAS_S, DOUTES = 0.05, 2
LU = 1 << 20  # bytes of a memory that are read at once


class Guet:
    """Looks at every process born meanwhile of this one, again and again, for words that none of them may know.

    ``vus``: each process that was looked at. ``sus``: the words found, by process. One that is about to become another
    program still has our memory: what is found at once is looked for again.
    """

    def __init__(self, mots: Iterable[bytes], sauf: Iterable[int] = ()) -> None:
        self._mots, self._sauf = tuple(mots), {*sauf, *descendants(os.getpid())}
        self.vus: set[int] = set()
        self.sus: dict[int, set[bytes]] = {}
        self._fini = threading.Event()
        self._fil = threading.Thread(target=self._guetter)

    def __enter__(self) -> Guet:
        self._fil.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._regarder()
        self._fini.set()
        self._fil.join()

    def _guetter(self) -> None:
        """Those who are looked at have as much time as whoever looks."""
        duree_s = PAS_S
        while not self._fini.wait(max(PAS_S, duree_s)):
            debut = time.monotonic()
            self._regarder()
            duree_s = time.monotonic() - debut

    def _regarder(self) -> None:
        for pid in set(descendants(os.getpid())) - self._sauf:
            for _ in range(DOUTES):
                if not (sus := mots_sus(pid, self._mots)):
                    break
                self._fini.wait(PAS_S)
            self.vus.add(pid)
            if sus:
                self.sus.setdefault(pid, set()).update(sus)


def mots_sus(pid: int, mots: Iterable[bytes]) -> set[bytes]:
    """Which of these words a process knows; none when it is gone."""
    sus, cherches = set[bytes](), tuple(mots)
    with suppress(OSError):
        os.kill(pid, signal.SIGSTOP)
    try:
        with suppress(OSError, ValueError):
            for nom in ("environ", "cmdline"):
                lu = Path(f"/proc/{pid}/{nom}").read_bytes()
                sus |= {mot for mot in cherches if mot in lu}
            sus |= _en_memoire(pid, cherches)
    finally:
        with suppress(OSError):
            os.kill(pid, signal.SIGCONT)
    return sus


def _en_memoire(pid: int, mots: tuple[bytes, ...]) -> set[bytes]:
    """Read in one place: to be given another for each range would cost more than to read it."""
    sus, tampon, reste = set[bytes](), bytearray(LU), max(map(len, mots)) - 1
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memoire:
        for ligne in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace").splitlines():
            if plage := LISIBLE.match(ligne):
                debut, fin = (int(borne, 16) for borne in plage.groups()[:2])
                with suppress(OSError, ValueError):  # a range of the kernel's
                    for place in range(debut, fin, LU - reste):  # a word may stand across two readings
                        memoire.seek(place)
                        lus = memoire.readinto(memoryview(tampon)[: min(LU, fin - place)])
                        sus |= {mot for mot in mots if tampon.find(mot, 0, lus) >= 0}
    return sus
