"""The national year in lots: ``make proofs`` runs it, ``SESSIONS=500 python -m tests.preuves.annee`` a part of it.

17,000 sessions, 211,821 candidates, with all their convocations, PVs, parchemins, livrets and notifications, by lots
of 1,000 sessions through ``docgen lot``, on one register: a lot a core at a time, so that no core waits for what a lot
does alone. Each lot must balance; at the end each number must be there once, without a gap in its series; the memory
of all the processes together is looked at all along. A run that is cut short goes on where it stopped, from its folder
(``DOSSIER``).
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outils.ceres import fautes_de_numeros
from outils.memoire import famille, pss_ko
from outils.sessions import JOUR, SESSIONS_PAR_AN, effectif, sessions

TYPES = (
    "convocation_candidat,convocation_jure,convocation_surveillant,"
    "pv_general,pv_individuel,parchemin,livret,notification"
)
SESSIONS_PAR_LOT = 1_000
MEMOIRE_MAX_MO = 1_536
PERIODE_S = 0.5
RACINE = Path(__file__).resolve().parents[2]


@dataclass
class Memoire:
    """The memory of a family of processes, shared pages counted once (PSS), looked at again and again."""

    pid: int
    maximum_ko: int = 0
    fini: threading.Event = field(default_factory=threading.Event)

    def suivre(self) -> None:
        """Look, until told to stop."""
        while not self.fini.wait(PERIODE_S):
            self.maximum_ko = max(self.maximum_ko, sum(map(pss_ko, famille(self.pid))))


def main() -> int:
    """Run the year and say what was found; 1 when something does not hold."""
    total = int(os.environ.get("SESSIONS", SESSIONS_PAR_AN))
    dossier = Path(os.environ.get("DOSSIER") or Path(tempfile.gettempdir(), f"docgen-annee-{total}"))
    dossier.mkdir(parents=True, exist_ok=True)
    coeurs: queue.SimpleQueue[int] = queue.SimpleQueue()
    for coeur in sorted(os.sched_getaffinity(0)):
        coeurs.put(coeur)

    def faire(depart: int) -> None:
        nombre = min(SESSIONS_PAR_LOT, total - depart)
        fiche = _fiche(dossier, depart)
        if not fiche.exists():
            coeur = coeurs.get()
            try:
                mesures = _lot(dossier, depart, nombre, coeur)
            finally:
                coeurs.put(coeur)
            fiche.write_text(json.dumps(mesures), encoding="utf-8")
        _dire(depart, nombre, total, json.loads(fiche.read_bytes()))

    with ThreadPoolExecutor(coeurs.qsize()) as equipe:
        list(equipe.map(faire, range(0, total, SESSIONS_PAR_LOT)))
    return _conclure(dossier, total)


def _fiche(dossier: Path, depart: int) -> Path:
    return dossier / f"lot-{depart:05d}.json"


def _lot(dossier: Path, depart: int, nombre: int, coeur: int) -> dict[str, Any]:
    """One lot, by the command; what it printed goes once it is counted, for the year does not fit a small disk."""
    charges, sortie = dossier / f"charges-{depart:05d}", dossier / f"lot-{depart:05d}"
    shutil.rmtree(charges, ignore_errors=True)
    charges.mkdir()
    fichiers = []
    for nom, octets in sessions(nombre, depart):
        (charges / nom).write_bytes(octets)
        fichiers.append(f"{charges.name}/{nom}")
    options = ("--types", TYPES, "--date", JOUR.isoformat(), "--sortie", sortie.name, "--json")
    environnement = {**os.environ, "PYTHONPATH": str(RACINE), "DOCGEN_COMMUNES": "non"}
    debut = time.perf_counter()
    processus = subprocess.Popen(
        ["taskset", "-c", str(coeur), sys.executable, "-m", "docgen", "lot", *fichiers, *options],
        cwd=dossier,
        env={**environnement, "DOCGEN_REGISTRE": "sqlite:///annee.db"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    memoire = Memoire(os.getpid())
    guet = threading.Thread(target=memoire.suivre)
    guet.start()
    reponse, erreurs = processus.communicate()
    memoire.fini.set()
    guet.join()
    if processus.returncode:
        raise SystemExit(f"lot {depart} : code {processus.returncode}\n{erreurs}")
    duree = time.perf_counter() - debut
    manifeste = json.loads((sortie / "manifeste.json").read_bytes())
    mesures = {
        "secondes": duree,
        "memoire_mo": memoire.maximum_ko // 1024,
        "sessions": json.loads(reponse)["sessions"],
        "candidats": sum(effectif(rang) for rang in range(depart, depart + nombre)),
        "totaux": manifeste["totaux"],
        "types": Counter(ligne["type"] for ligne in manifeste["documents"]),
        "octets": sum(volume["octets"] for volume in manifeste["volumes"]),
        "volumes": len(manifeste["volumes"]),
        "numeros": [ligne["numero"] for ligne in manifeste["documents"] if ligne["numero"]],
    }
    shutil.rmtree(sortie)
    shutil.rmtree(charges)
    return mesures


def _dire(depart: int, nombre: int, total: int, mesures: dict[str, Any]) -> None:
    documents = mesures["totaux"]["documents"]
    print(
        f"sessions {depart + 1} à {depart + nombre} sur {total} : {documents} documents, {mesures['volumes']} volumes, "
        f"{mesures['secondes']:.0f} s, {documents / mesures['secondes']:.0f} documents/s, {mesures['memoire_mo']} Mo",
        flush=True,
    )


def _conclure(dossier: Path, total: int) -> int:
    lots = [json.loads(_fiche(dossier, depart).read_bytes()) for depart in range(0, total, SESSIONS_PAR_LOT)]
    numeros = [numero for lot in lots for numero in lot["numeros"]]
    fautes = [*fautes_de_numeros(numeros), *_fautes_de_compte(lots, total)]
    documents = sum(lot["totaux"]["documents"] for lot in lots)
    secondes = sum(lot["secondes"] for lot in lots) / min(len(lots), len(os.sched_getaffinity(0)))
    bilan = {
        "sessions": total,
        "candidats": sum(lot["candidats"] for lot in lots),
        "documents": documents,
        "types": dict(sum((Counter(lot["types"]) for lot in lots), Counter())),
        "numeros": len(numeros),
        "feuilles": sum(lot["totaux"]["feuilles"] for lot in lots),
        "volumes": sum(lot["volumes"] for lot in lots),
        "octets": sum(lot["octets"] for lot in lots),
        "secondes": round(secondes),
        "documents_par_seconde": round(documents / secondes),
        "memoire_mo_maximum": max(lot["memoire_mo"] for lot in lots),
        "fautes": fautes,
    }
    print(json.dumps(bilan, ensure_ascii=False, indent=1))
    return 1 if fautes else 0


def _fautes_de_compte(lots: list[dict[str, Any]], total: int) -> list[str]:
    fautes = []
    if sum(lot["sessions"] for lot in lots) != total:
        fautes.append("des sessions manquent")
    if sum(lot["types"]["pv_individuel"] for lot in lots) != sum(lot["candidats"] for lot in lots):
        fautes.append("des procès-verbaux individuels manquent")
    fautes += [f"lot de {lot['memoire_mo']} Mo" for lot in lots if lot["memoire_mo"] > MEMOIRE_MAX_MO]
    return fautes


if __name__ == "__main__":
    sys.exit(main())
