"""One service and one browser for a whole module of tests; each test has a visitor of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.pages import site as s


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s.Site]:
    """A service that the tests of a module share: what one module annuls, another still wants."""
    with s.demarrer(tmp_path_factory.mktemp("site")) as ouvert:
        yield ouvert


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    """One browser for the tests of a module: its event loop runs in this thread, and must not outlive them."""
    with s.navigateur() as ouvert:
        yield ouvert


@pytest.fixture(scope="module")
def badges(navigateur: Browser, site: s.Site) -> Callable[[str], Any]:
    """The cookies of a visitor who came in with a role: once for a module."""

    @cache
    def badge(role: str) -> Any:
        contexte = s.contexte(navigateur, site)
        s.entrer(contexte.new_page(), site, role)
        etat = contexte.storage_state()
        contexte.close()
        return etat

    return badge


@pytest.fixture
def visiteur(navigateur: Browser, site: s.Site, badges: Callable[[str], Any]) -> Iterator[Callable[..., Page]]:
    """Opens the page of a new visitor, come in with a role if one is given."""
    ouverts: list[BrowserContext] = []

    def ouvrir(role: str | None = None, **options: Any) -> Page:
        etat = {"storage_state": badges(role)} if role else {}
        ouverts.append(s.contexte(navigateur, site, **etat, **options))
        return ouverts[-1].new_page()

    yield ouvrir
    for contexte in ouverts:
        contexte.close()
