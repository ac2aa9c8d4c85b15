"""Words that no published file may hold: addresses of registries, paths of one machine, work left undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.maison.arbre import nom, suivis

# Cut in two, so that this file does not hold them.
INTERDITS = tuple(
    debut + fin
    for debut, fin in (
        ("pypi.", "org"),
        ("pypi.", "python.org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs.org"),
        ("proxy.", "golang.org"),
        ("--index", "-url"),
        ("--find", "-links"),
        ("/op", "t/"),
        ("/wo", "rk/"),
        ("/tmp/", "venv"),
        ("/ho", "me/"),
        ("/ro", "ot/"),
        ("TO", "DO"),
        ("FIX", "ME"),
    )
)


def trouves(chemin: Path) -> list[str]:
    contenu = chemin.read_bytes()
    return [mot for mot in INTERDITS if mot.encode() in contenu]


def test_aucun_fichier_publie_n_en_contient() -> None:
    publies = suivis()
    assert len(publies) > 150
    assert {nom(chemin): mots for chemin in publies if (mots := trouves(chemin))} == {}


@pytest.mark.parametrize("mot", INTERDITS)
def test_un_mot_interdit_est_vu(mot: str, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(f"Voir {mot}ici.\n", encoding="utf-8")
    assert mot in trouves(tmp_path / "page.md")
