"""Every page, in each state: valid, accessible in light and dark, whole at 320 pixels; nothing comes from outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.attente import attendre
from tests.pages import site as s
from tests.pages.etats import Etat, Peuplement
from tests.pages.juges import debordement, fautes_axe_des_vues, fautes_html

# How a page is seen: its width in pixels and its scheme.
VUES: dict[str, tuple[int, Literal["light", "dark"]]] = {
    "large": (1280, "light"),
    "sombre": (1280, "dark"),
    "étroite": (320, "light"),
}
FAUSSE = "fausse.html"


@dataclass
class Visites:
    """What a reader met who went through every page once: what is wrong with each, and the pages as they were sent."""

    pages: Path
    ici: str = ""
    axe: dict[str, list[str]] = field(default_factory=lambda: {vue: [] for vue in VUES})
    debordements: list[str] = field(default_factory=list)
    echanges: list[str] = field(default_factory=list)
    titres: list[str] = field(default_factory=list)
    attendues: set[Request] = field(default_factory=set)
    apparences: list[int] = field(default_factory=list)

    def suivre(self, page: Page, site: s.Site) -> None:
        """Listen to a page from now on, whatever it shows."""
        page.on("console", self._ecouter)
        page.on("request", lambda demande: self._demandee(demande, site))
        page.on("requestfinished", lambda demande: self.attendues.discard(demande))
        page.on("requestfailed", lambda demande: self.attendues.discard(demande))

    def faire(self, page: Page, etat: Etat) -> None:
        """Read a page, wide and light, then dark, then narrow."""
        self.ici = etat.nom
        reponse = page.goto(etat.adresse)
        assert reponse is not None
        politique = reponse.header_value("content-security-policy") or ""
        if reponse.status != etat.statut or "default-src 'self'" not in politique or "unsafe" in politique:
            self.echanges.append(f"{etat.nom} : {reponse.status}, {politique!r}")
        fichier = f"{len(list(self.pages.iterdir())):02}-{re.sub(r'[^a-z0-9]+', '-', etat.nom)}.html"
        (self.pages / fichier).write_bytes(reponse.body())
        titre = page.title()
        if titre == " – Docgen" or not titre.endswith(" – Docgen") or page.locator("h1").count() != 1:
            self.titres.append(f"{etat.nom} : {titre!r}")
        for vue, fautes in fautes_axe_des_vues(page, VUES, self.apparences):
            self.axe[vue] += [f"{etat.nom} : {faute['id']} {_cibles(faute)}" for faute in fautes]
            if trop := debordement(page):
                self.debordements.append(f"{etat.nom}, {vue} : {trop} px")
        attendre(lambda: self._tout_est_venu(page), pas_s=0)

    def _tout_est_venu(self, page: Page) -> bool:
        """All that the page asks for has been heard."""
        page.wait_for_timeout(10)
        return not self.attendues

    def _ecouter(self, dit: ConsoleMessage) -> None:
        attendue = re.search(r"status of (403|404|422)", dit.text)  # the page itself, where that is its answer
        if dit.type in ("error", "warning") and not attendue:
            self.echanges.append(f"{self.ici} : {dit.text}")

    def _demandee(self, demande: Request, site: s.Site) -> None:
        if demande.url.startswith(site.adresse):
            self.attendues.add(demande)
        elif not demande.url.startswith("data:"):
            self.echanges.append(f"{self.ici} : demande {demande.url}")


@pytest.fixture(scope="module")
def visites(
    navigateur: Browser,
    site: s.Site,
    peuplement: Peuplement,
    badges: Callable[[str], Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Visites:
    """Every page in each state, visited once."""
    etats = peuplement.etats()
    faites = Visites(tmp_path_factory.mktemp("pages"))
    for role in dict.fromkeys(etat.role for etat in etats):
        badge = {"storage_state": badges(role)} if role else {}
        contexte = s.contexte(navigateur, site, reduced_motion="reduce", **badge)  # colours change at once
        page = contexte.new_page()
        faites.suivre(page, site)
        for etat in etats:
            if etat.role == role:
                faites.faire(page, etat)
        contexte.close()
    assert len(list(faites.pages.iterdir())) == len(etats) > 30
    return faites


@pytest.mark.parametrize("vue", VUES)
def test_axe_ne_trouve_rien(visites: Visites, vue: str) -> None:
    assert not visites.axe[vue], "\n".join(visites.axe[vue])


def test_axe_voit_une_faute_dans_la_vue_ou_elle_vient(navigateur: Browser) -> None:
    page = navigateur.new_page()
    page.set_content(
        """<!DOCTYPE html><html><title>x</title><style> button { width: 40px; height: 40px }
        @media (prefers-color-scheme: dark) { .sombre { color: #efefef } }
        @media (max-width: 400px) { .etroite { color: #ededed } button { width: 8px; height: 8px; padding: 0 } }
        </style><img src='data:,'><p style='color: #eee'>pâle</p><p class=sombre>le soir</p><p class=etroite>au loin</p>
        <button>c</button><button>d</button></html>"""
    )
    vues = {vue: _dites(fautes) for vue, fautes in fautes_axe_des_vues(page, VUES, [])}
    page.close()
    assert {"image-alt", "html-has-lang", "color-contrast"} <= {faute for faute, _ in vues["large"]}
    assert vues["sombre"] == {("color-contrast", ".sombre")}
    assert vues["étroite"] == {("color-contrast", ".etroite"), ("target-size", "button:nth-child(5)")}


def test_axe_juge_les_couleurs_de_ce_qui_ne_s_est_encore_vu_sur_aucune_page(navigateur: Browser) -> None:
    """What stands on another ground, or over something else, or has a text where there was none, looks otherwise."""
    page, apparences = navigateur.new_page(), list[int]()
    noir, pale, dessus = "style='background: #000'", "style='color: #eee'", "style='position: relative; z-index: 1'"
    dessous = "<i style='position: absolute; left: 0; top: 0; width: 99vw; height: 999px; background: #eee'></i>"
    vus = {
        f"<div {noir}><p {pale}>soir</p><p {pale}></p></div><p {pale}></p>": (6, False),  # main and h1 too, under body
        f"<div {noir}><p {pale}>autre soir</p></div>": (0, False),
        f"<p {pale}>jour</p>": (1, True),
        f"<p style='color: #efefef'>jour</p><div {noir}><p {pale}>soir</p></div>": (1, True),
        f"<p {dessus}>jour</p>": (1, False),
        f"<p {dessus}>jour</p>{dessous}": (3, False),  # the heading has something over it
    }
    for corps, attendus in vus.items():
        page.set_content(f"<!DOCTYPE html><html lang=fr><title>x</title><main><h1>x</h1>{corps}</main></html>")
        avant = len(apparences)
        ((_, fautes),) = fautes_axe_des_vues(page, {"large": VUES["large"]}, apparences)
        contraste = "color-contrast" in {faute for faute, _ in _dites(fautes)}
        assert (len(apparences) - avant, contraste) == attendus, corps
    page.close()


def test_aucune_page_ne_deborde(visites: Visites) -> None:
    assert not visites.debordements, "\n".join(visites.debordements)


def test_aucune_page_ne_se_plaint_ni_ne_demande_rien_au_dehors(visites: Visites) -> None:
    assert not visites.echanges, "\n".join(visites.echanges)


@pytest.fixture(scope="module")
def invalides(visites: Visites) -> list[str]:
    """What the checker says of all of them, and of a page that is false: it takes two seconds to start."""
    (visites.pages / FAUSSE).write_text("<!DOCTYPE html><html lang=fr><title>x</title><ul><p>a</ul>", encoding="utf-8")
    return fautes_html(visites.pages)


def test_chaque_page_est_du_html_valide(invalides: list[str]) -> None:
    trouvees = [faute for faute in invalides if not faute.startswith(FAUSSE)]
    assert not trouvees, "\n".join(trouvees)


def test_chaque_page_a_son_titre(visites: Visites) -> None:
    assert not visites.titres, "\n".join(visites.titres)


def test_le_validateur_voit_une_faute(invalides: list[str]) -> None:
    assert any(faute.startswith(FAUSSE) and "not allowed as child" in faute for faute in invalides)


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


def _dites(fautes: list[Any]) -> set[tuple[str, str]]:
    return {(faute["id"], *_cibles(faute)[0]) for faute in fautes}


def _cibles(faute: Any) -> list[Any]:
    return [noeud["target"] for noeud in faute["nodes"]][:3]
