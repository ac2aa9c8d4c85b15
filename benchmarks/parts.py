"""What several machines would be, on one: a part of a core for each family of processes, and a network that is slow.

Parts are those of Linux's control groups, of either version; they are given by root alone. The network is a relay that
holds back what it passes on: kernels that can do so by themselves (netem) are not everywhere.
"""

from __future__ import annotations

import asyncio
import os
import threading
from asyncio import StreamReader, StreamWriter
from pathlib import Path

from outils.memoire import famille

GROUPES = Path("/sys/fs/cgroup")
PERIODE_US = 20_000  # a part is given anew so often: a process that has used it up waits no longer than that
POIDS_V1, POIDS_V2 = "8192", "800"  # what else runs on the machine counts for eight times less
TICS = os.sysconf("SC_CLK_TCK")


class Parts:
    """Families of processes under one roof, each with its part of a core. ``fermer`` once they are all gone."""

    def __init__(self) -> None:
        self._v2 = (GROUPES / "cgroup.controllers").exists()
        self._toit = (GROUPES if self._v2 else GROUPES / "cpu") / f"docgen-banc-{os.getpid()}"
        try:
            self._toit.mkdir()
            if self._v2:
                for lieu in (GROUPES, self._toit):
                    (lieu / "cgroup.subtree_control").write_text("+cpu")
            poids = ("cpu.weight", POIDS_V2) if self._v2 else ("cpu.shares", POIDS_V1)
            (self._toit / poids[0]).write_text(poids[1])
        except OSError as refus:
            raise SystemExit(f"Aucune part de cœur ici (il faut root) : {refus}") from refus

    def placer(self, pid: int, nom: str) -> None:
        """Put a process in a group, with all those that it will start; the group has no limit yet."""
        (self._toit / nom).mkdir(exist_ok=True)
        (self._toit / nom / "cgroup.procs").write_text(str(pid))

    def limiter(self, nom: str, part: float | None) -> None:
        """Give a group so much of a core, or all that it wants."""
        quota = round(part * PERIODE_US) if part else None
        if self._v2:
            (self._toit / nom / "cpu.max").write_text(f"{quota or 'max'} {PERIODE_US}")
        else:
            (self._toit / nom / "cpu.cfs_period_us").write_text(str(PERIODE_US))
            (self._toit / nom / "cpu.cfs_quota_us").write_text(str(quota or -1))

    def fermer(self) -> None:
        """Take the groups away."""
        for groupe in (*(lieu for lieu in self._toit.iterdir() if lieu.is_dir()), self._toit):
            groupe.rmdir()


def processeur_s(pid: int) -> float:
    """The processor seconds of a process and of all those that it started, those that are over included."""
    total = 0
    for membre in famille(pid):
        try:
            champs = Path(f"/proc/{membre}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, champs[11:15]))
    return total / TICS


class Relais:
    """A port of this machine that leads to a socket, each way ``retard_s`` later; ``octets`` have gone through."""

    def __init__(self, prise: Path, retard_s: float) -> None:
        self.octets, self.port = 0, 0
        self._prise, self._retard_s = str(prise), retard_s
        self._boucle = asyncio.new_event_loop()
        pret = threading.Event()
        threading.Thread(target=self._tenir, args=(pret,), daemon=True).start()
        pret.wait()

    def _tenir(self, pret: threading.Event) -> None:
        asyncio.set_event_loop(self._boucle)
        serveur = self._boucle.run_until_complete(asyncio.start_server(self._joindre, "127.0.0.1", 0))
        self.port = int(serveur.sockets[0].getsockname()[1])
        pret.set()
        self._boucle.run_forever()

    async def _joindre(self, lecteur: StreamReader, ecrivain: StreamWriter) -> None:
        lointain, retour = await asyncio.open_unix_connection(self._prise)
        await asyncio.gather(self._passer(lecteur, retour), self._passer(lointain, ecrivain))

    async def _passer(self, lecteur: StreamReader, ecrivain: StreamWriter) -> None:
        try:
            while octets := await lecteur.read(1 << 16):
                self.octets += len(octets)
                self._boucle.call_later(self._retard_s, ecrivain.write, octets)
        except ConnectionError:
            pass  # who hung up says so to the other end
        self._boucle.call_later(self._retard_s, ecrivain.close)
