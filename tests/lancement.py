"""A program in Python, run in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.maison.arbre import RACINE


def executer(programme: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run it to its end, from the root of the project unless another place is given."""
    voulues: dict[str, Any] = {"cwd": RACINE, "capture_output": True, "text": True, "timeout": 120, **options}
    return subprocess.run([sys.executable, "-c", programme, *arguments], **voulues)


def maison_neuve() -> Path:
    """A home that is not ours, where the first guest of a run of the tests makes all the fonts anew."""
    maison = Path(os.environ["RENDUS_DU_TOUR"]) / "maison"
    maison.mkdir(exist_ok=True)
    return maison
