"""A program in Python, run in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from docgen.rendering import fonts
from tests.maison.arbre import RACINE

# One of each way in which they are made.
REFAITES = ("SourceSerifPro-Regular.ttf", "SourceSans3-Bold.ttf", "KurintoSans-Rg.ttf")


def executer(programme: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run it to its end, from the root of the project unless another place is given."""
    voulues: dict[str, Any] = {"cwd": RACINE, "capture_output": True, "text": True, "timeout": 120, **options}
    return subprocess.run([sys.executable, "-c", programme, *arguments], **voulues)


def maison_neuve() -> Path:
    """A home that is not ours, where the first guest of a run of the tests makes fonts anew; the others are ours."""
    maison = Path(os.environ["RENDUS_DU_TOUR"]) / "maison"
    copies = maison / ".cache" / "docgen" / fonts.dossier().parent.name / "polices"
    copies.mkdir(parents=True, exist_ok=True)
    for copie in fonts.dossier().iterdir():
        if copie.name not in REFAITES:
            with suppress(FileExistsError):
                (copies / copie.name).symlink_to(copie)
    return maison
