"""A real service on a free port with a throw-away register, and a browser that takes pictures of its pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from docgen.registre.ouverture_registre import ouvrir_registre
from service.acces.tables import ClesApi
from service.socle.appelant import Role
from service.socle.donnees import ouvrir_base

RACINE = Path(__file__).resolve().parents[1]
IMAGES = RACINE / "docs" / "guide" / "images"
LARGEURS = (320, 768, 1280)
TEINTES = ("light", "dark")
GUIDE_LARGEUR, GUIDE_HAUTEUR, COULEURS = 960, 1000, 48
# Dates and hours as a browser set to French shows them, whatever the one at hand speaks; then as they were.
CASES_FRANCAISES = """() => document.querySelectorAll('input[type=date], input[type=time]').forEach(champ => {
  champ.dataset.genre = champ.type; champ.dataset.valeur = champ.value; const [an, mois, jour] = champ.value.split('-')
  champ.type = 'text'
  const date = jour ? `${jour}/${mois}/${an}` : 'jj/mm/aaaa'
  champ.value = champ.dataset.genre == 'time' ? champ.dataset.valeur || '--:--' : date
})"""
CASES_RENDUES = """() => document.querySelectorAll('input[data-genre]').forEach(champ => {
  champ.type = champ.dataset.genre; champ.value = champ.dataset.valeur
})"""
BAS = "document.querySelector('main > .fr-container').getBoundingClientRect().bottom + 24"
SIRET = "99999999700011"
NOMS = {
    Role.CENTRE: "Centre d’exemple",
    Role.IMPRESSION: "Atelier d’impression",
    Role.CERES: "Application CERES",
    Role.ADMIN: "Qui administre",
}


@dataclass
class Visite:
    """A browser on the service, and the folder of its pictures; ``vus`` are those already taken."""

    navigateur: Browser
    adresse: str
    cles: dict[Role, str]
    dossier: Path
    vus: list[str] = field(default_factory=list)

    def page(self, role: Role | None = None) -> Page:
        """A new visitor, come in with the key of that role."""
        contexte = self.navigateur.new_context(base_url=self.adresse, locale="fr-FR", reduced_motion="reduce")
        contexte.set_default_timeout(30_000)
        page = contexte.new_page()
        if role is not None:
            page.goto("/connexion")
            page.get_by_label("Clé d’accès").fill(self.cles[role])
            page.get_by_role("button", name="Se connecter").click()
            page.wait_for_url(lambda adresse: "connexion" not in adresse)
        return page

    def aller(self, page: Page, adresse: str, nom: str, guide: int = 0) -> None:
        """Open a page, and take it."""
        page.goto(adresse)
        self.prendre(page, nom, guide)

    def toucher(self, page: Page, bouton: str | re.Pattern[str], nom: str, guide: int = 0) -> None:
        """Press a button, and take what it leads to."""
        page.get_by_role("button", name=bouton).click()
        self.prendre(page, nom, guide)

    def prendre(self, page: Page, nom: str, guide: int = 0) -> None:
        """Take the page as it stands; ``guide``: the greatest height, in pixels, of the picture in the guides."""
        self.vus.append(nom)
        for teinte in TEINTES:
            page.emulate_media(color_scheme=teinte)  # type: ignore[arg-type]
            for largeur in LARGEURS:
                page.set_viewport_size({"width": largeur, "height": 800})
                page.screenshot(path=self.dossier / f"{nom}-{largeur}-{teinte}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        if guide:
            page.set_viewport_size({"width": GUIDE_LARGEUR, "height": GUIDE_HAUTEUR})
            page.evaluate("scrollTo(0, 0)")
            page.evaluate(CASES_FRANCAISES)
            entiere = self.dossier / f"{nom}-guide.png"
            bas = int(page.evaluate(BAS))
            page.screenshot(path=entiere, clip={"x": 0, "y": 0, "width": GUIDE_LARGEUR, "height": min(guide, bas)})
            page.evaluate(CASES_RENDUES)
            alleger(entiere, IMAGES / f"{nom}.png")


def alleger(source: Path, cible: Path) -> None:
    """The same picture in few colours."""
    cible.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(source) as image:
        image.convert("RGB").quantize(COULEURS, dither=Image.Dither.NONE).save(cible, optimize=True)


@contextmanager
def service(dossier: Path, **variables: str) -> Iterator[tuple[str, dict[Role, str]]]:
    """A service in a folder, its address and a key a role; it stops in the end."""
    ambiant = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("DOCGEN_")}
    registre = f"sqlite:///{dossier}/docgen.db"
    base = ouvrir_base(registre)
    cles = {
        role: ClesApi(base).creer(ouvrir_registre(registre), nom, role, SIRET if role is Role.CENTRE else None)[1]
        for role, nom in NOMS.items()
    }
    base.fermer()
    reglages = {
        "PYTHONPATH": str(RACINE),
        "DOCGEN_REGISTRE": registre,
        "DOCGEN_FICHIERS": str(dossier / "fichiers"),
        "DOCGEN_COMMUNES": "non",
        **variables,
    }
    with (dossier / "journal.txt").open("w+", encoding="utf-8") as journal:
        processus = subprocess.Popen(
            [sys.executable, "-m", "docgen", "servir", "--port", "0"],
            cwd=dossier, env={**ambiant, **reglages}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert processus.stderr is not None
        annonce = re.search(r"http://\S+", processus.stderr.readline())
        recopie = subprocess.Popen(["cat"], stdin=processus.stderr, stdout=journal)
        try:
            if annonce is None:
                raise SystemExit("Le service n'a pas démarré : lancez « docgen servir » pour en voir la raison.")
            yield annonce[0].rstrip("/"), cles
        finally:
            processus.terminate()
            processus.wait(timeout=20)
            recopie.wait(timeout=5)


def adresse_du_qr(pdf: bytes) -> str:
    """Where the QR of a paper leads, on the service at hand."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil()
    return "/verification/" + zxingcpp.read_barcodes(image)[0].text.partition("/verification/")[2]
