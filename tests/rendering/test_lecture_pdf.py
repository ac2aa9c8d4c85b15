"""The tests' own eyes: a known page, read where it was written (the page's margin and the body's are 20 and 2 mm)."""

from __future__ import annotations

import pytest

from tests import lecture_pdf
from tests.rendering.gabarits import image_qr, page, pdf

POSE = page(
    "<p style='position: absolute; margin: 0; left: 50mm; top: 100mm; line-height: 1; font-size: 20pt'>Hauteur x</p>"
    "<p style='position: absolute; margin: 0; left: 120mm; top: 100mm; line-height: 1; font-size: 20pt'>Colonne</p>"
)


def test_mots_sont_la_ou_ils_sont_ecrits() -> None:
    (mot,) = [mot for mot in lecture_pdf.mots(pdf(POSE)) if mot.texte == "Hauteur"]
    assert mot.x0 == pytest.approx(70, abs=0.5)
    assert 120 < mot.y0 < mot.y1 < 128
    assert mot.y1 == pytest.approx(mot.base, abs=0.2)
    assert mot.corps == pytest.approx(20, abs=0.1)
    assert (mot.page, mot.incline) == (1, False)


def test_releve_separe_les_colonnes_et_garde_les_lignes() -> None:
    releve = lecture_pdf.releve(pdf(POSE))
    lignes = [ligne.split(maxsplit=2) for ligne in releve.splitlines()[1:]]
    assert releve.startswith("page 1 (210 × 297 mm)\n")
    assert [ligne[2] for ligne in lignes] == ["Titre professionnel", "Hauteur x", "Colonne"]
    assert [float(ligne[0]) for ligne in lignes] == pytest.approx([22.5, 70, 140.5], abs=0.5)
    assert lignes[1][1] == lignes[2][1]


def test_releve_est_stable() -> None:
    assert lecture_pdf.releve(pdf(POSE)) == lecture_pdf.releve(pdf(POSE))


def test_filigrane_est_un_seul_mot_incline() -> None:
    inclines = [mot.texte for mot in lecture_pdf.mots(pdf(POSE, brouillon=True)) if mot.incline]
    assert inclines == ["BROUILLON – SANS VALEUR"]


def test_page_en_image() -> None:
    image = lecture_pdf.page_image(pdf(), dpi=72)
    assert image.size == (596, 842)
    assert image.getextrema() != ((255, 255),) * 3


def test_qr_absent_donne_une_liste_vide() -> None:
    assert lecture_pdf.qr_lus(pdf(), dpi=72) == []
    assert sorted(lecture_pdf.qr_lus(pdf(page(image_qr("un") + image_qr("deux"))))) == ["deux", "un"]
