"""Names printed by both engines, many on a page, and what three readers find of each in the files."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from pypdf import PdfReader

from docgen.rendering import fonts
from tests import lecture_pdf
from tests.rendering import gabarits
from tests.rendering.test_press import demande, moteur

# What readers add around what is written from right to left.
_SENS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))

_LIANTS = dict.fromkeys((0x200C, 0x200D))


def en_ordre(texte: str) -> str:
    """The letters of a text in their order, without blanks nor marks of direction, in normal form."""
    return unicodedata.normalize("NFC", "".join(texte.translate(_SENS).split()))


def page_de_noms(noms: Sequence[str], famille: str = fonts.pile_serif, graisse: int = 400) -> str:
    """A page with a name a line, each between two marks of its own."""
    style = f"font-family: {famille}; font-weight: {graisse}; font-size: 7pt; margin: 0".replace('"', "'")
    lignes = (f"<div>Q{rang}q {escape(nom, quote=False)} z{rang}Z</div>" for rang, nom in enumerate(noms))
    return gabarits.page(f'<div style="{style}">{"".join(lignes)}</div>')


def presse(html: str) -> bytes:
    """The paper."""
    return moteur().rendre([demande(html)]).contenu


MOTEURS: Mapping[str, Callable[[str], bytes]] = {"archive": gabarits.pdf, "presse": presse}


def poppler(pdf: bytes) -> str:
    """The text of a file, by pdftotext."""
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def pdfium(pdf: bytes) -> str:
    """The text of a file, by pdfium."""
    return "\n".join(lecture_pdf.textes(pdf))


def pypdf(pdf: bytes) -> str:
    """The text of a file, by pypdf."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


LECTEURS: Mapping[str, Callable[[bytes], str]] = {"poppler": poppler, "pdfium": pdfium, "pypdf": pypdf}


def differences(noms: Sequence[str], texte: str, lecteur: str) -> Iterator[tuple[str, str]]:
    """The names that a text does not give as they were written, and what it gives instead.

    Letters are compared in their order. Pdfium alone leaves the marks of what is written from right to left in the
    order of the line, where most of the line goes the other way: there, its letters only must be on the page. It also
    leaves joiners out, and parts the letters of ``ﬁ`` and the like, as the compatible form does.
    """
    page = en_ordre(texte)
    lus = {int(lu[1]): lu[2] for lu in re.finditer(r"Q(\d+)q(.*?)z\1Z", page)}
    for rang, nom in enumerate(noms):
        lu, du = lus.get(rang, ""), en_ordre(nom)
        if lecteur == "pdfium":
            lu, du = (en_ordre(unicodedata.normalize("NFKC", un)).translate(_LIANTS) for un in (lu, du))
            if _marque_vers_la_gauche(nom):
                lu, du = "".join(lettre for lettre in du if lettre in page), du
        if lu != du:
            yield nom, lu


def _marque_vers_la_gauche(nom: str) -> bool:
    return any(unicodedata.bidirectional(signe) in ("R", "AL") for signe in nom) and any(
        unicodedata.category(signe)[0] in "MC" for signe in nom
    )


def toutes_les_differences(noms: Sequence[str], **mise_en_forme: object) -> list[tuple[str, str, str, str]]:
    """The same, of both engines and of every reader: engine, reader, name, what was read."""
    html = page_de_noms(noms, **mise_en_forme)  # type: ignore[arg-type]  # passed on
    return [
        (nom_du_moteur, nom_du_lecteur, nom, lu)
        for nom_du_moteur, imprimer in MOTEURS.items()
        for pdf in [imprimer(html)]
        for nom_du_lecteur, lire in LECTEURS.items()
        for nom, lu in differences(noms, lire(pdf), nom_du_lecteur)
    ]
