"""A document type is one module and one folder of templates: neither goes without the other."""

from __future__ import annotations

import re
from pathlib import Path

from docgen.documents import catalogue
from docgen.rendering import fonts
from docgen.rendering.html import dossier_modeles
from tests.maison.arbre import fichiers, nom

COMMUN, LOTS = "commun", "lots"  # pages of no type: shared parts, what goes with a lot


def test_chaque_type_a_son_modele_et_sa_feuille_de_style() -> None:
    attendus = {Path(spec.modele).parent / fichier for spec in catalogue().values() for fichier in _FICHIERS}
    assert [str(chemin) for chemin in sorted(attendus) if not (dossier_modeles() / chemin).is_file()] == []


def test_chaque_type_qui_se_donne_en_word_a_son_modele_et_lui_seul() -> None:
    presents = {chemin.relative_to(dossier_modeles()).as_posix() for chemin in dossier_modeles().rglob("*.docx")}
    assert presents == {spec.modele_docx for spec in catalogue().values() if "docx" in spec.formats}


def test_aucun_dossier_de_modele_n_est_orphelin() -> None:
    presents = {
        dossier.relative_to(dossier_modeles())
        for dossier in dossier_modeles().glob("*/*")
        if dossier.is_dir() and dossier.parent.name not in (COMMUN, LOTS)
    }
    assert presents == {Path(spec.modele).parent for spec in catalogue().values()}


def test_les_feuilles_de_style_nomment_les_polices_du_moteur() -> None:
    """A list written otherwise would fall back to another font for the names that ours do not draw."""
    trouvees = {
        (nom(feuille), pile.strip())
        for feuille in fichiers("templates", motif="*.css")
        for pile in re.findall(r"font-family:([^;}]+)", feuille.read_text(encoding="utf-8"))
    }
    assert {pile for _, pile in trouvees} == {fonts.pile_sans, fonts.pile_serif}, trouvees
    assert {pile for feuille, pile in trouvees if feuille == "templates/commun/base.css"} == {
        fonts.pile_sans,
        fonts.pile_serif,
    }


_FICHIERS = ("modele.html", "style.css")
