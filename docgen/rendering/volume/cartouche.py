"""A label that is known after the volume is finished, in a place kept for it: two lines, at the right of a page.

Volumes are printed at once by many processes: none of them knows its number before all of them are finished. So the
place is a stream of a fixed length, written as it stands, that a few bytes fill afterwards: nothing else of the file
changes, and nothing is read or laid out again.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Final

import pikepdf
from pikepdf import Object, Pdf

from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.ecriture.preparation_polices import reduire
from docgen.rendering.presse.dechiffrage import CARTOUCHE

_FICHIER: Final = "SourceSans3-Semibold.ttf"
# Printable ASCII: whatever the name of a file may hold.
_SIGNES: Final = range(0x20, 0x7F)
_DEBUT: Final = b"%docgen-cartouche\n"
_LONGUEUR: Final = 640
_BLOC: Final = 128  # the longest that RunLengthDecode takes as it stands; any other filter, the writer would change
# From the left, where the margin of the slips begins (templates/lots/style.css), and from the top, of a portrait A4.
_DROITE_MM: Final = 191.5
_HAUTEURS_MM: Final = (29.6, 33.4)
_CORPS_PT: Final = (10.5, 8.0)
_ENCRES: Final = ("0.106 0.169 0.294", "0.29 0.318 0.388")
_PAGE_MM: Final = 297.0
_POINTS_PAR_MM: Final = 72 / 25.4


@dataclass(frozen=True, slots=True)
class _Police:
    """The font of the label: a file that holds only the signs it may need, and their widths in thousandths."""

    contenu: bytes
    chasses: tuple[int, ...]


@cache
def _police() -> _Police:
    nom = f"{_FICHIER}-{_SIGNES.start}-{_SIGNES.stop}"
    retenue = fonts.retenu(nom, lambda: reduire(fonts.fichier(_FICHIER), _SIGNES))
    return _Police(b64decode(retenue["contenu"]), tuple(map(int, retenue["chasses"].split())))


def reserver(pdf: Pdf, pages: Iterable[Object]) -> None:
    """Keep the place of one label, shown on each of these pages."""
    cartouche = pdf.make_stream(
        _remplissage(_DEBUT),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 596, 842],
        Filter=pikepdf.Name.RunLengthDecode,
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=_objet_police(pdf))),
    )
    for page in pages:
        ressources = copy(page.Resources)
        images = copy(ressources.get("/XObject", pikepdf.Dictionary()))
        images[CARTOUCHE] = cartouche
        ressources.XObject = images
        page.Resources = ressources
        page.Contents = pdf.make_stream(f"q {CARTOUCHE} Do Q\n".encode() + page.Contents.read_bytes())


def remplir(contenu: bytes, lignes: tuple[str, str]) -> bytes:
    """The same file with its label; of the same length.

    Raises:
        RenduImpossible: no place was kept in that file.
    """
    vide = _remplissage(_DEBUT)
    plein = _remplissage(_DEBUT + b"".join(map(_ligne, lignes, _HAUTEURS_MM, _CORPS_PT, _ENCRES)))
    if contenu.count(vide) != 1 or len(plein) != len(vide):
        raise RenduImpossible(
            "Le volume n'a pas de place pour son nom : le lot n'a pas été livré. Relancez-le dans un dossier neuf."
        )
    return contenu.replace(vide, plein)


def _remplissage(trace: bytes) -> bytes:
    """A drawing, then blanks, by blocks that each say their length; the last byte says that there is no more."""
    trace = trace.ljust(_LONGUEUR)
    blocs = (trace[debut : debut + _BLOC] for debut in range(0, len(trace), _BLOC))
    return b"".join(bytes([len(bloc) - 1]) + bloc for bloc in blocs) + b"\x80"


def _ligne(texte: str, hauteur_mm: float, corps: float, encre: str) -> bytes:
    octets = texte.encode("ascii")
    chasses = _police().chasses
    large = sum(chasses[octet - _SIGNES.start] for octet in octets) * corps / 1000
    x, y = _DROITE_MM * _POINTS_PAR_MM - large, (_PAGE_MM - hauteur_mm) * _POINTS_PAR_MM
    return b"%b rg BT /F %g Tf %.2f %.2f Td <%b> Tj ET\n" % (encre.encode(), corps, x, y, octets.hex().encode())


def _objet_police(pdf: Pdf) -> Object:
    police, nom = _police(), pikepdf.Name("/DOCGEN+SourceSans3-Semibold")
    fichier = pdf.make_stream(police.contenu, Length1=len(police.contenu))
    description = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=nom,
        Flags=32,
        FontBBox=[-500, -350, 2000, 1000],
        ItalicAngle=0,
        Ascent=1000,
        Descent=-326,
        CapHeight=660,
        StemV=110,
        FontFile2=fichier,
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=nom,
            FirstChar=_SIGNES.start,
            LastChar=_SIGNES.stop - 1,
            Widths=pikepdf.Array(police.chasses),
            Encoding=pikepdf.Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(description),
        )
    )
