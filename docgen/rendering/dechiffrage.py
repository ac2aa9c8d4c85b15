"""The text of a printed page, from its content stream: several times faster than a reader of any PDF.

It understands what the press writes and nothing else. Whatever it does not know for sure (an operator, a slanted line,
a letter that may lie off the sheet) makes it give the page up, to the general reader: it never sees a letter that is
not on the page.
"""

from __future__ import annotations

import io
import re
import struct
from codecs import charmap_decode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any, Final

# What may stand between BT and ET: a place, a font, a text; the last alternative is what is not expected there.
_PAS: Final = re.compile(
    rb"\[\(([^\]]*)\)\n?\]TJ\n|\(([^\\)]*+(?:\\.[^\\)]*+)*+)\)Tj\n|([-\d.]++(?: [-\d.]++)*+) (T[md])\n"
    rb"|/(f-\d+-\d+) 1 Tf\n|\[?(<[-.\da-f<>\n]*>)\n?\]?T[jJ]\n|(\S)"
)
_ENTRE_DEUX: Final = re.compile(rb"\)[-\d.\n]+\(")
_ECARTS: Final = re.compile(rb"[)>]\n?-([\d.]+)")
# Any letter is wider than what is left: no step back is longer than what was just written.
_GRANDS_RECULS: Final = re.compile(rb"\)\n?(?:[2-9]\d\d|\d{4})"), re.compile(rb">\n?(?:[2-9]\d\d|\d{4})")
_IMAGE_POSEE: Final = re.compile(rb" cm\n/a\d+ gs /x\d+ Do\nQ")
_TRADUCTIONS: Final = re.compile(rb"<([\da-f]+)> <([\da-f]+)>\n")
_HEXA: Final = re.compile(rb"<([\da-f]+)>")
_SUITES: Final = re.compile(rb"(\d+) \[([^\]]*)\]")
CARTOUCHE: Final = "/DocgenCartouche"
_SANS_LETTRE: Final = "\ufffe"
_UNITE: Final = 8  # of widths, in thousandths, rounded up: a byte holds them
_BLOCS_RETENUS: Final = 4096
_FIN: Final = b"\n0 0 Td\n"


class _Inconnu(Exception):
    """The page holds what is not understood here."""


@contextmanager
def textes(source: bytes | Path) -> Iterator[Iterator[str | None]]:
    """The text of each page of a file of the press, in the order it was drawn; ``None`` for a page given up."""
    import pikepdf

    with pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source) as pdf:
        lecteur = _Lecteur()
        yield (lecteur.texte(page.obj) for page in pdf.pages)


class _Lecteur:
    """Remembers the fonts of a file, and the blocks of text that its pages repeat."""

    def __init__(self) -> None:
        self._jeux: dict[bytes, _Jeu] = {}
        self._polices: dict[tuple[int, int], _Police] = {}

    def texte(self, page: Any) -> str | None:
        """The text of a page; ``None`` when it is given up."""
        try:
            return self._lire(page)
        except (_Inconnu, LookupError, ValueError):
            return None

    def _lire(self, page: Any) -> str:
        ressources = page.Resources
        objets = ressources.get("/XObject", {})
        # The place kept for the volume's name holds no text that the page owes.
        if "/Pattern" in ressources or any(un.Subtype != "/Image" for nom, un in objets.items() if nom != CARTOUCHE):
            raise _Inconnu
        flux = page.Contents.read_bytes()
        if b"\\" in flux:
            flux = flux.replace(b"\\\n", b"")
        if b"\\\\" in flux or flux.count(b" cm\n") != 1 + len(_IMAGE_POSEE.findall(flux)):
            raise _Inconnu
        blocs = flux.split(b"BT\n")[1:]
        if not blocs:
            return ""
        jeu = self._jeu(ressources.Font, page.MediaBox.unparse())
        return "".join([jeu.texte(bloc.partition(b"\nET\n")[0]) for bloc in blocs])

    def _jeu(self, objets: Any, cadre: bytes) -> _Jeu:
        """Pages of one size that name the same fonts share what is known of them."""
        cle = objets.unparse() + cadre
        if cle not in self._jeux:
            polices: dict[bytes, _Police] = {}
            for nom, objet in objets.items():
                if objet.objgen not in self._polices:
                    self._polices[objet.objgen] = _Police(objet)
                polices[nom[1:].encode()] = self._polices[objet.objgen]
            _, _, largeur, hauteur = map(float, cadre.strip(b"[] ").split())
            self._jeux[cle] = _Jeu(polices, largeur, hauteur)
        return self._jeux[cle]


class _Jeu:
    """The fonts of a page, by the name that it gives them, and its size."""

    def __init__(self, polices: dict[bytes, _Police], largeur: float, hauteur: float) -> None:
        self._polices, self._largeur, self._hauteur = polices, largeur, hauteur
        self._connus: dict[bytes, str] = {}

    def texte(self, bloc: bytes) -> str:
        """The text of a block."""
        texte = self._connus.get(bloc)
        if texte is None:
            if len(self._connus) >= _BLOCS_RETENUS:
                self._connus.clear()
            texte = self._connus[bloc] = "".join(self._lire(bloc))
        return texte

    def _lire(self, bloc: bytes) -> Iterator[str]:
        """The texts of a block. Each line of them must lie on the sheet."""
        police: _Police | None = None
        corps = descente = x = y = large = 0.0
        if any(recul.search(bloc) for recul in _GRANDS_RECULS):
            raise _Inconnu
        for latin, mot, place, genre, nom, hexa, autre in _PAS.findall(bloc + _FIN):
            if place:
                if large and not (x >= 0 <= y <= self._hauteur and x + corps * large / 1000 <= self._largeur):
                    raise _Inconnu
                large = 0
                nombres = [float(nombre) for nombre in place.split()]
                if genre == b"Td":
                    x, y = x + nombres[0] * corps, y + nombres[1] * descente
                else:
                    corps, biais, autre_biais, descente, x, y = nombres
                    if biais or autre_biais or corps <= 0:
                        raise _Inconnu
            elif nom:
                police = self._polices[nom]
            elif autre or police is None:
                raise _Inconnu
            else:
                lus, largeur = police.lire_hexa(hexa) if hexa else police.lire(latin or mot)
                large += largeur
                yield lus


class _Police:
    """A font of the file: letters and widths by code, of one byte or two."""

    def __init__(self, objet: Any) -> None:
        couples = _TRADUCTIONS.findall(objet.ToUnicode.read_bytes().partition(b"endcodespacerange")[2])
        self._lettres = {int(code, 16): _lettre(hexa) for code, hexa in couples}
        if objet.Subtype == "/Type0":
            self._largeurs = _largeurs(objet.DescendantFonts[0].W.unparse())
        elif objet.Subtype in ("/TrueType", "/Type1"):
            self._largeurs = _largeurs(b"%d %b" % (objet.FirstChar, objet.Widths.unparse()))
            self._dresser()
        else:
            raise _Inconnu

    def _dresser(self) -> None:
        """Tables by code of one byte. Only a code for one letter has its place there: another, and its page is lost."""
        table, unites = [_SANS_LETTRE] * 256, bytearray(256)
        for code, lettre in self._lettres.items():
            largeur = ceil(self._largeurs[code] / _UNITE)
            if len(lettre) == 1 and largeur < 256:
                table[code], unites[code] = lettre, largeur
        self._table, self._unites = "".join(table), bytes(unites)

    def lire(self, ecrit: bytes) -> tuple[str, float]:
        """The letters between parentheses, and how wide they are at most, in thousandths of the type size."""
        codes = ecrit
        if b")" in ecrit:
            codes = b"".join(_ENTRE_DEUX.split(ecrit))
        if b"\\" in codes:
            codes = codes.replace(b"\\(", b"(").replace(b"\\)", b")").decode("unicode_escape").encode("latin-1")
        largeur: float = _UNITE * sum(codes.translate(self._unites))
        if b")-" in ecrit:
            largeur += sum(map(float, _ECARTS.findall(ecrit)))
        return charmap_decode(codes, "strict", self._table)[0], largeur

    def lire_hexa(self, ecrit: bytes) -> tuple[str, float]:
        """The same, of codes of two bytes."""
        chiffres = b"".join(_HEXA.findall(ecrit)).decode()
        codes = struct.unpack(f">{len(chiffres) // 4}H", bytes.fromhex(chiffres))
        largeur = sum([self._largeurs[code] for code in codes]) + sum(map(float, _ECARTS.findall(ecrit)))
        return "".join([self._lettres[code] for code in codes]), largeur


def _largeurs(ecrites: bytes) -> dict[int, float]:
    """Widths by code, of a list as PDF writes them: the first code, then the widths from there."""
    largeurs: dict[int, float] = {}
    for premier, valeurs in _SUITES.findall(ecrites):
        largeurs.update(enumerate(map(float, valeurs.split()), int(premier)))
    return largeurs


@cache
def _lettre(hexa: bytes) -> str:
    return bytes.fromhex(hexa.decode()).decode("utf-16-be")
