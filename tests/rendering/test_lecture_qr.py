"""Our QR codes, written and read back, against the library; a camera's reader reads them in the tests of lots."""

from __future__ import annotations

import base64
import io
import zlib

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

from docgen.errors import RenduImpossible
from docgen.rendering.lecture_qr import lire_symbole, modules_de_l_image
from docgen.rendering.qr import CAPACITE, qr_png
from docgen.rendering.symbole import COTE, tracer
from docgen.rendering.trame import COTE_IMAGE, MARGE


def symbole(texte: str, masque: int = 4) -> str:
    """The modules of a symbol, by the library."""
    code = qrcode.QRCode(version=10, error_correction=ERROR_CORRECT_M, mask_pattern=masque, border=0)
    code.add_data(QRData(texte.encode(), mode=MODE_8BIT_BYTE, check_data=False), optimize=0)
    code.make(fit=False)
    return "".join("01"[bool(module)] for rangee in code.modules for module in rangee)


def image(adresse: str) -> bytes:
    """The pixels of a picture, as another library reads them."""
    lue = Image.open(io.BytesIO(base64.b64decode(adresse.partition(",")[2])))
    assert (lue.mode, lue.size) == ("1", (COTE_IMAGE, COTE_IMAGE))
    return lue.tobytes()


def image_de(modules: str) -> bytes:
    """A symbol in black on white, with its quiet zone."""
    noirs = Image.new("1", (COTE_IMAGE, COTE_IMAGE), 1)
    pixels = bytes(255 * (module == "0") for module in modules)
    noirs.paste(Image.frombytes("L", (COTE, COTE), pixels).convert("1"), (MARGE, MARGE))
    return noirs.tobytes()


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=70).filter(lambda texte: 1 <= len(texte.encode(errors="ignore")) <= CAPACITE))
def test_ce_qui_est_ecrit_se_relit(texte: str) -> None:
    texte = texte.encode(errors="ignore").decode() or "a"
    assert lire_symbole(symbole(texte)) == texte
    assert "".join(tracer(texte.encode())) == symbole(texte)
    assert image(qr_png(texte)) == image_de(symbole(texte))


@pytest.mark.parametrize("longueur", [1, 42, 43, 44, 172, 173, 212, CAPACITE])
def test_chaque_longueur_se_relit(longueur: int) -> None:
    texte = "".join(chr(ord("a") + rang % 26) for rang in range(longueur))
    assert lire_symbole(symbole(texte)) == texte
    assert "".join(tracer(texte.encode())) == symbole(texte)
    assert image(qr_png(texte)) == image_de(symbole(texte))


def test_l_image_qu_une_page_embarque_se_relit() -> None:
    png = base64.b64decode(qr_png("https://exemple.test/verification/1").partition(",")[2])
    donnees = zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8])
    cote = COTE + 8
    rangees = [donnees[rang * 10 + 1 : rang * 10 + 10] for rang in range(cote)]
    assert lire_symbole(modules_de_l_image(b"".join(rangees))) == "https://exemple.test/verification/1"


@pytest.mark.parametrize("modules", ["", "0" * (COTE * COTE), symbole("un autre masque", masque=2)])
def test_ce_qui_n_est_pas_un_symbole_de_docgen_est_refuse(modules: str) -> None:
    with pytest.raises(RenduImpossible, match="ne se lit pas"):
        lire_symbole(modules)


def test_une_image_d_une_autre_taille_est_refusee() -> None:
    with pytest.raises(RenduImpossible, match="ne se lit pas"):
        modules_de_l_image(b"\xff" * 100)
