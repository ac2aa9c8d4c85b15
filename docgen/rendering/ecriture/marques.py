"""Where marks stand: over or under their letter, and none upon another. A font may have a mark and not place it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import uharfbuzz

_MARQUE: Final = 3  # the class of glyphs that are marks
_AU_DESSUS: Final = 230
_AU_DESSOUS: Final = 220
# Marks of these scripts may stand anywhere around the letter, even in it.
_LIBRES: Final = frozenset(("Arab", "Syrc", "Hebr", "Thaa", "Nkoo"))
# In the others, from India and around, marks are parts of a drawing that the font alone knows.
_JUGEES: Final = _LIBRES | {
    "Latn",
    "Grek",
    "Cyrl",
    "Armn",
    "Geor",
    "Thai",
    "Laoo",
    "Copt",
    "Goth",
    "Hani",
    "Hang",
    "Kana",
    "Hira",
}
# How far from the ink of the letter the middle of a mark may be that is not straight above or below it; how much of a
# mark another may cover; what is left between two.
_AISANCE: Final = 220
_MORDU: Final = 0.35
_ECART: Final = 60


class Glyphe(NamedTuple):
    """A glyph of a font, and where it stands from the origin of its cluster."""

    numero: int
    x: int
    y: int


class _Cadre(NamedTuple):
    gauche: float
    bas: float
    droite: float
    haut: float

    @property
    def aire(self) -> float:
        return max(self.droite - self.gauche, 0) * max(self.haut - self.bas, 0)


def placer(glyphes: tuple[Glyphe, ...], texte: str, ecriture: str, font: uharfbuzz.Font) -> tuple[Glyphe, ...] | None:
    """The glyphs of a cluster, a mark that would hide another raised above it; ``None`` if one is out of place."""
    cadres = [cadre(glyphe, font) for glyphe in glyphes]
    rangs = [rang for rang, glyphe in enumerate(glyphes) if _est_marque(glyphe, font) and cadres[rang].aire]
    lettres = [cadre for rang, cadre in enumerate(cadres) if rang not in rangs and cadre.aire]
    if not rangs or ecriture not in _JUGEES:
        return glyphes
    if not lettres:
        return None
    gauches, bas, droites, hauts = zip(*lettres, strict=True)
    lettre = _Cadre(min(gauches), min(bas), max(droites), max(hauts))
    places, libre, aplomb = list(glyphes), ecriture in _LIBRES, _a_l_aplomb(texte, ecriture)
    for ordre, rang in enumerate(rangs):
        for autre in rangs[:ordre]:
            if _se_mordent(cadres[rang], cadres[autre]):
                if libre or _milieu(cadres[rang]) < lettre.haut:
                    return None
                hausse = round(cadres[autre].haut + _ECART - cadres[rang].bas)
                places[rang] = places[rang]._replace(y=places[rang].y + hausse)
                cadres[rang] = cadre(places[rang], font)
        if not _est_a_sa_place(cadres[rang], lettre, a_l_aplomb=aplomb):
            return None
    return tuple(places)


def a_une_marque_au_dessus(texte: str) -> bool:
    """Does a mark stand over this letter?"""
    return any(unicodedata.combining(signe) == _AU_DESSUS for signe in unicodedata.normalize("NFD", texte))


def _est_marque(glyphe: Glyphe, font: uharfbuzz.Font) -> bool:
    return int(font.face.get_layout_glyph_class(glyphe.numero)) == _MARQUE


def cadre(glyphe: Glyphe, font: uharfbuzz.Font) -> _Cadre:
    """The box of its ink."""
    encre = font.get_glyph_extents(glyphe.numero)
    gauche, haut = glyphe.x + encre.x_bearing, glyphe.y + encre.y_bearing
    return _Cadre(gauche, haut + encre.height, gauche + encre.width, haut)


def _milieu(cadre: _Cadre) -> float:
    return (cadre.bas + cadre.haut) / 2


def _est_a_sa_place(marque: _Cadre, lettre: _Cadre, *, a_l_aplomb: bool) -> bool:
    """Beside the letter or in it, or ``a_l_aplomb`` of it: then above or below its ink, and no further on a side."""
    aisance = 0 if a_l_aplomb else _AISANCE
    milieu = (marque.gauche + marque.droite) / 2
    if not lettre.gauche - aisance <= milieu <= lettre.droite + aisance:
        return False
    return not (a_l_aplomb and lettre.bas < _milieu(marque) < lettre.haut)


def _a_l_aplomb(texte: str, ecriture: str) -> bool:
    classes = {unicodedata.combining(signe) for signe in unicodedata.normalize("NFD", texte)} - {0}
    return ecriture not in _LIBRES and bool(classes) and classes <= {_AU_DESSUS, _AU_DESSOUS}


def _se_mordent(une: _Cadre, autre: _Cadre) -> bool:
    commun = _Cadre(
        max(une.gauche, autre.gauche), max(une.bas, autre.bas), min(une.droite, autre.droite), min(une.haut, autre.haut)
    )
    return commun.aire > _MORDU * min(une.aire, autre.aire)
