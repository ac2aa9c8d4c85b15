"""Claim: ``docgen produire`` of a session of 12 candidates, all types, cold, takes at most 4 s and 300 MB.

Cold: a new process, an empty register. Memory is that of the whole family of processes, shared pages counted once
(PSS). Run: ``python -m benchmarks.produire``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mesure
from benchmarks.dossiers import charge_de
from outils.memoire import famille, pss_ko

TOURS = 7
TYPES = (sys.executable, "-c", "import weasyprint")


def main() -> None:
    """Measure and keep the figures."""
    avec = [_produire() for _ in range(TOURS)]
    importer = [_chronometrer([*TYPES], os.environ.copy(), ".")[0] for _ in range(TOURS)]
    mesure.ecrire(
        "produire",
        {
            "tours": TOURS,
            "documents": avec[0][2],
            "secondes_mediane": round(statistics.median(duree for duree, _, _ in avec), 2),
            "secondes_minimum": round(min(duree for duree, _, _ in avec), 2),
            "memoire_mo_maximum": round(max(memoire for _, memoire, _ in avec) / 1024),
            "dont_importer_weasyprint_secondes": round(statistics.median(importer), 2),
        },
    )


def _produire() -> tuple[float, int, int]:
    """Seconds, peak kilobytes, documents of one cold run."""
    with TemporaryDirectory() as dossier:
        charge = Path(dossier, "session.json")
        charge.write_text(json.dumps(charge_de(candidats=12)), encoding="utf-8")
        commande = [sys.executable, "-m", "docgen", "produire", str(charge), "--types", "tout", "--date", "2019-03-20"]
        racine = str(Path(__file__).parents[1])
        duree, memoire = _chronometrer(commande, {**os.environ, "PYTHONPATH": racine}, dossier)
        rapport = json.loads(Path(dossier, "sortie", "rapport.json").read_text(encoding="utf-8"))
        return duree, memoire, len(rapport["documents"])


def _chronometrer(commande: list[str], environnement: dict[str, str], dossier: str) -> tuple[float, int]:
    depart = time.perf_counter()
    processus = subprocess.Popen(
        commande, env=environnement, cwd=dossier, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    memoire = 0
    while processus.poll() is None:
        memoire = max(memoire, sum(map(pss_ko, famille(processus.pid))))
        time.sleep(0.02)
    duree = time.perf_counter() - depart
    if processus.returncode:
        raise SystemExit(processus.stderr.read().decode() if processus.stderr else "")
    return duree, memoire


if __name__ == "__main__":
    main()
