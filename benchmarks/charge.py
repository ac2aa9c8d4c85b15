"""Claim: 64 callers at once, for a minute, get their answers or a 429, and the memory of the service stays flat.

Three in four ask for controls, the others for documents, each as soon as it has its answer; whoever is told to wait
waits. Callers are bare sockets in this process. Run: ``python -m benchmarks.charge``; ``SECONDES=20`` for less.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import mesure
from benchmarks.service import lance_service
from outils.ceres import attendus
from outils.memoire import famille, pss_ko
from outils.sessions import JOUR, sessions

APPELANTS = 64
ECHAUFFEMENT_S = 15.0  # not counted: children are hired, templates compiled
ATTENTE_MAX_S = 1.0  # a caller that was refused calls again that soon, even if it was told later
GENRES = ("pv_general", "pv_individuel", "parchemin")
CHARGES = [octets for nom, octets in sessions(80) if attendus([(nom, octets)])["parchemin"]]
GESTES = ("editer-pv", "editer-parchemins", "afficher-resultats")


@dataclass
class Releve:
    """What was seen: the status and the milliseconds of every call by kind, and the memory at each second, in MB.

    ``servis``: how many answers each caller had.
    """

    statuts: dict[str, Counter[int]] = field(default_factory=lambda: {"controle": Counter(), "document": Counter()})
    durees_ms: dict[str, list[float]] = field(default_factory=lambda: {"controle": [], "document": []})
    memoire_mo: list[float] = field(default_factory=list)
    servis: dict[str, Counter[int]] = field(default_factory=lambda: {"controle": Counter(), "document": Counter()})

    def en_json(self) -> dict[str, Any]:
        """The figures."""
        tiers = len(self.memoire_mo) // 3
        return {
            **{genre: self._resumer(genre) for genre in self.statuts},
            "memoire_mo": {
                "premier_tiers": round(statistics.median(self.memoire_mo[:tiers])),
                "dernier_tiers": round(statistics.median(self.memoire_mo[-tiers:])),
                "maximum": round(max(self.memoire_mo)),
            },
        }

    def _resumer(self, genre: str) -> dict[str, Any]:
        durees = sorted(self.durees_ms[genre])
        statuts = self.statuts[genre]
        return {
            "statuts": {str(statut): nombre for statut, nombre in sorted(statuts.items())},
            "part_de_429": round(statuts[429] / max(1, statuts.total()), 3),
            "p50_ms": round(durees[len(durees) // 2], 1),
            "p99_ms": round(durees[len(durees) * 99 // 100], 1),
        }


def main() -> None:
    """Measure and keep the figures."""
    duree_s = float(os.environ.get("SECONDES", "60"))
    conditions = {"appelants": APPELANTS, "secondes": duree_s, "charge_de_la_machine": round(os.getloadavg()[0], 1)}
    with TemporaryDirectory() as dossier:
        releve = relever(Path(dossier), duree_s)
    mesure.ecrire("charge", {**conditions, "resultats": releve.en_json()})


def relever(dossier: Path, duree_s: float, appelants: int = APPELANTS) -> Releve:
    """Start a service in a folder, on its defaults, and call it for so long once it is warm; one caller in four asks
    for documents.
    """
    with lance_service(dossier, {}) as service:
        return asyncio.run(_charger(service.port, service.cle, service.pid, duree_s, appelants))


async def _charger(port: int, cle: str, pid: int, duree_s: float, appelants: int) -> Releve:
    releve, rebut = Releve(), Releve()
    debut = time.monotonic() + ECHAUFFEMENT_S
    fin = debut + duree_s

    async def veiller() -> None:
        while time.monotonic() < fin:
            await asyncio.sleep(1)
            if time.monotonic() > debut:
                releve.memoire_mo.append(await asyncio.to_thread(_memoire_mo, pid))

    async def appeler(rang: int) -> None:
        genre = "document" if rang < appelants // 4 else "controle"
        lecteur, ecrivain = await asyncio.open_connection("127.0.0.1", port)
        for demande in _demandes(genre, rang, cle):
            if time.monotonic() > fin:
                break
            depart = time.monotonic()
            ecrivain.write(demande)
            statut, entetes = await _reponse(lecteur)
            tenu = releve if depart >= debut else rebut
            tenu.statuts[genre][statut] += 1
            if statut == 429:
                await asyncio.sleep(min(ATTENTE_MAX_S, float(entetes["retry-after"])))
            else:
                tenu.servis[genre][rang] += 1
                tenu.durees_ms[genre].append((time.monotonic() - depart) * 1000)
        ecrivain.close()

    await asyncio.gather(veiller(), *map(appeler, range(appelants)))
    return releve


def _memoire_mo(pid: int) -> float:
    return sum(map(pss_ko, famille(pid))) / 1024


def _demandes(genre: str, rang: int, cle: str) -> Iterator[bytes]:
    """What a caller asks for, without end: one session after another, one type or act after another."""
    chemins = [f"/v1/controles/{geste}?date={JOUR}" for geste in GESTES]
    if genre == "document":
        chemins = [f"/v1/documents/{code}?date={JOUR}&usage=impression" for code in GENRES]
    for tour in count(rang):
        charge, chemin = CHARGES[tour % len(CHARGES)], chemins[tour % len(chemins)]
        yield (
            f"POST {chemin} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {cle}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(charge)}\r\n\r\n"
        ).encode() + charge


async def _reponse(lecteur: asyncio.StreamReader) -> tuple[int, Mapping[str, str]]:
    """The status and the headers of an answer, whose body is read and left."""
    entete = (await lecteur.readuntil(b"\r\n\r\n")).decode("latin-1")
    ligne, *autres = entete.split("\r\n")
    entetes = {nom.lower(): valeur.strip() for nom, _, valeur in (autre.partition(":") for autre in autres)}
    await lecteur.readexactly(int(entetes["content-length"]))
    return int(ligne.split()[1]), entetes


if __name__ == "__main__":
    main()
