"""The national year in lots: ``make proofs`` runs it, ``SESSIONS=500 python -m tests.preuves.annee`` a part of it.

17,000 sessions, 211,821 candidates, with all their convocations, then their PVs, parchemins, livrets and notifications,
by lots of 850 sessions through ``docgen lot``, on one register: a lot a core at a time, so that no core waits for what
a lot does alone. Each lot must balance; at the end each number must be there once, without a gap in its series, in
the lots and in the register, whose whole history is verified; the memory of all the processes together is looked at
all along. The sessions are written before the clock starts: they are given to the service, which does not invent them.

A run that is cut short goes on where it stopped, from its folder (``DOSSIER``); one that holds leaves nothing but its
figures, in ``benchmarks/resultats/annee.json`` when it is that of the whole year. It needs some 4 GB of disk.
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
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import mesure
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.registre.ouverture_registre import ouvrir_registre
from outils.ceres import fautes_de_numeros
from outils.sessions import JOUR, SESSIONS_PAR_AN, VEILLE, effectif, sessions
from tests.ampleur import regle
from tests.preuves.machine import Memoire, Processeur

# What is printed of every session, and on which day: before it takes place, then once it is validated.
CONVOCATIONS = ("convocation_candidat,convocation_jure,convocation_surveillant", VEILLE)
PAPIERS = ("pv_general,pv_individuel,parchemin,livret,notification", JOUR)
TIRAGES = (CONVOCATIONS, PAPIERS)
SESSIONS_PAR_LOT = 850  # twenty lots a day: as many on each of two cores, or four, or five
MEMOIRE_MAX_MO = 900
PERIODE_S = 2.0  # of the looks at memory: each one at a process of 400 MB costs 7 ms of processor
CROISSANCE_MAX = 1.15  # of the memory, from the first lots to the last ones
RACINE = Path(__file__).resolve().parents[2]


PROCESSEUR = Processeur()


def main() -> int:
    """Run the year and say what was found; 1 when something does not hold."""
    total = regle("SESSIONS", SESSIONS_PAR_AN, 20)
    dossier = Path(os.environ.get("DOSSIER") or Path(tempfile.gettempdir(), f"docgen-annee-{total}"))
    dossier.mkdir(parents=True, exist_ok=True)
    lots = _lots(total)
    a_faire = [lot for lot in lots if not _fiche(dossier, lot).exists()]
    with ProcessPoolExecutor() as equipe:
        list(equipe.map(_ecrire_les_charges, [dossier] * len(a_faire), a_faire))
    memoire = Memoire(os.getpid(), PERIODE_S)
    guet = threading.Thread(target=memoire.suivre)
    guet.start()
    try:
        _imprimer(dossier, a_faire, memoire)
    finally:
        memoire.fini.set()
        guet.join()
    return _conclure(dossier, lots, total)


class Lot(NamedTuple):
    """What a lot prints, by rank in ``TIRAGES``, and the sessions that it prints it of: from which one, how many."""

    tirage: int
    depart: int
    nombre: int


def _lots(total: int) -> list[Lot]:
    departs = range(0, total, SESSIONS_PAR_LOT)
    return [Lot(tirage, un, min(SESSIONS_PAR_LOT, total - un)) for tirage in range(len(TIRAGES)) for un in departs]


def _imprimer(dossier: Path, lots: list[Lot], memoire: Memoire) -> None:
    """All these lots, one a core at a time."""
    coeurs: queue.SimpleQueue[int] = queue.SimpleQueue()
    for coeur in sorted(os.sched_getaffinity(0)):
        coeurs.put(coeur)

    def faire(lot: Lot) -> None:
        coeur = coeurs.get()
        try:
            mesures = _lot(dossier, lot, coeur)
        finally:
            coeurs.put(coeur)
        tous, enfants = memoire.maximums_mo(mesures["debut"], mesures["fin"])
        mesures |= {"memoire_mo": tous, "memoire_mo_sans_la_preuve": enfants, **_compte(dossier, lot)}
        _fiche(dossier, lot).write_text(json.dumps(mesures), encoding="utf-8")
        _dire(lot, mesures)

    # One more than there are cores: no core waits while the documents of a lot are counted.
    with ThreadPoolExecutor(coeurs.qsize() + 1) as equipe:
        list(equipe.map(faire, lots))


def _fiche(dossier: Path, lot: Lot) -> Path:
    return dossier / f"lot-{lot.tirage}-{lot.depart:05d}.json"


def _lieux(dossier: Path, lot: Lot) -> tuple[Path, Path]:
    """Where the sessions of a lot are, and where it is printed."""
    return dossier / f"charges-{lot.tirage}-{lot.depart:05d}", _fiche(dossier, lot).with_suffix("")


def _ecrire_les_charges(dossier: Path, lot: Lot) -> None:
    charges, _ = _lieux(dossier, lot)
    shutil.rmtree(charges, ignore_errors=True)
    charges.mkdir()
    for nom, octets in sessions(lot.nombre, lot.depart, a_convoquer=TIRAGES[lot.tirage] == CONVOCATIONS):
        (charges / nom).write_bytes(octets)


def _lot(dossier: Path, lot: Lot, coeur: int) -> dict[str, Any]:
    """One lot, by the command."""
    types, jour = TIRAGES[lot.tirage]
    charges, sortie = _lieux(dossier, lot)
    fichiers = sorted(f"{charges.name}/{charge.name}" for charge in charges.iterdir())
    options = ("--types", types, "--date", jour.isoformat(), "--sortie", sortie.name, "--json")
    environnement = {**os.environ, "PYTHONPATH": str(RACINE), "DOCGEN_COMMUNES": "non"}
    debut = time.time()
    processus = subprocess.Popen(
        ["taskset", "-c", str(coeur), sys.executable, "-m", "docgen", "lot", *fichiers, *options],
        cwd=dossier,
        env={**environnement, "DOCGEN_REGISTRE": "sqlite:///annee.db"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    reponse, erreurs = processus.communicate()
    if processus.returncode:
        raise SystemExit(f"lot {lot} : code {processus.returncode}\n{erreurs}")
    return {
        "debut": debut,
        "fin": time.time(),
        "processeur": PROCESSEUR.pris(),
        "sessions": json.loads(reponse)["sessions"],
    }


def _compte(dossier: Path, lot: Lot) -> dict[str, Any]:
    """What a lot printed, which then goes: the year does not fit a small disk."""
    charges, sortie = _lieux(dossier, lot)
    manifeste = json.loads((sortie / "manifeste.json").read_bytes())
    compte = {
        "candidats": sum(effectif(rang) for rang in range(lot.depart, lot.depart + lot.nombre)),
        "totaux": manifeste["totaux"],
        "types": Counter(ligne["type"] for ligne in manifeste["documents"]),
        "octets": sum(volume["octets"] for volume in manifeste["volumes"]),
        "volumes": len(manifeste["volumes"]),
        "numeros": [ligne["numero"] for ligne in manifeste["documents"] if ligne["numero"]],
    }
    shutil.rmtree(sortie)
    shutil.rmtree(charges)
    return compte


def _dire(lot: Lot, mesures: dict[str, Any]) -> None:
    documents, secondes = mesures["totaux"]["documents"], mesures["fin"] - mesures["debut"]
    print(
        f"sessions {lot.depart + 1} à {lot.depart + lot.nombre} : {documents} documents, {mesures['volumes']} volumes, "
        f"{secondes:.0f} s, {documents / secondes:.0f} documents/s par cœur, {mesures['memoire_mo']} Mo",
        flush=True,
    )


def _conclure(dossier: Path, faits: list[Lot], total: int) -> int:
    lots = [json.loads(_fiche(dossier, lot).read_bytes()) for lot in faits]
    depart = time.time()
    fautes = [
        *fautes_de_numeros([numero for lot in lots for numero in lot["numeros"]]),
        *_fautes_de_compte(lots, total),
        *_fautes_de_memoire(lots),
    ]
    fautes += _fautes_du_registre(dossier, lots)
    documents = sum(lot["totaux"]["documents"] for lot in lots)
    secondes = _duree(lots)
    bilan = {
        "sessions": total,
        "candidats": sum(lot["candidats"] for lot in lots) // len(TIRAGES),
        "documents": documents,
        "types": dict(sum((Counter(lot["types"]) for lot in lots), Counter())),
        "numeros": sum(len(lot["numeros"]) for lot in lots),
        "feuilles": sum(lot["totaux"]["feuilles"] for lot in lots),
        "volumes": sum(lot["volumes"] for lot in lots),
        "octets": sum(lot["octets"] for lot in lots),
        "minutes": round(secondes / 60, 1),
        "documents_par_seconde": round(documents / secondes),
        "ms_de_processeur_par_document": round(sum(lot["processeur"] for lot in lots) / documents * 1000, 2),
        "memoire_mo_maximum": max(lot["memoire_mo"] for lot in lots),
        "memoire_mo_maximum_sans_la_preuve": max(lot["memoire_mo_sans_la_preuve"] for lot in lots),
        "memoire_mo_par_lot": [lot["memoire_mo"] for lot in lots],
        "secondes_de_verification_du_registre": round(time.time() - depart),
        "fautes": fautes,
    }
    if total == SESSIONS_PAR_AN:
        mesure.ecrire("annee", bilan)
    else:
        print(json.dumps(bilan, ensure_ascii=False, indent=1))
    if not fautes:
        shutil.rmtree(dossier)
    return 1 if fautes else 0


def _duree(lots: list[dict[str, Any]]) -> float:
    """How long something was at work: a run that was cut short and went on later did nothing in between."""
    duree, jusqua = 0.0, 0.0
    for debut, fin in sorted((lot["debut"], lot["fin"]) for lot in lots):
        duree += max(0.0, fin - max(debut, jusqua))
        jusqua = max(jusqua, fin)
    return duree


def _fautes_du_registre(dossier: Path, lots: list[dict[str, Any]]) -> list[str]:
    """The register holds these numbers and no other, and its history is whole."""
    registre = ouvrir_registre(f"sqlite:///{dossier}/annee.db")
    try:
        emis = Counter(papier.numero for papier in registre.lister(PARTOUT) if papier.numero)
        fautes = [f"registre : {anomalie}" for anomalie in registre.verifier()]
    finally:
        registre.fermer()
    if emis != Counter(numero for lot in lots for numero in lot["numeros"]):
        fautes.append("les numéros des lots ne sont pas ceux du registre")
    return fautes


def _fautes_de_memoire(lots: list[dict[str, Any]]) -> list[str]:
    """Under the limit, and as much at the end as at the start."""
    fautes = [f"lot de {lot['memoire_mo']} Mo" for lot in lots if lot["memoire_mo"] > MEMOIRE_MAX_MO]
    for types, _ in TIRAGES:
        memoires = [lot["memoire_mo"] for lot in lots if set(lot["types"]) <= set(types.split(","))]
        part = len(memoires) // 3
        if part and max(memoires[-part:]) > CROISSANCE_MAX * max(memoires[:part]):
            fautes.append(f"la mémoire croît : {memoires} Mo")
    return fautes


def _fautes_de_compte(lots: list[dict[str, Any]], total: int) -> list[str]:
    fautes = []
    if sum(lot["sessions"] for lot in lots) != total * len(TIRAGES):
        fautes.append("des sessions manquent")
    types = sum((Counter(lot["types"]) for lot in lots), Counter[str]())
    candidats = sum(lot["candidats"] for lot in lots) // len(TIRAGES)
    for code, nom in (("pv_individuel", "procès-verbaux individuels"), ("convocation_candidat", "convocations")):
        if types[code] != candidats:
            fautes.append(f"des {nom} manquent")
    return fautes


if __name__ == "__main__":
    sys.exit(main())
