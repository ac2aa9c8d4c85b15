"""One service and one browser for all the pages; each test has a visitor of its own, and sessions of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages import site as s
from tests.pages.etats import Peuplement
from tests.pages.visiteurs import Visiteurs
from tests.serveur_web import port_libre
from tests.service.http.emetteur import AUDIENCE, Emetteur, emettre

expect.set_options(timeout=20_000)  # it only bounds what never comes


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s.Site]:
    """A service that every test shares."""
    with s.demarrer(tmp_path_factory.mktemp("site")) as ouvert:
        yield ouvert


@pytest.fixture(scope="package")
def annuaire() -> Iterator[Emetteur]:
    """The issuer of :func:`site_regle`."""
    with emettre() as emetteur:
        yield emetteur


@pytest.fixture(scope="package")
def site_regle(annuaire: Emetteur, tmp_path_factory: pytest.TempPathFactory) -> Iterator[s.Site]:
    """A service whose operator has the DSFR, a directory of accounts, and few verifications an hour."""
    dsfr = tmp_path_factory.mktemp("dsfr")
    (dsfr / "dsfr.min.css").write_text(":root { --text-title-grey: rgb(1, 2, 3); }", encoding="utf-8")
    (dsfr / "dsfr.module.min.js").write_text("document.documentElement.dataset.vu = 'oui';", encoding="utf-8")
    port = port_libre()  # the issuer sends people back there
    variables = {
        "DOCGEN_DSFR": str(dsfr),
        "DOCGEN_URL_PUBLIQUE": f"http://127.0.0.1:{port}",
        "DOCGEN_OIDC_EMETTEUR": annuaire.adresse,
        "DOCGEN_OIDC_AUDIENCE": AUDIENCE,
        "DOCGEN_OIDC_CLIENT": "docgen-pages",
        "DOCGEN_DEBIT_VERIFICATION": "3/heure",
    }
    with s.demarrer(tmp_path_factory.mktemp("regle"), port, **variables) as ouvert:
        yield ouvert


@pytest.fixture(scope="package")
def peuplement(site: s.Site) -> Peuplement:
    """What users did there. Its first three papers may be acted upon again, the others are only looked at."""
    return Peuplement(site)


@pytest.fixture(scope="package")
def navigateur() -> Iterator[Browser]:
    """One browser for these tests alone: its event loop runs in this thread, and must not outlive them."""
    with s.navigateur() as ouvert:
        yield ouvert


@pytest.fixture(scope="package")
def badges(navigateur: Browser, site: s.Site) -> Callable[[str], Any]:
    """The cookies of a visitor who came in with a role: once."""

    @cache
    def badge(role: str) -> Any:
        contexte = s.contexte(navigateur, site)
        s.entrer(contexte.new_page(), site, role)
        etat = contexte.storage_state()
        contexte.close()
        return etat

    return badge


@pytest.fixture(scope="package")
def visiteurs(navigateur: Browser, site: s.Site, badges: Callable[[str], Any]) -> Visiteurs:
    """Those who come to the service, one after the other."""
    return Visiteurs(navigateur, site, badges)


@pytest.fixture
def visiteur(visiteurs: Visiteurs) -> Iterator[Callable[..., Page]]:
    """Opens the page of a new visitor, come in with a role if one is given: see :meth:`Visiteurs.ouvrir`."""
    yield visiteurs.ouvrir
    visiteurs.partir()
