"""The label of a finished volume: written in the place kept for it, read by two other libraries, and nothing moves."""

from __future__ import annotations

import io
from base64 import b64decode

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.ecriture.preparation_polices import reduire
from docgen.rendering.volume import cartouche
from tests.rendering.gabarits import octets

LIGNES = ("Volume 12 sur 190", "LOT_4A0370F7_VOL_12.pdf")


@pytest.fixture(scope="module")
def reserve() -> bytes:
    """Three pages; a place on the first and the last."""
    pdf = pikepdf.new()
    for _ in range(3):
        pdf.add_blank_page(page_size=(595, 842))
    cartouche.reserver(pdf, [pdf.pages[0].obj, pdf.pages[2].obj])
    return octets(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def test_la_police_retenue_est_celle_qui_serait_tiree_de_nouveau() -> None:
    tiree = reduire(fonts.fichier(cartouche._FICHIER), cartouche._SIGNES)
    retenue = cartouche._police()
    assert retenue.contenu == b64decode(tiree["contenu"])
    assert list(retenue.chasses) == [int(chasse) for chasse in tiree["chasses"].split()]


def test_le_nom_est_la_ou_sa_place_etait_gardee(reserve: bytes) -> None:
    rempli = cartouche.remplir(reserve, LIGNES)
    assert len(rempli) == len(reserve)
    lu = pypdfium2.PdfDocument(rempli)
    for rang, page in enumerate(PdfReader(io.BytesIO(rempli)).pages):
        for texte in (page.extract_text(), lu[rang].get_textpage().get_text_bounded()):
            assert texte.split() == ([] if rang == 1 else " ".join(LIGNES).split())
    texte = lu[0].get_textpage()
    droite, haut = texte.get_charbox(len(LIGNES[0]) - 1)[2:]
    assert abs(droite - 191.5 * 72 / 25.4) < 1
    assert 25 < (842 - haut) * 25.4 / 72 < 29
    lu.close()


def test_sans_place_ou_avec_trop_de_lettres_rien_n_est_rendu(reserve: bytes) -> None:
    rempli = cartouche.remplir(reserve, LIGNES)
    for contenu, lignes in ((b"%PDF-1.7", LIGNES), (rempli, LIGNES), (reserve, ("V" * 300, "L"))):
        with pytest.raises(RenduImpossible, match="n'a pas de place pour son nom"):
            cartouche.remplir(contenu, lignes)
