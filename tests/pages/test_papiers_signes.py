"""The path of a centre whose papers come back signed: drop the scans, say what a page is, confirm the collections."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from outils.rendus import scan, signees
from tests.pages.etats import Appels
from tests.pages.site import SIRET, VISITEURS, Site, attendre_la_suite, charge, suivre


def _imprimer(site: Site, session: str) -> dict[str, bytes]:
    """The papers of a validated session, that the State asked for."""
    types = "pv_general,pv_individuel,bordereau_pv,parchemin,livret,notification,formulaire_remise"
    demande = f"/v1/dossiers?types={types}&usage=impression"
    appels = Appels(site)
    lance = site.appeler("ceres", "POST", demande, json=charge("titre-validee", session))
    assert lance.status_code == 202, lance.text
    travail = appels.attendre(lance.json())
    voulus = [un for un in appels.lire(travail)["fichiers"] if un["nom"].startswith(("PVG", "PVI", "BORDEREAU", "RA"))]
    return {un["nom"]: site.appeler("ceres", "GET", un["lien"]).content for un in voulus}


def _scan(pages: list[Image.Image], nom: str) -> Any:
    return {"name": nom, "mimeType": "application/pdf", "buffer": scan(pages, random.Random(0))}


@VISITEURS
def test_des_pages_signees_au_pli_complet(visiteur: Callable[..., Page], site: Site, script: bool) -> None:
    session, alea = ("430001" if script else "430002"), random.Random(3)
    papiers = {nom: signees(contenu, alea) for nom, contenu in _imprimer(site, session).items()}
    formulaire = next(nom for nom in papiers if nom.startswith("RA_"))
    general = next(nom for nom in papiers if nom.startswith("PVG_"))
    cachee = papiers[general][1]
    cadre = (cachee.width * 0.3, cachee.height * 0.85, cachee.width * 0.7, cachee.height)
    ImageDraw.Draw(cachee).rectangle(cadre, fill="white")
    toutes = [page for pages in papiers.values() for page in pages]

    page = visiteur("centre", java_script_enabled=script)
    page.goto(f"/sessions/{SIRET}/{session}/remise" if script else "/retours")  # two ways in, one mechanism
    page.get_by_label("Formulaire signé, numérisé" if script else "Fichiers numérisés").set_input_files(
        [_scan(toutes[:5], "premier.pdf"), _scan(toutes[5:], "second.pdf")]
    )
    suivre(page.get_by_role("button", name="Ranger ces pages"))
    attendre_la_suite(page, "/retours/", script)
    expect(page.get_by_text(f"Le pli de la session {session} n’est pas complet")).to_be_visible()
    rendu = page.get_by_role("listitem").filter(has_text=formulaire)  # named as people do, its file beside it
    expect(rendu.get_by_role("link", name=re.compile("^Formulaire de remise"))).to_be_visible()
    expect(page.get_by_role("img")).to_have_count(1)

    page.get_by_role("combobox").select_option(
        label=f"Procès-verbal général de session (session {session}), page 2 sur 2"
    )
    suivre(page.get_by_role("button", name="Ranger ces pages"))
    attendre_la_suite(page, "/retours/", script)
    expect(page.get_by_text(f"Le pli de la session {session} est complet")).to_be_visible(timeout=60_000)

    cochees = page.get_by_role("checkbox")
    nombre = cochees.count()
    assert nombre >= 2
    suivre(page.get_by_role("button", name="Inscrire ces remises"))
    expect(page.get_by_role("status").filter(has_text=f"{nombre} remises sont inscrites")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.reload()  # nothing is sent again
    suivre(page.get_by_role("link", name=f"Suivre la remise de la session {session}"))
    expect(page.get_by_text("Tous les papiers numérotés sont retirés")).to_be_visible()


def test_l_impression_n_a_pas_cette_page(visiteur: Callable[..., Page]) -> None:
    page = visiteur("impression")
    page.goto("/retours")
    assert page.get_by_label("Fichiers numérisés").count() == 0
