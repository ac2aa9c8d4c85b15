"""What is written about the code says what the code is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from docgen.domain.regles.registry import REGLES
from docgen.variables import PREFIXE, VariablesDocgen
from outils import pages
from tests.maison.arbre import RACINE

PREUVE = re.compile(r"(?P<fichier>tests/[a-z_/]+\.py)::(?P<test>test_[a-z_0-9]+)")


def test_les_pages_produites_sont_a_jour() -> None:
    assert pages.perimees() == [], "run « make pages »"


def test_une_page_modifiee_a_la_main_est_vue(tmp_path: Path) -> None:
    pages.ecrire(tmp_path)
    assert pages.perimees(tmp_path) == []
    with (tmp_path / "regles.md").open("a", encoding="utf-8") as page:
        page.write("Une règle de plus.\n")
    (tmp_path / "catalogue.md").unlink()
    assert pages.perimees(tmp_path) == ["regles.md", "catalogue.md"]


@pytest.mark.parametrize("code", [code for code, regle in REGLES.items() if regle.preuve])
def test_la_preuve_d_une_regle_est_un_test_qui_existe(code: str) -> None:
    preuves = (REGLES[code].preuve or "").split(" ; ")
    for preuve in preuves:
        lue = PREUVE.fullmatch(preuve)
        assert lue, f"{code}: « {preuve} » is not written tests/….py::test_…"
        module = ast.parse((RACINE / lue["fichier"]).read_text(encoding="utf-8"))
        assert lue["test"] in {noeud.name for noeud in module.body if isinstance(noeud, ast.FunctionDef)}


def test_l_architecture_nomme_chaque_paquet_et_aucun_autre() -> None:
    presents = {
        f"docgen.{chemin.stem}"
        for chemin in (RACINE / "docgen").iterdir()
        if (chemin.is_dir() and (chemin / "__init__.py").is_file()) or chemin.suffix == ".py"
        if chemin.stem != "__init__"
    }
    texte = (RACINE / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert {f"docgen.{nom}" for nom in re.findall(r"\bdocgen\.([a-z_]+)", texte)} == presents


def test_les_chemins_cites_existent() -> None:
    """In the prose for developers, a path in code marks is a file or a folder of the tree."""
    absents = []
    for page in (
        RACINE / "ARCHITECTURE.md",
        RACINE / "CONTRIBUTING.md",
        *sorted((RACINE / "docs/decisions").glob("*.md")),
    ):
        for chemin in re.findall(
            r"`((?:benchmarks|docgen|docs|outils|templates|tests)/[\w./-]*)`", page.read_text(encoding="utf-8")
        ):
            if not (RACINE / chemin).exists():
                absents.append(f"{page.name}: {chemin}")
    assert absents == []


def test_le_readme_donne_toutes_les_variables_et_aucune_autre() -> None:
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    lues = {f"{PREFIXE}{nom}".upper() for nom in VariablesDocgen.model_fields}
    assert set(re.findall(r"^\| `(DOCGEN_[A-Z_]+)` \|", readme, re.MULTILINE)) == lues
