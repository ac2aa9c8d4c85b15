"""The tree as it stands: what the tests of the house look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
DOSSIERS = (".ci", "benchmarks", "docgen", "docs", "outils", "service", "templates", "tests")
FICHIERS = (
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements.lock",
    "requirements-dev.lock",
)


def fichiers(*dossiers: str, motif: str = "*") -> Iterator[Path]:
    """The files of these folders, caches left out."""
    for dossier in dossiers:
        for chemin in sorted((RACINE / dossier).rglob(motif)):
            if chemin.is_file() and "__pycache__" not in chemin.parts:
                yield chemin


def sources() -> list[Path]:
    """Every Python module that is written by hand."""
    return list(fichiers("docgen", "service", "tests", "outils", "benchmarks", motif="*.py"))


def suivis() -> list[Path]:
    """Every file that is published."""
    return [*(RACINE / nom for nom in FICHIERS), *fichiers(*DOSSIERS)]


def nom(chemin: Path) -> str:
    """A file's path from the root, for a message."""
    return chemin.relative_to(RACINE).as_posix()
