"""Claim: whoever waits, waits little. One record over HTTP, warm: 90 ms at the median; with 16 callers a core, a record
costs a core no more. A session of 12 candidates, all types: 3 s by a cold command, 1.8 s by a warm service; one of 200:
its first paper is counted within 2 s, all are made within 20 s. ``docgen --help``: 0.25 s, ``docgen controler``: 0.6 s.
Beside another caller's 200 candidates or 200 sessions, a single document takes twice its time at most, and nothing is
made for whoever has left (:mod:`benchmarks.tours`, ``equite``).

The same is asked, in turn, of another checkout (``AVANT=/chemin``, run with the libraries of this one) if there is one.
Run: ``python -m benchmarks.attente``, alone on the machine; ``TOURS=3`` for less.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks import mesure
from benchmarks.dossiers import charge_de
from benchmarks.service import SANS_LIMITE, Cible, Service, appeler, lance_service
from benchmarks.tours import JOUR, PARCHEMIN, equite
from docgen.usecases.serie import exemples

TOURS = int(os.environ.get("TOURS", "5"))
GROSSES = 1  # rounds in which there is a session of 200
ICI = Path(__file__).parents[1]
PV = f"/v1/documents/pv_general?date={JOUR}"
PAS_S = 0.02
FINIS = ("TERMINE", "PARTIEL", "ECHOUE", "ANNULE")


def main() -> None:
    """Measure and keep the figures."""
    depots = {"apres": ICI, **({"avant": Path(os.environ["AVANT"])} if "AVANT" in os.environ else {})}
    charge = round(os.getloadavg()[0], 1)
    with TemporaryDirectory() as dossier, ExitStack() as pile:
        services = {
            nom: pile.enter_context(lance_service(_dossier(dossier, nom), {**_debits(), "PYTHONPATH": str(depot)}))
            for nom, depot in depots.items()
        }
        releves: dict[str, dict[str, list[float]]] = {}
        for tour in range(TOURS + 1):
            for nom, depot in depots.items():
                for quoi, valeur in _mesures(depot, services[nom], Path(dossier) / nom, tour):
                    if tour:
                        releves.setdefault(quoi, {}).setdefault(nom, []).append(valeur)
    resultats = {
        quoi: {f"{nom}_mediane": round(statistics.median(valeurs), 3) for nom, valeurs in par_depot.items()}
        for quoi, par_depot in releves.items()
    }
    conditions = {"tours": TOURS, "charge_de_la_machine": charge}
    mesure.ecrire("attente", {**conditions, "resultats": resultats, "equite": equite()}, ("TOURS", "AVANT"))


def _dossier(dossier: str, nom: str) -> Path:
    (Path(dossier) / nom).mkdir()
    return Path(dossier) / nom


def _debits() -> dict[str, str]:
    return dict.fromkeys(("DOCGEN_DEBIT", "DOCGEN_DEBIT_ADRESSE"), SANS_LIMITE)


def _mesures(depot: Path, service: Service, dossier: Path, tour: int) -> Iterator[tuple[str, float]]:
    fichier, base = next(iter(exemples()))[0], dossier / "docgen.db"
    for nom, chemin in (("parchemin", PARCHEMIN), ("pv_general", PV)):
        yield f"{nom}_ms", statistics.median(_appels(service, chemin, 1, 5)) * 1000
    nombre = 16 * mesure.coeurs()
    depart = time.perf_counter()
    _appels(service, PARCHEMIN, nombre, 1)
    yield "parchemin_a_16_par_coeur_ms_de_coeur", (time.perf_counter() - depart) * 1000 / nombre * mesure.coeurs()
    yield "session_de_12_a_chaud_s", _dossier_complet(service, base, 12, tour)[1]
    if 0 < tour <= GROSSES:
        premier, tous = _dossier_complet(service, base, 200, tour)
        yield from (("session_de_200_premier_papier_s", premier), ("session_de_200_s", tous))
    session = dossier / "session.json"
    session.write_text(json.dumps(charge_de(12)), encoding="utf-8")
    yield "session_de_12_a_froid_s", _commande(depot, "produire", str(session), "--types", "tout", "--date", JOUR)
    yield "controler_s", _commande(depot, "controler", str(fichier), "--date", JOUR)
    yield "aide_s", _commande(depot, "--help")


def _appels(service: Service, chemin: str, appelants: int, fois: int) -> list[float]:
    charge = next(iter(exemples()))[0].read_bytes()
    return asyncio.run(appeler(Cible("document", "POST", chemin, appelants, fois, charge), service.port, service.cle))


def _dossier_complet(service: Service, base: Path, candidats: int, tour: int) -> tuple[float, float]:
    """Seconds until a first document of a session is counted, and until all of them are there."""
    charge = charge_de(candidats)
    charge["session"]["id"] = f"{candidats}{tour:03d}"
    with httpx.Client(
        base_url=f"http://127.0.0.1:{service.port}", headers={"Authorization": f"Bearer {service.cle}"}
    ) as client:
        depart = time.perf_counter()
        travail = client.post(f"/v1/dossiers?types=tout&date={JOUR}", json=charge).raise_for_status().json()
        premier, etat = 0.0, ""
        while etat not in FINIS:
            time.sleep(PAS_S)
            documents, etat = _avancement(base, travail["id"])
            if documents and not premier:
                premier = time.perf_counter() - depart
        if etat != "TERMINE":
            raise SystemExit(f"{candidats} candidats : {etat}")
        tous = time.perf_counter() - depart
        return premier or tous, tous


def _avancement(base: Path, travail: str) -> tuple[int, str]:
    """The documents that are counted, and the state: read in the tables, which a follower's page is drawn from."""
    with closing(sqlite3.connect(base)) as ouverte:
        lu: tuple[int, str] = ouverte.execute("SELECT documents, etat FROM travaux WHERE id = ?", (travail,)).fetchone()
        return lu


def _commande(depot: Path, *arguments: str) -> float:
    """Seconds of a command in an empty folder."""
    with TemporaryDirectory() as dossier:
        environnement = {**os.environ, "PYTHONPATH": str(depot), "DOCGEN_REGISTRE": f"sqlite:///{dossier}/docgen.db"}
        environnement.pop("PYTHONDONTWRITEBYTECODE", None)
        depart = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "docgen", *arguments],
            cwd=dossier,
            env=environnement,
            check=True,
            capture_output=True,
        )
        return time.perf_counter() - depart


if __name__ == "__main__":
    main()
