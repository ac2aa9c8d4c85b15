"""How a claim is measured: peers take turns, round after round, and medians of their ratios are kept.

A shared machine is slow or fast by moments; two peers timed in the same round meet the same moment.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

RESULTATS = Path(__file__).parent / "resultats"
PAQUETS = (
    "weasyprint",
    "plutoprint",
    "pypdfium2",
    "pypdf",
    "zxing-cpp",
    "sqlalchemy",
    "psycopg",
    "procrastinate",
    "fastapi",
    "uvicorn",
    "typst",
)


def machine() -> dict[str, object]:
    """Where the figures were taken, and with which versions."""
    modele = next(
        (ligne.partition(":")[2].strip() for ligne in _lignes("/proc/cpuinfo") if ligne.startswith("model name")), ""
    )
    return {
        "systeme": platform.platform(),
        "processeur": modele,
        "coeurs": coeurs(),
        "python": platform.python_version(),
        "versions": {paquet: version(paquet) for paquet in PAQUETS},
    }


def coeurs() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def _lignes(chemin: str) -> list[str]:
    return Path(chemin).read_text(encoding="utf-8").splitlines()


def processeur_s() -> float:
    """Processor seconds of this process and of the children that it waited for."""
    usages = (resource.getrusage(qui) for qui in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def a_tour_de_role(pairs: Mapping[str, Callable[[int], object]], tours: int) -> dict[str, list[float]]:
    """The processor seconds of each peer, round by round; a first round, not counted, warms them all.

    A peer is given the rank of the round, to work on other data each time: some remember their last answer.
    """
    durees: dict[str, list[float]] = {nom: [] for nom in pairs}
    for tour in range(tours + 1):
        for nom, faire in pairs.items():
            depart = time.process_time()
            faire(tour)
            if tour:
                durees[nom].append(time.process_time() - depart)
    return durees


def rapport(durees: Mapping[str, Sequence[float]], reference: str) -> dict[str, dict[str, float]]:
    """For each peer: median and least milliseconds, and the median of its ratios to the reference of the same round."""
    return {
        nom: {
            "ms_mediane": round(statistics.median(valeurs) * 1000, 2),
            "ms_minimum": round(min(valeurs) * 1000, 2),
            "rapport": fois(valeurs, durees[reference], 3),
        }
        for nom, valeurs in durees.items()
    }


def fois(valeurs: Sequence[float], reference: Sequence[float], decimales: int = 2) -> float:
    """The median of the ratios to the reference of the same round."""
    return round(statistics.median(a / b for a, b in zip(valeurs, reference, strict=True)), decimales)


def commande(variables: Sequence[str]) -> str:
    """How this program was run, with those of these variables that it was given."""
    donnees = [f"{nom}={os.environ[nom]}" for nom in variables if nom in os.environ]
    module = getattr(sys.modules["__main__"].__spec__, "name", sys.argv[0])
    return " ".join([*donnees, "python", "-m", module, *sys.argv[1:]])


def ecrire(nom: str, resultats: Mapping[str, object], variables: Sequence[str] = ()) -> None:
    """Keep the figures with the command, the machine and the versions, and print them."""
    RESULTATS.mkdir(exist_ok=True)
    contenu = {"commande": commande(variables), "machine": machine(), **resultats}
    texte = json.dumps(contenu, ensure_ascii=False, indent=2) + "\n"
    (RESULTATS / f"{nom}.json").write_text(texte, encoding="utf-8")
    print(texte)
