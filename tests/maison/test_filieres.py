"""The lanes of the suite keep apart: what `make test-vite` runs starts no server, no browser and no JVM."""

from __future__ import annotations

import ast
import os
import re
from functools import cache
from pathlib import Path

import pytest

from tests.maison.arbre import RACINE, fichiers, nom
from tests.naissances import nait_chaude

# What starts PostgreSQL, the service, commands, an S3 server, Chromium, the Nu checker, veraPDF or LibreOffice.
ALLUMEURS = {"subprocess", "multiprocessing", "moto.moto_server.werkzeug_app", "playwright.sync_api"}
BREFS = {"tests.rendering.lectures"}  # pdftotext: some milliseconds


def filiere_vite() -> list[Path]:
    """The modules of the quick lane."""
    regle = re.search(r"^VITE := (.*)$", (RACINE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert regle
    modules = fichiers(*regle[1].split(), motif="test_*.py")
    return [module for module in modules if "pytestmark = pytest.mark.lent" not in module.read_text(encoding="utf-8")]


@cache
def importes(module: str) -> frozenset[str]:
    """What a module of the tests imports, and what is imported by that in the tests."""
    chemin = RACINE / f"{module.replace('.', '/')}.py"
    if not module.startswith("tests.") or not chemin.exists():
        return frozenset((module,))
    arbre = ast.parse(chemin.read_text(encoding="utf-8"))
    noms = {alias.name for noeud in ast.walk(arbre) if isinstance(noeud, ast.Import) for alias in noeud.names}
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms |= {noeud.module, *(f"{noeud.module}.{alias.name}" for alias in noeud.names)}
    return frozenset({module}.union(*(importes(nom) for nom in noms)))


def allumeurs() -> set[str]:
    """The modules that tests share and that start another program."""
    partages = [chemin for chemin in fichiers("tests", motif="*.py") if not chemin.name.startswith("test_")]
    noms = {nom(chemin).removesuffix(".py").replace("/", ".") for chemin in partages}
    return {module for module in noms if importes(module) & ALLUMEURS} - BREFS


@pytest.mark.parametrize("module", filiere_vite(), ids=nom)
def test_la_filiere_vite_n_allume_rien(module: Path) -> None:
    """A module that imports one of these bears ``pytestmark = pytest.mark.lent``."""
    assert importes(nom(module).removesuffix(".py").replace("/", ".")) & allumeurs() == set()


def test_ce_qui_allume_est_vu() -> None:
    assert {"tests.postgres", "tests.verapdf", "tests.libreoffice", "tests.pages.site"} <= allumeurs()


def test_les_commandes_naissent_chaudes_quoi_que_les_essais_aient_importe() -> None:
    """A library that changes the environment of whoever imports it would have each command start an interpreter.

    All that the run is made of was imported when it was collected.
    """
    assert nait_chaude(os.environ)
    assert not nait_chaude({**os.environ, "LANG": "tlh"})


def test_un_clic_passe_par_un_geste_qui_dit_ce_qu_il_attend() -> None:
    """A bare click comes back before the page that it opens: the gestures stand in one module, and say what follows."""
    fautifs = [
        nom(chemin)
        for chemin in fichiers("tests/pages", motif="*.py")
        if chemin.name != "site.py" and ".click(" in chemin.read_text(encoding="utf-8")
    ]
    assert fautifs == []


def test_une_propriete_tient_sa_taille_du_profil() -> None:
    """So that the suite is quick and says the same each time, and the proofs play every property at length."""
    regle = re.compile(r"^from hypothesis import .*\bsettings\b", re.MULTILINE)
    modules = fichiers("tests", motif="*.py")
    assert [nom(un) for un in modules if regle.search(un.read_text(encoding="utf-8"))] == ["tests/ampleur.py"]
