"""What a change brings: the same commands, on the same files, in this checkout and in another one, in turn.

Each command is run for few documents and for many: the difference is what a document costs once all is warm. Processor
time of the command and of its children; each pair of runs meets the same moment of the machine, and the median of the
ratios is kept. The other checkout has its own ``.venv``, whose libraries are those of its lock. Run: ``python -m
benchmarks.avant_apres /chemin/de/l/autre``; each former commit has results of its own.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mesure
from outils.sessions import JOUR, sessions

ICI = Path(__file__).parents[1]
SANS = os.environ.get("SANS", "tf,ft").split(",")  # letters that an old commit could not print
TOURS = int(os.environ.get("TOURS", "5"))
DATE = ("--date", JOUR.isoformat())
# type, command, sessions of the small run and of the large one, both printed by as many processes (the start of others
# would count as documents); a PV proves nothing: no number, no token
TACHES = {
    "lot": ("parchemin", ("lot", "--types", "parchemin", *DATE), 10, 80),
    "lot_sans_preuve": ("pv_individuel", ("lot", "--types", "pv_individuel", *DATE), 10, 70),
    "fiches": ("parchemin", ("produire", "--types", "parchemin", *DATE), 6, 14),
}
DEPARTS = {"aide": ("--help",), "controle": ("controler", *DATE)}


def main() -> None:
    """Measure and keep the figures."""
    autre = Path(sys.argv[1]).resolve()
    depots = {"avant": autre, "apres": ICI}
    charge = os.getloadavg()[0]
    with TemporaryDirectory() as provisoire:
        fichiers = _ecrire(Path(provisoire), max(grand for *_, grand in TACHES.values()))
        resultats = {
            **{nom: _par_document(depots, *tache, fichiers) for nom, tache in TACHES.items()},
            **{nom: _depart(depots, commande, fichiers[:1]) for nom, commande in DEPARTS.items()},
        }
    charges = {"avant": round(charge, 1), "apres": round(os.getloadavg()[0], 1)}
    commit = commit_de(autre)
    mesure.ecrire(
        f"avant_apres_{commit}",
        {"tours": TOURS, "commit_avant": commit, "charge_de_la_machine": charges, "resultats": resultats},
    )


def _ecrire(dossier: Path, nombre: int) -> list[Path]:
    fichiers = []
    lisibles = (une for une in sessions(40 * nombre) if _est_lisible(une[1]))
    for nom, octets in islice(lisibles, nombre):
        fichiers.append(dossier / nom)
        fichiers[-1].write_bytes(octets)
    return fichiers


def _est_lisible(octets: bytes) -> bool:
    """True when nothing that the session says has the letters that the other commit loses."""
    texte = octets.decode().casefold()
    return not any(lettres in texte for lettres in SANS)


def _par_document(
    depots: dict[str, Path], code: str, commande: tuple[str, ...], petit: int, grand: int, fichiers: Sequence[Path]
) -> dict[str, object]:
    """Milliseconds of processor a document, beyond what a run costs whatever it makes."""
    marges: dict[str, list[float]] = {nom: [] for nom in depots}
    documents = _documents(code, fichiers[petit:grand])
    for _ in range(TOURS):
        for nom, depot in depots.items():
            temps = [_lancer(depot, commande, fichiers[:nombre])[0] for nombre in (petit, grand)]
            marges[nom].append((temps[1] - temps[0]) * 1000 / documents)
    return {"documents": documents, **_resumer(marges, "ms_par_document")}


def _depart(depots: dict[str, Path], commande: tuple[str, ...], fichiers: Sequence[Path]) -> dict[str, object]:
    """Milliseconds of a whole command that has little to do, and the seconds that its user waits."""
    donnes = fichiers if commande[0] != "--help" else ()
    temps = {nom: [_lancer(depot, commande, donnes) for _ in range(TOURS + 1)][1:] for nom, depot in depots.items()}
    processeur = {nom: [un * 1000 for un, _ in valeurs] for nom, valeurs in temps.items()}
    attente = {f"secondes_{nom}_minimum": round(min(attendu for _, attendu in temps[nom]), 3) for nom in depots}
    return {**_resumer(processeur, "ms"), **attente}


def _resumer(valeurs: dict[str, list[float]], unite: str) -> dict[str, object]:
    return {
        **{f"{unite}_{nom}_mediane": round(statistics.median(liste), 2) for nom, liste in valeurs.items()},
        **{f"{unite}_{nom}_minimum": round(min(liste), 2) for nom, liste in valeurs.items()},
        "fois_plus_vite": mesure.fois(valeurs["avant"], valeurs["apres"]),
    }


def _lancer(depot: Path, commande: tuple[str, ...], fichiers: Sequence[Path]) -> tuple[float, float]:
    """Processor seconds, and seconds, of a command in an empty folder."""
    with TemporaryDirectory() as dossier:
        lieux = {"DOCGEN_REGISTRE": f"sqlite:///{dossier}/docgen.db", "PYTHONPATH": str(depot)}
        environnement = {cle: valeur for cle, valeur in os.environ.items() if cle != "PYTHONDONTWRITEBYTECODE"}
        environnement |= {**lieux, "PYTHONPYCACHEPREFIX": f"/tmp/docgen-{os.getuid()}-pyc"}
        depart, heure = _processeur(), time.perf_counter()
        fini = subprocess.run(
            [str(depot / ".venv/bin/python"), "-m", "docgen", *commande, *map(str, fichiers)],
            cwd=dossier,
            env=environnement,
            capture_output=True,
            text=True,
        )
        if fini.returncode:
            raise SystemExit(f"{depot} : {fini.stdout[-1_000:]}{fini.stderr[-1_000:]}")
        return _processeur() - depart, time.perf_counter() - heure


def _processeur() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _documents(code: str, fichiers: Sequence[Path]) -> int:
    decisions = [
        candidat["resultat"]["decision"]
        for fichier in fichiers
        for candidat in json.loads(fichier.read_bytes())["candidats"]
    ]
    return decisions.count("ADMIS") if code == "parchemin" else len(decisions)


def commit_de(depot: Path) -> str:
    """The commit that a checkout is at."""
    dit = subprocess.run(
        ["git", "rev-parse", "--short=7", "HEAD"], cwd=depot, capture_output=True, text=True, check=True
    )
    return dit.stdout.strip()


if __name__ == "__main__":
    main()
