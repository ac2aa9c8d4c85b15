"""The reader of our own pages sees the letters that the general one sees, or says that it does not know."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from docgen.rendering.presse.relecture_pages import pages_relues
from docgen.rendering.presse.tirage import Tirage
from tests import lecture_pdf
from tests.rendering import gabarits
from tests.rendering.test_press import demande, moteur, pdf


def dechiffrees(source: bytes | Path) -> list[str | None]:
    """What the quick reader reads of each page; ``None`` of one that it gives up."""
    return [None if page.morceaux is None else "".join(page.morceaux) for page in pages_relues(source)]


def lettres(texte: str | None) -> Counter[str]:
    simple = unicodedata.normalize("NFKD", texte or "").casefold()
    return Counter(lettre for lettre in simple if unicodedata.category(lettre)[0] in "LNS")


def imprime(corps: str) -> bytes:
    """Printed, and not read back."""
    flux, (feuillet,) = io.BytesIO(), moteur().composer([demande(gabarits.page(corps))])
    tirage = Tirage(flux, "Essai", feuillet.demande.date)
    tirage.imprimer(feuillet)
    tirage.finir()
    return flux.getvalue()


@pytest.mark.parametrize(
    "corps",
    [
        "<p>Élodie O’Connor-D’Été (office) ) 12 %</p><p>Đặng Šimůnek</p>",
        "<p style='letter-spacing: 0.3em; font-variant-numeric: tabular-nums'>RÉPUBLIQUE 2019-974</p>",
        "<p style='text-align: right; font-size: 7pt'>Fin de ligne</p><p>Ελένη Ольга 李明 さくら 김민준</p>",
        gabarits.TABLEAU + gabarits.image_qr(),
        "",
    ],
)
def test_les_deux_lecteurs_voient_les_memes_lettres(corps: str) -> None:
    contenu = pdf(corps, corps)
    assert [lettres(page) for page in dechiffrees(contenu)] == [lettres(page) for page in lecture_pdf.textes(contenu)]


def test_un_fichier_se_lit_comme_des_octets(tmp_path: Path) -> None:
    contenu = pdf("<p>Élodie</p>")
    (tmp_path / "a.pdf").write_bytes(contenu)
    assert dechiffrees(tmp_path / "a.pdf") == dechiffrees(contenu)


@pytest.mark.parametrize(
    "corps",
    [
        "<p>Élodie [a] Martin</p>",
        "<p>Élodie \\ Martin</p>",
        "<p style='transform: rotate(20deg)'>Élodie Martin</p>",
        "<p style='opacity: 0.5'>Élodie Martin</p>",
    ],
)
def test_une_page_dont_il_n_est_pas_sur_est_laissee_a_l_autre(corps: str) -> None:
    assert dechiffrees(imprime(corps)) == [None]
