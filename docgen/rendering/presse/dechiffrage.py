"""The text of a printed page, from its content stream: several times faster than a reader of any PDF.

It understands what the press writes and nothing else. Whatever it does not know for sure (an operator, a slanted line,
a letter that may lie off the sheet) makes it give the page up, to the general reader: it never sees a letter that is
not on the page.
"""

from __future__ import annotations

import re
import struct
from codecs import charmap_decode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from pikepdf import Page

# What may follow a place: a line further, a font, a text; the last alternative is what is not expected there.
_PAS: Final = re.compile(
    rb"\[\(([^\]]*)\)\n?\]TJ\n|\(([^\\)]*+(?:\\.[^\\)]*+)*+)\)Tj\n|([-\d.]++ [-\d.]++) Td\n"
    rb"|/(f-\d+-\d+) 1 Tf\n|\[?(<[-.\da-f<>\n]*>)\n?\]?T[jJ]\n|(\S)"
)
_ENTRE_DEUX: Final = re.compile(rb"\)[-\d.\n]+\(")
_ECARTS: Final = re.compile(rb"[)>]\n?-([\d.]+)")
# Any letter is wider than what is left: no step back is longer than what was just written.
_GRANDS_RECULS: Final = re.compile(rb"[)>]\n?(?:[2-9]\d\d|\d{4})")
_IMAGE_POSEE: Final = re.compile(rb" cm\n/a\d+ gs /x\d+ Do\nQ")
_TRADUCTIONS: Final = re.compile(rb"<([\da-f]+)> <([\da-f]+)>\n")
_HEXA: Final = re.compile(rb"<([\da-f]+)>")
_SUITES: Final = re.compile(rb"(\d+) \[([^\]]*)\]")
CARTOUCHE: Final = "/DocgenCartouche"
_SANS_LETTRE: Final = "\ufffe"
_UNITE: Final = 8  # of widths, in thousandths, rounded up: a byte holds them
_MORCEAUX_RETENUS: Final = 4096
# A text is given its place, on the line before; so is every one after the opening of a block.
_POSE, _FIN_DE_BLOC = b" Tm\n", b"\nET\n"
_FIN: Final = b"\n0 0 Td\n"


class _Inconnu(Exception):
    """The page holds what is not understood here."""


class PageLue(NamedTuple):
    """The texts of a page, and where each stands: its type size, then its place, from the left and from the top."""

    textes: list[str]
    poses: list[_Pose]

    def lignes(self) -> Iterator[tuple[float, float, float]]:
        """Where each line that is not blank begins, by its baseline, and its type size; in points."""
        for corps, x, y, morceau in self.poses:
            for droite, haut in morceau.debuts:
                yield x + corps * droite, y - corps * haut, corps


class Lecteur:
    """Reads the pages of one file. It remembers the fonts of a file, and the pieces of text that its pages repeat."""

    def __init__(self) -> None:
        self._jeux: dict[bytes, _Jeu] = {}
        self._polices: dict[tuple[int, int], _Police] = {}

    def lire(self, page: Page, flux: bytes) -> PageLue | None:
        """A page, whose ``flux`` is what it draws; ``None`` when it is given up."""
        try:
            return self._lire(page.obj, flux)
        except (_Inconnu, LookupError, ValueError):
            return None

    def _lire(self, page: Any, flux: bytes) -> PageLue:
        ressources = page.Resources
        objets = ressources.get("/XObject", {})
        # The place kept for the volume's name holds no text that the page owes.
        if "/Pattern" in ressources or any(un.Subtype != "/Image" for nom, un in objets.items() if nom != CARTOUCHE):
            raise _Inconnu
        if b"\\" in flux:
            flux = flux.replace(b"\\\n", b"")
        if b"\\\\" in flux or flux.count(b" cm\n") != 1 + len(_IMAGE_POSEE.findall(flux)):
            raise _Inconnu
        suites = flux.split(_POSE)
        if len(suites) < 2:
            return PageLue([], [])
        poses = self._jeu(ressources.Font, page.MediaBox.unparse()).poses(suites)
        return PageLue([morceau.texte for *_, morceau in poses], poses)

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


class _Morceau(NamedTuple):
    """What follows a place until the next one: its text, how far it goes around (in type sizes), its last font, and
    where its lines begin, but those that are blank."""

    texte: str
    gauche: float
    droite: float
    haut: float
    bas: float
    police: bytes
    debuts: tuple[tuple[float, float], ...]


_Pose = tuple[float, float, float, _Morceau]


class _Jeu:
    """The fonts of a page, by the name that it gives them, and its size."""

    def __init__(self, polices: dict[bytes, _Police], largeur: float, hauteur: float) -> None:
        self._polices, self._largeur, self._hauteur = polices, largeur, hauteur
        self._connus: dict[tuple[bytes, bytes], _Morceau] = {}
        self._poses: dict[tuple[bytes, bytes, bytes], _Pose] = {}

    def poses(self, suites: Sequence[bytes]) -> list[_Pose]:
        """The texts of a page, cut where each text is given its place: all of them must lie on the sheet."""
        lus: list[_Pose] = []
        police = b""
        for avant, suite in pairwise(suites):
            bloc, fini, _ = suite.partition(_FIN_DE_BLOC)
            cle = police, avant[avant.rfind(b"\n") + 1 :], bloc if fini else suite[: suite.rfind(b"\n")]
            pose = self._poses.get(cle) or self._placer(cle)
            lus.append(pose)
            police = b"" if fini else pose[-1].police
        return lus

    def _placer(self, cle: tuple[bytes, bytes, bytes]) -> _Pose:
        police, place, bloc = cle
        morceau = self._connus.get((police, bloc)) or self._retenir((police, bloc))
        _, gauche, droite, haut, bas, _, _ = morceau
        corps, biais, autre_biais, descente, x, y = map(float, place.split())
        if biais or autre_biais or corps <= 0 or descente >= 0:
            raise _Inconnu
        if x + corps * gauche < 0 or x + corps * droite > self._largeur:
            raise _Inconnu
        if y + descente * haut < 0 or y + descente * bas > self._hauteur:
            raise _Inconnu
        if len(self._poses) >= _MORCEAUX_RETENUS:
            self._poses.clear()
        pose = self._poses[cle] = corps, x, y, morceau
        return pose

    def _retenir(self, cle: tuple[bytes, bytes]) -> _Morceau:
        if len(self._connus) >= _MORCEAUX_RETENUS:
            self._connus.clear()
        morceau = self._connus[cle] = self._lire(*cle)
        return morceau

    def _lire(self, nom_police: bytes, bloc: bytes) -> _Morceau:
        """The text of a piece, whose place is the origin."""
        if _GRANDS_RECULS.search(bloc):
            raise _Inconnu
        police = self._polices.get(nom_police)
        x = y = large = 0.0
        lus: list[str] = []
        lignes: list[tuple[float, float, float]] = []
        debuts: list[tuple[float, float]] = []
        for latin, mot, place, nom, hexa, autre in _PAS.findall(bloc + _FIN):
            if place:
                if large:
                    lignes.append((x, x + large / 1000, y))
                large = 0
                droite, bas = place.split()
                x, y = x + float(droite), y + float(bas)
            elif nom:
                nom_police, police = nom, self._polices[nom]
            elif autre or police is None:
                raise _Inconnu
            else:
                texte, largeur = police.lire(hexa or latin or mot, bool(hexa))
                large += largeur
                lus.append(texte)
                if (x, y) not in debuts[-1:] and not texte.isspace():
                    debuts.append((x, y))
        gauches, droites, hauteurs = zip(*lignes, strict=True) if lignes else ((0.0,), (0.0,), (0.0,))
        return _Morceau(
            "".join(lus), min(gauches), max(droites), max(hauteurs), min(hauteurs), nom_police, tuple(debuts)
        )


class _Police:
    """A font of the file: letters and widths by code, of one byte or two."""

    def __init__(self, objet: Any) -> None:
        couples = _TRADUCTIONS.findall(objet.ToUnicode.read_bytes().partition(b"endcodespacerange")[2])
        self._lus: dict[tuple[bytes, bool], tuple[str, float]] = {}
        self._lettres = {int(code, 16): _lettre(hexa) for code, hexa in couples}
        if objet.Subtype == "/Type0":
            self._largeurs = _largeurs(objet.DescendantFonts[0].W.unparse())
        elif objet.Subtype in ("/TrueType", "/Type1"):
            self._largeurs = {}  # its codes are of one byte
            self._dresser(dict(enumerate(objet.Widths.unparse().strip(b"[] ").split(), int(objet.FirstChar))))
        else:
            raise _Inconnu

    def _dresser(self, largeurs: Mapping[int, bytes]) -> None:
        """Tables by code of one byte. Only a code for one letter has its place there: another, and its page is lost."""
        table, unites = [_SANS_LETTRE] * 256, bytearray(256)
        for code, lettre in self._lettres.items():
            largeur = ceil(float(largeurs[code]) / _UNITE)
            if len(lettre) == 1 and largeur < 256:
                table[code], unites[code] = lettre, largeur
        self._table, self._unites = "".join(table), bytes(unites)

    def lire(self, ecrit: bytes, en_hexa: bool) -> tuple[str, float]:
        """The letters of an operand, and how wide they are at most, in thousandths of the type size."""
        lus = self._lus.get((ecrit, en_hexa))
        if lus is None:
            if len(self._lus) >= _MORCEAUX_RETENUS:
                self._lus.clear()
            lus = self._lus[ecrit, en_hexa] = self._lire_hexa(ecrit) if en_hexa else self._lire(ecrit)
        return lus

    def _lire(self, ecrit: bytes) -> tuple[str, float]:
        """The same, of codes of one byte between parentheses, the outer ones left out."""
        codes = ecrit
        if b")" in ecrit:
            codes = b"".join(_ENTRE_DEUX.split(ecrit))
        if b"\\" in codes:
            codes = codes.replace(b"\\(", b"(").replace(b"\\)", b")").decode("unicode_escape").encode("latin-1")
        largeur: float = _UNITE * sum(codes.translate(self._unites))
        if b")-" in ecrit:
            largeur += sum(map(float, _ECARTS.findall(ecrit)))
        return charmap_decode(codes, "strict", self._table)[0], largeur

    def _lire_hexa(self, ecrit: bytes) -> tuple[str, float]:
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
