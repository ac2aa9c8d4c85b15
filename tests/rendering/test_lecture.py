from __future__ import annotations

import io

import pikepdf
import pytest

from docgen.errors import UsageInvalide
from docgen.rendering.lecture_pdf import lire_pdf
from tests.rendering.gabarits import octets, page, pdf


def test_texte_page_par_page() -> None:
    lu = lire_pdf(pdf(page("<p>Une</p><p style='break-before: page'>Deux</p>")))
    assert lu.pages == 2
    assert "Une" in lu.textes[0]
    assert "Deux" not in lu.textes[0]
    assert "Deux" in lu.textes[1]


def test_pdf_d_ailleurs_se_lit_sans_piece() -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        lu = lire_pdf(octets(document))
    assert (lu.pages, dict(lu.pieces), dict(lu.fiche)) == (1, {}, {})


@pytest.mark.parametrize("contenu", [b"", b"bonjour", b"PK\x03\x04", b"\x89PNG\r\n"])
def test_ce_qui_n_est_pas_un_pdf_est_refuse(contenu: bytes) -> None:
    with pytest.raises(UsageInvalide, match=r"« recu\.pdf » n'a pas pu être lu : ce n'est pas un PDF"):
        lire_pdf(contenu, "recu.pdf")


def test_pdf_protege_est_refuse() -> None:
    with pikepdf.open(io.BytesIO(pdf())) as document:
        chiffre = octets(document, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(UsageInvalide, match="mot de passe"):
        lire_pdf(chiffre, "recu.pdf")


@pytest.mark.parametrize("part", [0.01, 0.1, 0.5, 0.9])
def test_pdf_tronque_est_refuse(part: float) -> None:
    contenu = pdf()
    with pytest.raises(UsageInvalide, match="abîmé"):
        lire_pdf(contenu[: int(len(contenu) * part)])


def test_pdf_gribouille_ne_leve_que_l_erreur_prevue() -> None:
    contenu = pdf()
    issues: set[str] = set()
    for rang in range(5, len(contenu), len(contenu) // 60):
        try:
            lire_pdf(contenu[:rang] + b"\xff\x00<<(" + contenu[rang + 5 :], "recu.pdf")
            issues.add("lu")
        except UsageInvalide as refus:
            issues.add(str(refus).split(" : ")[1].split(".")[0])
    assert issues == {"lu", "le PDF est abîmé"}
