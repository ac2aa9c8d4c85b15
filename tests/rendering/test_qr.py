"""What is drawn is read: by the product's reader and by another, as a camera sees the pages of both engines."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from docgen.errors import RenduImpossible
from docgen.rendering.qr import COTE_MAX, MARGE, codes_de, lire_symbole, qr_png
from tests import lecture_pdf
from tests.lancement import executer
from tests.rendering import gabarits, test_press
from tests.rendering.gabarits import ADRESSE, image_qr, page
from tests.rendering.lectures import MOTEURS, presse

pytestmark = pytest.mark.lent

JETON = (
    "https://verification.exemple.gouv.fr/verification/2026-974-0000001-X#" + "eyJhbGciOiJFZERTQSJ9." + "aZ0-_bQ" * 79
)
VUES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "nette": lambda vue: vue,
    "tournée de 4°": lambda vue: vue.rotate(4, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
    "floue": lambda vue: vue.filter(ImageFilter.GaussianBlur(0.8)),
    "en JPEG de qualité 40": lambda vue: en_jpeg(vue),
}


def en_jpeg(vue: Image.Image) -> Image.Image:
    tampon = io.BytesIO()
    vue.save(tampon, "JPEG", quality=40)
    return Image.open(tampon)


@cache
def _vue(moteur: str, texte: str, dpi: int) -> Image.Image:
    return lecture_pdf.pages_grises(MOTEURS[moteur](page(image_qr(texte))), dpi)[0]


def _symbole(texte: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(qr_png(texte).partition(",")[2])))


def _modules(texte: str) -> int:
    return _symbole(texte).width - 2 * MARGE


def _niveau(texte: str) -> str:
    lu = zxingcpp.read_barcode(_symbole(texte).convert("L"), is_pure=True)
    assert lu is not None
    return lu.ec_level


@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("vue", VUES)
def test_deux_lecteurs_le_lisent_sur_la_page(moteur: str, dpi: int, vue: str) -> None:
    vu = VUES[vue](_vue(moteur, ADRESSE, dpi))
    assert lecture_pdf.lus_par_zxing(vu) == [ADRESSE]
    assert lecture_pdf.lire_qr(vu) == [ADRESSE]


@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize("texte", [JETON, "a", "0123456789", "http://localhost/%C3%A9?x=y&z=%20", "x" * 300])
def test_sa_taille_suit_son_texte(moteur: str, texte: str) -> None:
    vu = _vue(moteur, texte, 200)
    assert lecture_pdf.lus_par_zxing(vu) == [texte]
    assert lecture_pdf.lire_qr(vu) == [texte]


@pytest.mark.parametrize("vue", VUES)
def test_le_plus_grand_se_lit_comme_le_voit_un_telephone(vue: str) -> None:
    """In the 31.5 mm that 97 modules and their quiet zone take at 0.30 mm each."""
    au_large = page(image_qr(JETON).replace('class="qr"', 'style="width: 31.5mm; image-rendering: crisp-edges"'))
    vu = VUES[vue](lecture_pdf.pages_grises(presse(au_large), 300)[0])
    assert lecture_pdf.lus_par_zxing(vu) == [JETON]
    assert lecture_pdf.lire_qr(vu) == [JETON]


def test_un_point_par_module_noir_ou_blanc_et_quatre_modules_de_marge() -> None:
    for texte in ("a", ADRESSE, JETON):
        symbole = _symbole(texte)
        cadre = ImageOps.invert(symbole.convert("L")).getbbox()
        cote = _modules(texte)
        assert (symbole.mode, set(symbole.tobytes())) == ("L", {0, 255})
        assert cadre == (MARGE, MARGE, MARGE + cote, MARGE + cote)
    assert [_modules("a"), _modules(ADRESSE)] == [21, 45]
    assert 85 <= _modules(JETON) <= COTE_MAX


def test_la_correction_cede_avant_la_taille() -> None:
    assert [_niveau(ADRESSE), _niveau(JETON), _niveau("x" * 800)] == ["M", "L", "L"]
    assert _modules("x" * 800) <= COTE_MAX


@pytest.mark.parametrize("texte", ["x" * 900, "é" * 1_000, "x" * 9_000])
def test_un_texte_trop_long_est_refuse_en_octets(texte: str) -> None:
    with pytest.raises(RenduImpossible, match=f"{len(texte.encode())} octets.*trop fins.*adresse publique plus courte"):
        qr_png(texte)


def test_meme_texte_meme_image() -> None:
    assert qr_png(ADRESSE) == qr_png(ADRESSE)
    assert qr_png(ADRESSE) != qr_png(ADRESSE + "B")


@pytest.mark.parametrize("moteur", MOTEURS)
def test_le_fichier_l_embarque_un_pixel_par_module_et_sans_lissage(moteur: str) -> None:
    contenu = MOTEURS[moteur](page(image_qr()))
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        (objet,) = pdf.pages[0].obj.Resources.XObject.as_dict().values()
        assert isinstance(objet, pikepdf.Stream)
        assert (int(objet.Width), int(objet.Height)) == _symbole(ADRESSE).size
        assert (int(objet.BitsPerComponent), str(objet.ColorSpace)) == (1, "/DeviceGray")
        assert not objet.get("/Interpolate", False)
        assert pikepdf.PdfImage(objet).as_pil_image().convert("L").tobytes() == _symbole(ADRESSE).tobytes()
        assert codes_de(pdf.pages[0]) == [ADRESSE]


@pytest.mark.parametrize("faute", ["abîmé", "blanc", "en négatif", "à moitié"])
def test_ce_qui_n_est_pas_un_symbole_ne_se_lit_pas(faute: str) -> None:
    symbole = _symbole(ADRESSE).convert("L")
    spoliations: dict[str, Image.Image] = {
        "abîmé": ImageOps.expand(symbole.crop((0, 0, 57, 30)), (0, 0, 0, 27), 255),
        "blanc": Image.new("L", (57, 57), 255),
        "en négatif": ImageOps.invert(symbole),
        "à moitié": symbole.crop((0, 0, 29, 57)),
    }
    assert lire_symbole(spoliations[faute]) is None


@pytest.mark.parametrize(
    ("corps", "dus"),
    [
        (image_qr(), (f"{ADRESSE}B",)),
        ("<p>Élodie Martin</p>", (ADRESSE,)),
        (image_qr(), ()),
        (image_qr("un") + image_qr("deux"), ("un",)),
    ],
    ids=["un autre", "aucun", "un de trop", "un second"],
)
def test_le_fichier_fini_dit_ce_qu_il_doit_dire_ou_n_est_pas(corps: str, dus: tuple[str, ...]) -> None:
    html: Any = page(corps)
    with pytest.raises(RenduImpossible, match="un code ne dit pas ce qu'il doit dire"):
        gabarits.pdf(html, codes=dus)
    with pytest.raises(RenduImpossible, match="un code ne dit pas ce qu'il doit dire"):
        test_press.moteur().rendre([test_press.demande(html, codes=dus)])


def test_le_code_d_un_autre_document_du_fichier_est_refuse() -> None:
    un, deux = (test_press.demande(page(image_qr(texte)), intitule=texte) for texte in ("un", "deux"))
    assert test_press.moteur().rendre([un, deux]).pages == 2
    with pytest.raises(RenduImpossible, match="« un » n'a pas pu"):
        test_press.moteur().rendre([replace(un, codes=deux.codes), replace(deux, codes=un.codes)])


@pytest.mark.parametrize("moteur", MOTEURS)
def test_un_code_appartient_a_la_page_qui_le_montre(moteur: str) -> None:
    suite = "<p style='break-before: page'>Suite</p>"
    contenu = MOTEURS[moteur](page(image_qr("un") + suite + image_qr("deux") + suite))
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        assert [codes_de(une) for une in pdf.pages] == [["un"], ["deux"], []]


_GARDES = """
import gc
gc.disable()
from docgen.rendering.presse.feuillet import Feuillet
from tests.rendering import gabarits, test_press
test_press.moteur().rendre([test_press.demande(gabarits.page("<p>Élodie</p>" + gabarits.image_qr()))])
print(sum(isinstance(un, Feuillet) for un in gc.get_objects()))
"""


def test_rien_ne_retient_ce_qui_est_imprime() -> None:
    """Not even the first time, when the libraries of codes are loaded: their errors would, by their frames."""
    fini = executer(_GARDES)
    assert fini.stdout == "0\n", fini
