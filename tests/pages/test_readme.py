"""The path of a newcomer, by the words of the README and of the pages alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from outils.appareil import adresse_du_qr
from tests.maison.arbre import RACINE
from tests.pages.site import Site, fichier, suivre, telecharger

CHEMIN = re.compile(r"### Essayer les pages\n.*?\n(1\. .*?)\n\n", re.DOTALL)
SESSION = "771100"  # of its own: other tests issue the papers of the example


def test_du_readme_au_parchemin_verifie(visiteur: Callable[..., Page], site: Site) -> None:
    """A file dropped, attested, issued; a parchemin in hand, verified by its file, then by its code."""
    chemin = CHEMIN.search((RACINE / "README.md").read_text(encoding="utf-8"))
    assert chemin is not None
    dits = iter(re.findall(r"« (.+?) »", " ".join(chemin[1].split())))
    page = visiteur()
    page.goto("/")
    suivre(page.get_by_role("link", name=next(dits)))
    page.get_by_label("Clé d’accès").fill(site.cles["admin"])
    suivre(page.get_by_role("button", name="Se connecter"))

    expect(page.get_by_role("heading", name=next(dits))).to_be_visible()
    exemple = telecharger(page.get_by_role("link", name="Session de titre validée"))
    charge = json.loads(exemple.path().read_bytes())
    charge["session"]["id"] = SESSION
    page.get_by_label("Fichiers des sessions").set_input_files(fichier(charge, exemple.suggested_filename))
    suivre(page.get_by_role("button", name=next(dits)))
    suivre(page.get_by_role("link", name=next(dits)))
    suivre(page.get_by_role("button", name="Attester ces résultats"))
    suivre(page.get_by_role("button", name=f"Attester la session {SESSION}"))
    suivre(page.get_by_role("link", name=next(dits)))

    suivre(page.get_by_role("link", name=next(dits)))
    suivre(page.get_by_role("button", name=re.compile("^Émettre 16 papiers")))
    expect(page.get_by_role("link", name=next(dits))).to_be_visible(timeout=60_000)
    suivre(page.get_by_role("link", name=next(dits)))
    expect(page.get_by_text("en photographiant son code QR")).to_be_visible()
    parchemin = telecharger(page.get_by_role("button", name=re.compile("^PDF : Parchemin")).first).path()

    suivre(page.get_by_role("navigation").get_by_role("link", name=next(dits)))
    page.get_by_label("Fichier PDF du papier").set_input_files(parchemin)
    suivre(page.get_by_role("button", name="Vérifier ce fichier"))
    expect(page.get_by_text("Le fichier est, octet pour octet")).to_be_visible()
    page.goto(adresse_du_qr(parchemin.read_bytes()))
    titulaire = charge["candidats"][0]
    expect(page.locator("#reponse")).to_contain_text(f"{titulaire['prenoms']} {titulaire['nom']}")
    assert next(dits, None) is None
