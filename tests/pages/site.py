"""A real service, and real browsers: what the tests of the pages drive."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Download, FilePayload, Locator, Page, expect

from docgen.horloge import Horloge
from outils.navigateur import lancement
from service.sessions.exemples import exemple as contenu_de
from service.socle.appelant import Role
from tests.service.http.serveur import servir

SIRET = "99999999700011"
VISITEURS = pytest.mark.parametrize("script", [True, False], ids=["avec script", "sans script"])
REPOS = "/sante"  # where a page waits: for the browser, to leave the service would be to change processes
LECTEURS = {
    "centre": (Role.CENTRE, SIRET),
    "impression": (Role.IMPRESSION, None),
    "ceres": (Role.CERES, None),
    "admin": (Role.ADMIN, None),
}


@dataclass(frozen=True)
class Site:
    """A service that answers: its address, its keys by role, and the folder of its register and files."""

    adresse: str
    cles: dict[str, str]
    dossier: Path

    def demander(self, role: str, methode: str, chemin: str, **demande: Any) -> httpx.Response:
        """Call the HTTP interface as a role."""
        entetes = {"Authorization": f"Bearer {self.cles[role]}"}
        return httpx.request(methode, self.adresse + chemin, headers=entetes, timeout=60, verify=False, **demande)

    def appeler(self, role: str, methode: str, chemin: str, **demande: Any) -> httpx.Response:
        """The same, which must be done."""
        reponse = self.demander(role, methode, chemin, **demande)
        assert reponse.is_success, reponse.text
        return reponse

    def numeros(self, session: str) -> list[str]:
        """The numbers that the register gave in a session."""
        lus, suite = list[Any](), "/v1/registre?limite=200"
        while suite:
            page = self.appeler("ceres", "GET", suite)
            lus, suite = lus + page.json()["papiers"], page.links.get("next", {}).get("url", "")
        return [lu["numero"] for lu in lus if lu["session"] == session and lu["numero"]]


@contextmanager
def demarrer(dossier: Path, port: int = 0, registre: str | None = None, **variables: str) -> Iterator[Site]:
    """Start the service in a folder, with a key a role; stop it in the end. ``registre``: its base, one of the folder
    by default."""
    debits = {"DOCGEN_DEBIT_VERIFICATION": "10000/minute", "DOCGEN_DEBIT_ADRESSE": "100000/minute"}
    voulues = {**debits, **variables}
    with servir(dossier, registre, arguments=("--port", str(port)), appelants=LECTEURS, **voulues) as serveur:
        yield Site(serveur.adresse, dict(serveur.secrets), dossier)


@contextmanager
def navigateur() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        ouvert = playwright.chromium.launch(**lancement())
        try:
            yield ouvert
        finally:
            ouvert.close()


def contexte(navigateur: Browser, site: Site, largeur: int = 1280, **options: Any) -> BrowserContext:
    """A visitor's browser, who has been nowhere yet."""
    ouvert = navigateur.new_context(
        base_url=site.adresse, viewport={"width": largeur, "height": 900}, locale="fr-FR", **options
    )
    ouvert.set_default_timeout(20_000)
    return ouvert


def recharger(page: Page, venu: Callable[[], object]) -> None:
    """Do by hand what a page without a script does by itself every ten seconds, until that holds."""
    for _ in range(240):
        if venu():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"it never came: {page.url}")


def attendre_la_suite(page: Page, chemin: str, script: bool = True) -> None:
    """The page of a job sends on to what came of it by itself; without a script, at each refresh."""
    if script:
        page.wait_for_url(re.compile(chemin), timeout=60_000)
    else:
        recharger(page, lambda: chemin in page.url)


def suivre(acte: Locator) -> None:
    """Click what opens another page, and wait until that page is there whole: a click alone comes back before."""
    with acte.page.expect_navigation():
        acte.click()


def toucher(acte: Locator) -> None:
    """Click what changes the page that is open: what comes of it is to be waited for by ``expect``."""
    acte.click()


def telecharger(acte: Locator) -> Download:
    """Click what brings a file, and have it."""
    with acte.page.expect_download() as attendu:
        acte.click()
    return attendu.value


def taper(page: Page, touche: str) -> None:
    """Press a key that opens another page, and wait for that page: first until something here holds the focus, for
    ``autofocus`` gives it at the first picture of a page, which may come after the page is said to be there."""
    expect(page.locator(":focus")).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press(touche)


def aller_a(page: Page, cible: str | re.Pattern[str]) -> None:
    """Tab until what has that text or that name holds the focus, which must show."""
    for _ in range(60):
        page.keyboard.press("Tab")
        texte, nom, contour = page.evaluate(
            """() => {
                const ici = document.activeElement, style = getComputedStyle(ici);
                const voile = getComputedStyle(ici, "::after");
                return [ici.textContent.trim(), ici.getAttribute("name"),
                        style.outlineStyle !== "none" || voile.outlineStyle !== "none"];
            }"""
        )
        assert contour, f"nothing shows the focus on « {texte or nom} »"
        dit = insecables(texte)
        if cible in (dit, nom) or (isinstance(cible, re.Pattern) and cible.match(dit)):
            return
    raise AssertionError(f"« {cible} » is not reached by the keyboard")


def entrer(page: Page, site: Site, role: str) -> None:
    """Come in with the key of a role."""
    page.goto("/connexion")
    page.get_by_label("Clé d’accès").fill(site.cles[role])
    suivre(page.get_by_role("button", name="Se connecter"))
    assert "connexion" not in page.url


def champs(page: Page) -> dict[str, Any]:
    """What the form of a page would send."""
    remplis = page.locator("main form input").evaluate_all("cases => cases.map(case_ => [case_.name, case_.value])")
    return dict(remplis)


def deposer(page: Page, fichier: Path | FilePayload) -> None:
    """Send a file, and see what the service says of it."""
    page.goto("/depots/nouveau")
    page.get_by_label("Fichiers des sessions").set_input_files(fichier)
    suivre(page.get_by_role("button", name="Contrôler"))


def attester(site: Site, attestee: Any) -> None:
    """The State says that a session was validated, by its payload or its deposit: its centre may ask for its papers."""
    site.appeler("ceres", "POST", "/v1/attestations", json=attestee)


def dernier_depot(site: Site, role: str = "centre") -> str:
    """The identifier of the latest deposit that a role sees."""
    return str(site.appeler(role, "GET", "/v1/depots?limite=1").json()["depots"][0]["id"])


def emettre(page: Page) -> None:
    """From the page of a session, read what is about to be issued, then issue it."""
    suivre(page.get_by_role("link", name="Émettre tous les papiers"))
    suivre(page.get_by_role("button", name=re.compile("^Émettre")))
    page.wait_for_url(re.compile("/travaux/"))


def charge(exemple: str, numero: str = "") -> Any:
    """A fresh copy of an example, for the centre that the tests come in as; of a number of its own, if one is given."""
    lue = json.loads(contenu_de(f"session-{exemple}.json", Horloge()(), SIRET))
    lue["session"]["id"] = numero or lue["session"]["id"]
    return lue


def fichier(donnees: Any, nom: str = "session.json") -> FilePayload:
    """What a visitor chooses on his disk: a payload, or bytes."""
    octets = donnees if isinstance(donnees, bytes) else json.dumps(donnees, ensure_ascii=False, indent=2).encode()
    return {"name": nom, "mimeType": "application/json", "buffer": octets}


def insecables(texte: str) -> str:
    """A text whose no-break spaces are plain, to be compared."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")
