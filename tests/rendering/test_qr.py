from __future__ import annotations

import base64
import re

import pytest

from docgen.errors import RenduImpossible
from docgen.rendering.qr import CAPACITE, qr_svg
from tests import lecture_pdf
from tests.rendering.gabarits import ADRESSE, image_qr, page, pdf


def _svg(texte: str) -> str:
    return base64.b64decode(qr_svg(texte).split(",", 1)[1]).decode()


@pytest.mark.parametrize("texte", [ADRESSE, "a", "http://localhost/é?x=ù&y=%20", "0123456789", "x" * CAPACITE])
def test_un_autre_lecteur_relit_le_texte(texte: str) -> None:
    assert lecture_pdf.qr_lus(pdf(page(image_qr(texte)))) == [texte]


def test_code_petit_se_lit_encore() -> None:
    petit = page(image_qr().replace('class="qr"', 'style="width: 20mm; image-rendering: crisp-edges"'))
    assert lecture_pdf.qr_lus(pdf(petit), dpi=200) == [ADRESSE]


def test_code_est_un_trace_et_non_une_image() -> None:
    contenu = pdf(page(image_qr()))
    assert lecture_pdf.images(contenu) == 0
    assert _svg(ADRESSE).count("<path") == 1


def test_marge_claire_de_quatre_modules_et_taille_fixe() -> None:
    for texte in ("a", ADRESSE):
        svg = _svg(texte)
        assert 'viewBox="0 0 65 65"' in svg
        abscisses = [int(x) for x in re.findall(r"[MH](\d+)", svg)]
        ordonnees = [int(y) for y in re.findall(r"(?:V|M\d+ )(\d+)", svg)]
        assert (min(abscisses), max(abscisses), min(ordonnees), max(ordonnees)) == (4, 61, 4, 61)


def test_texte_trop_long_est_refuse_en_octets() -> None:
    with pytest.raises(RenduImpossible, match=f"{CAPACITE + 1} octets et il en tient {CAPACITE}"):
        qr_svg("x" * (CAPACITE + 1))
    with pytest.raises(RenduImpossible, match="214 octets"):
        qr_svg("é" * 107)


def test_meme_texte_meme_trace() -> None:
    assert qr_svg(ADRESSE) == qr_svg(ADRESSE)
    assert qr_svg(ADRESSE) != qr_svg(ADRESSE + "B")
