"""Every page, in each state: valid, accessible in light and dark, whole at 320 pixels; nothing comes from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.pages import site as s
from tests.pages.etats import Etat, Peuplement
from tests.pages.nu import fautes_html

REGLES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
CONTRASTES = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # the scheme changes nothing else
ETROIT, LARGE = 320, 1280


@pytest.fixture(scope="module")
def peuplement(site: s.Site) -> Peuplement:
    return Peuplement(site)


@pytest.fixture(scope="module")
def etats(peuplement: Peuplement) -> list[Etat]:
    return peuplement.etats()


@pytest.fixture(scope="module")
def contextes(
    navigateur: Browser, site: s.Site, badges: Callable[[str], Any]
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser by role, width and scheme, opened once."""
    ouverts: list[BrowserContext] = []

    @cache
    def ouvrir(role: str | None, largeur: int, mode: str) -> BrowserContext:
        badge = {"storage_state": badges(role)} if role else {}
        ouverts.append(s.contexte(navigateur, site, largeur, color_scheme=mode, **badge))
        return ouverts[-1]

    yield ouvrir
    for contexte in ouverts:
        contexte.close()


@pytest.mark.parametrize(
    ("largeur", "mode", "regles"), [(LARGE, "light", REGLES), (LARGE, "dark", CONTRASTES), (ETROIT, "light", REGLES)]
)
def test_axe_ne_trouve_rien(
    etats: list[Etat], contextes: Callable[..., BrowserContext], largeur: int, mode: str, regles: Any
) -> None:
    fautes = []
    for etat in etats:
        page = contextes(etat.role, largeur, mode).new_page()
        page.goto(etat.adresse)
        trouvees = Axe().run(page, options=regles).response["violations"]
        fautes += [f"{etat.nom} : {faute['id']} {_cibles(faute)}" for faute in trouvees]
        if largeur == ETROIT and (trop := _debordement(page)):
            fautes.append(f"{etat.nom} : déborde de {trop} px")
        page.close()
    assert not fautes, "\n".join(fautes)


def test_chaque_page_est_du_html_valide_et_ne_demande_rien_au_dehors(
    etats: list[Etat], contextes: Callable[..., BrowserContext], site: s.Site, tmp_path: Path
) -> None:
    fautes: list[str] = []
    for rang, etat in enumerate(etats):
        page = contextes(etat.role, LARGE, "light").new_page()
        page.on("console", lambda dit, nom=etat.nom: _noter(dit, nom, fautes))
        page.on("request", lambda demande, nom=etat.nom: _rester_ici(demande.url, nom, site, fautes))
        reponse = page.goto(etat.adresse, wait_until="networkidle")
        assert reponse is not None
        assert reponse.status == etat.statut, etat.nom
        politique = reponse.header_value("content-security-policy") or ""
        assert "default-src 'self'" in politique, etat.nom
        assert "unsafe" not in politique, etat.nom
        (tmp_path / f"{rang:02}-{re.sub(r'[^a-z0-9]+', '-', etat.nom)}.html").write_bytes(reponse.body())
        page.close()
    assert not fautes, "\n".join(fautes)
    trouvees = fautes_html(tmp_path)
    assert not trouvees, "\n".join(trouvees)


def test_le_validateur_voit_une_faute(tmp_path: Path) -> None:
    (tmp_path / "fausse.html").write_text(
        "<!DOCTYPE html><html lang=fr><title>x</title><ul><p>a</ul>", encoding="utf-8"
    )
    assert any("not allowed as child" in faute for faute in fautes_html(tmp_path))


def test_chaque_titre_de_page_est_le_sien(etats: list[Etat], contextes: Callable[..., BrowserContext]) -> None:
    for etat in etats:
        page = contextes(etat.role, LARGE, "light").new_page()
        page.goto(etat.adresse)
        assert page.title().endswith(" – Docgen"), etat.nom
        assert len(page.title()) > len(" – Docgen"), etat.nom
        assert page.locator("h1").count() == 1, etat.nom
        page.close()


@pytest.mark.parametrize("adresse", ["/", "/connexion", "/verification"])
def test_une_premiere_page_pese_moins_de_cent_kilo_octets(navigateur: Browser, site: s.Site, adresse: str) -> None:
    """Everything that a browser which has never come fetches, as it is sent."""
    contexte = s.contexte(navigateur, site)
    page = contexte.new_page()
    client = contexte.new_cdp_session(page)
    client.send("Network.enable")
    poids: list[float] = []
    client.on("Network.loadingFinished", lambda fin: poids.append(fin["encodedDataLength"]))
    page.goto(adresse, wait_until="networkidle")
    contexte.close()
    assert len(poids) >= 4
    assert sum(poids) <= 100_000, f"{adresse} : {sum(poids):.0f} octets"


def _cibles(faute: Any) -> list[Any]:
    return [noeud["target"] for noeud in faute["nodes"]][:3]


def _debordement(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _noter(dit: Any, nom: str, fautes: list[str]) -> None:
    attendue = re.search(r"status of (403|404|422)", dit.text)  # the page itself, where that is its answer
    if dit.type in ("error", "warning") and not attendue:
        fautes.append(f"{nom} : {dit.text}")


def _rester_ici(adresse: str, nom: str, site: s.Site, fautes: list[str]) -> None:
    if not adresse.startswith((site.adresse, "data:")):
        fautes.append(f"{nom} : demande {adresse}")
