"""What a change did to the claims: the measures of another checkout, then of this one, on the same machine.

Each measure is that of its own checkout, with its own peers, and the other's ``.venv``; one follows the other at once,
so that both meet much the same machine: what a peer that did not change took says how much. Where a single ratio is
wanted, ``benchmarks.avant_apres`` takes turns. Run: ``python -m benchmarks.cote_a_cote /chemin/de/l/autre [MESURE…]``;
each former commit has results of its own, where a measure takes the place of its last run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import mesure
from benchmarks.avant_apres import ICI, commit_de

MESURES = ("service", "produire", "parchemin", "engines", "lots")
_DE_CELUI_QUI_MESURE = ("commande", "machine")


def main() -> None:
    """Measure and keep the figures."""
    autre, *choix = sys.argv[1:]
    depots = {"avant": Path(autre).resolve(), "apres": ICI}
    nom = f"cote_a_cote_{commit_de(depots['avant'])}"
    connus = mesure.RESULTATS / f"{nom}.json"
    faits = json.loads(connus.read_bytes())["mesures"] if connus.exists() else {}
    for une in choix or MESURES:
        faits[une] = {cote: _mesurer(depot, une) for cote, depot in depots.items()}
        mesure.ecrire(nom, {"mesures": faits})


def _mesurer(depot: Path, une: str) -> dict[str, Any]:
    """The figures of one measure of a checkout, as it keeps them."""
    subprocess.run([depot / ".venv/bin/python", "-m", f"benchmarks.{une}"], cwd=depot, check=True)
    lus = json.loads((depot / "benchmarks" / "resultats" / f"{une}.json").read_bytes())
    return {cle: valeur for cle, valeur in lus.items() if cle not in _DE_CELUI_QUI_MESURE}


if __name__ == "__main__":
    main()
