"""Proof-reading: two hundred drafts by keyboard, issued from there; and papers in small, which number nothing."""

from __future__ import annotations

import copy
import re
import sqlite3
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.pages.etats import Appels, Peuplement
from tests.pages.site import VISITEURS, Site, attester, charge, taper

NOMBRE = 200


@pytest.fixture(scope="module")
def depot(site: Site) -> str:
    """The deposit of an attested session of two hundred holders."""
    donnees = charge("titre-validee", "741200")
    premier = donnees["candidats"][0]
    donnees["candidats"] = [copy.deepcopy(premier) for _ in range(NOMBRE)]
    for rang, un in enumerate(donnees["candidats"], start=1):
        un["id"], un["nom"] = f"97414112{rang:05}F", f"FONTAINE {_lettres(rang)}"
    ident = Appels(site).deposer(donnees)
    attester(site, {"depot": ident})
    return ident


def _ecrits(site: Site) -> int:
    """How many lines the journal of the register has."""
    with sqlite3.connect(site.dossier / "docgen.db") as base:
        return int(base.execute("SELECT count(*) FROM journal").fetchone()[0])


def _lettres(rang: int) -> str:
    return chr(65 + rang // 26) + chr(65 + rang % 26) + "IX"


@VISITEURS
def test_deux_cents_parchemins_se_relisent_au_clavier_puis_s_emettent(
    site: Site, visiteur: Callable[..., Page], depot: str, script: bool
) -> None:
    page = visiteur("centre", java_script_enabled=script)
    page.goto(f"/depots/{depot}")
    page.get_by_role("link", name=f"Relire les {NOMBRE} parchemins").focus()
    taper(page, "Enter")
    expect(page.locator(".dg-planche li")).to_have_count(24)
    expect(page.get_by_text("Planche 1 sur 9")).to_be_visible()
    for vu in range(1, 4):
        taper(page, "Enter")  # the way on has the focus already
        expect(page).to_have_title(re.compile(f"^{vu} sur {NOMBRE}, "))
        expect(page.locator(".dg-pages img")).to_have_attribute("alt", re.compile("FONTAINE"))
    if script:
        taper(page, "ArrowLeft")
        expect(page).to_have_title(re.compile("^2 sur "))
        taper(page, "ArrowRight")
        expect(page).to_have_title(re.compile("^3 sur "))
    page.goto(f"/depots/{depot}/relecture/parchemin/{NOMBRE}")
    taper(page, "Enter")
    expect(page.get_by_role("button", name=re.compile(f"donner {NOMBRE} numéros"))).to_be_visible()
    assert site.numeros("741200") == []


def test_une_miniature_est_petite_privee_et_ne_numerote_rien(
    site: Site, peuplement: Peuplement, visiteur: Callable[..., Page]
) -> None:
    emissions = _ecrits(site)
    page = visiteur("centre")
    page.goto(f"/depots/{peuplement.en_attente}")
    sources = page.locator("img.dg-vignette").evaluate_all("toutes => toutes.map(une => une.getAttribute('src'))")
    assert len(sources) > 6
    demander = page.context.request
    for source in (*sources[:3], f"/sessions/99999999700011/123456/papiers/{peuplement.numeros[3]}.png"):
        vue = demander.get(source)
        assert (vue.status, vue.headers["content-type"]) == (200, "image/png")
        assert len(vue.body()) < 25_000
        assert vue.headers["cache-control"] == "private, no-cache"
        revue = demander.get(source, headers={"If-None-Match": vue.headers["etag"]})
        assert (revue.status, revue.body()) == (304, b"")
    assert httpx.get(site.adresse + sources[0], timeout=60).status_code != 200
    assert _ecrits(site) == emissions
