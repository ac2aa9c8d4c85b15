"""Every document against the relevé that was read and kept: its lines of text, each with its place on the page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docgen.documents import catalogue
from tests import lecture_pdf
from tests.documents.atelier_essai import pdf
from tests.documents.cas import Cas, cas

REFERENCES = Path(__file__).resolve().parents[1] / "references"
REFAIRE = os.environ.get("DOCGEN_REFERENCES") == "1"
COMMENT = "Lancez « make references », relisez la différence, puis gardez-la avec le changement qui l’explique."


def comparer(reference: Path, obtenu: str, *, refaire: bool = False) -> None:
    """Refuse any difference; ``refaire`` writes the reference first."""
    if refaire:
        reference.parent.mkdir(parents=True, exist_ok=True)
        reference.write_text(obtenu, encoding="utf-8")
    nom = "/".join(reference.parts[-2:])
    assert reference.is_file(), f"La référence {nom} manque. {COMMENT}"
    attendu = reference.read_text(encoding="utf-8")
    assert obtenu.splitlines() == attendu.splitlines(), f"La page n’est plus celle de la référence {nom}. {COMMENT}"
    assert obtenu == attendu


@pytest.mark.parametrize("essai", cas(), ids=str)
def test_page_est_celle_de_la_reference(essai: Cas) -> None:
    contenu = pdf(essai.dossier, essai.code, essai.destinataire, brouillon=essai.brouillon)
    comparer(REFERENCES / essai.code / f"{essai.nom}.txt", lecture_pdf.releve(contenu), refaire=REFAIRE)


def test_aucune_reference_orpheline() -> None:
    presentes = {chemin.relative_to(REFERENCES).as_posix() for chemin in REFERENCES.rglob("*") if chemin.is_file()}
    orphelines = presentes - {f"{essai}.txt" for essai in cas()}
    assert not orphelines, f"Ces références ne servent plus à aucun essai : {sorted(orphelines)}. Supprimez-les."


def test_chaque_type_a_une_reference() -> None:
    assert {essai.code for essai in cas()} == set(catalogue())


def test_cas_ont_des_noms_distincts() -> None:
    noms = [str(essai) for essai in cas()]
    assert len(noms) == len(set(noms))


def test_reference_absente_dit_comment_la_faire(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"parchemin/titre\.txt manque.*make references"):
        comparer(tmp_path / "parchemin" / "titre.txt", "page 1\n")


@pytest.mark.parametrize("obtenu", ["page 1\n  10.0   20.5  Nom\n", "page 1\n  10.0   20.0  Nom", "page 1\n", ""])
def test_difference_est_refusee(tmp_path: Path, obtenu: str) -> None:
    reference = tmp_path / "titre.txt"
    reference.write_text("page 1\n  10.0   20.0  Nom\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        comparer(reference, obtenu)
    assert reference.read_text(encoding="utf-8") == "page 1\n  10.0   20.0  Nom\n"


def test_refaire_ecrit_puis_compare(tmp_path: Path) -> None:
    reference = tmp_path / "neuf" / "titre.txt"
    comparer(reference, "page 1\n", refaire=True)
    assert reference.read_text(encoding="utf-8") == "page 1\n"
    comparer(reference, "page 1\n")
