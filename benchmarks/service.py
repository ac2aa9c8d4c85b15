"""Claim: the service adds little to its rules; a control is answered in milliseconds, a document in tenths of a second.

The yardstick is an empty route of FastAPI under the same server, in the same rounds. Each is a process of its own; the
callers are another. Run: ``python -m benchmarks.service``.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks import mesure
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.usecases.serie import exemples
from service.acces.tables import ClesApi
from service.socle.appelant import Role
from service.socle.donnees import ouvrir_base
from tests.serveur_web import port_libre

TOURS = 3
SANS_LIMITE = "100000000/heure"
ETALON = "import fastapi; app = fastapi.FastAPI(); app.get('/')(lambda: {})"


@dataclass(frozen=True, slots=True)
class Cible:
    """What is called: by so many callers at once, each so many times."""

    nom: str
    methode: str
    chemin: str
    appelants: int
    appels: int
    charge: bytes = b""


def main() -> None:
    """Measure and keep the figures."""
    fichier, jour = next(iter(exemples()))
    charge = fichier.read_bytes()
    controle, document = f"/v1/controles/editer-pv?date={jour}", f"/v1/documents/pv_general?date={jour}"
    cibles = [
        Cible("sante", "GET", "/sante", 16, 60),
        *(Cible(f"controle_{nombre}", "POST", controle, nombre, 640 // nombre, charge) for nombre in (1, 16, 64)),
        Cible("document_1", "POST", document, 1, 8, charge),
        Cible("document_16", "POST", document, 16, 2, charge),
    ]
    with TemporaryDirectory() as dossier, service(Path(dossier)) as ouvert, etalon(dossier) as port_etalon:
        mesures: dict[str, list[list[float]]] = {}
        debits: dict[str, list[float]] = {}
        for tour in range(TOURS + 1):
            for cible in (Cible("etalon_fastapi", "GET", "/", 16, 60), *cibles):
                vise = port_etalon if cible.nom.startswith("etalon") else ouvert.port
                depart = time.perf_counter()
                latences = asyncio.run(appeler(cible, vise, ouvert.cle))
                if tour:
                    debits.setdefault(cible.nom, []).append(len(latences) / (time.perf_counter() - depart))
                    mesures.setdefault(cible.nom, []).append(latences)
    resultats = {nom: resumer(debits[nom], mesures[nom]) for nom in mesures}
    mesure.ecrire("service", {"tours": TOURS, "resultats": resultats})


def resumer(debits: list[float], latences: list[list[float]]) -> dict[str, float]:
    """Calls a second (median of the rounds), and the latencies of all of them, in milliseconds."""
    toutes = sorted(duree * 1000 for tour in latences for duree in tour)
    return {
        "par_seconde": round(statistics.median(debits), 1),
        "p50_ms": round(toutes[len(toutes) // 2], 1),
        "p99_ms": round(toutes[len(toutes) * 99 // 100], 1),
    }


async def appeler(cible: Cible, port: int, secret: str) -> list[float]:
    """Call a target; the latencies. A bare socket, for a client would cost more than what it measures."""
    demande = (
        f"{cible.methode} {cible.chemin} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {secret}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(cible.charge)}\r\n\r\n"
    ).encode() + cible.charge
    latences: list[float] = []

    async def appelant() -> None:
        lecteur, ecrivain = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(cible.appels):
            depart = time.perf_counter()
            ecrivain.write(demande)
            entete = (await lecteur.readuntil(b"\r\n\r\n")).lower()
            taille = int(entete.partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await lecteur.readexactly(taille)
            if not entete.startswith(b"http/1.1 200"):
                raise RuntimeError(f"{cible.nom}: {entete[:12].decode()}")
            latences.append(time.perf_counter() - depart)
        ecrivain.close()

    await asyncio.gather(*(appelant() for _ in range(cible.appelants)))
    return latences


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs: where, under which key, in which process."""

    port: int
    cle: str
    pid: int


@contextmanager
def service(dossier: Path) -> Iterator[Service]:
    """The service in a folder, that counts nobody's calls."""
    with lance_service(dossier, dict.fromkeys(("DOCGEN_DEBIT", "DOCGEN_DEBIT_ADRESSE"), SANS_LIMITE)) as ouvert:
        yield ouvert


@contextmanager
def lance_service(dossier: Path, variables: Mapping[str, str]) -> Iterator[Service]:
    """The service in a folder, with settings."""
    registre = f"sqlite:///{dossier / 'docgen.db'}"
    base = ouvrir_base(registre)
    _, secret = ClesApi(base).creer(ouvrir_registre(registre), "mesure", Role.CERES)
    base.fermer()
    lieux = {"DOCGEN_REGISTRE": registre, "DOCGEN_FICHIERS": str(dossier / "fichiers")}
    port = port_libre()
    commande = [sys.executable, "-m", "docgen", "servir", "--port", str(port)]
    with lance(commande, {**os.environ, **lieux, **variables}, port) as pid:
        yield Service(port, secret, pid)


@contextmanager
def etalon(dossier: str) -> Iterator[int]:
    """The empty route: its port."""
    (Path(dossier) / "etalon.py").write_text(ETALON, encoding="utf-8")
    port = port_libre()
    commande = [sys.executable, "-m", "uvicorn", "etalon:app", "--app-dir", dossier, "--port", str(port)]
    with lance([*commande, "--log-level", "critical"], dict(os.environ), port):
        yield port


@contextmanager
def lance(commande: list[str], environnement: dict[str, str], port: int) -> Iterator[int]:
    """Run a server: its process, once it answers."""
    processus = subprocess.Popen(commande, env=environnement, stderr=subprocess.DEVNULL)
    try:
        echeance = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/", timeout=1)
                break
            except httpx.HTTPError:
                if processus.poll() is not None or time.monotonic() > echeance:
                    raise
                time.sleep(0.1)
        yield processus.pid
    finally:
        processus.terminate()
        processus.wait(30)


if __name__ == "__main__":
    main()
