"""Font files made for one document: a glyph for each cluster, drawn from the fonts that were found right."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from docgen.rendering.ecriture.marques import Glyphe
from docgen.rendering.ecriture.trace import EM, police

if TYPE_CHECKING:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

_VIDE: Final = ".notdef"
_BLANCS: Final = (0x20, 0xA0, 0x2009, 0x202F)


class Dessin(NamedTuple):
    """The ink of a carrier: glyphs of a font, moved to the left, and how wide it is."""

    fichier: Path
    glyphes: tuple[Glyphe, ...]
    recul: int
    chasse: int


def fabriquer(nom: str, principale: Path, dessins: Mapping[int, Dessin]) -> bytes:
    """A TrueType font of these drawings, by code; its lines are as high as those of the main font of its face."""
    from fontTools.fontBuilder import FontBuilder

    glyphes = {_VIDE: _contour(())}
    chasses, table = {_VIDE: EM // 2}, {}
    for code in _BLANCS:
        table[code] = blanc = f"blanc{code:X}"
        glyphes[blanc], chasses[blanc] = _contour(()), _chasse_du_blanc(principale, code)
    for code, dessin in dessins.items():
        table[code] = porteur = f"u{code:X}"
        glyphes[porteur], chasses[porteur] = _contour((dessin,)), dessin.chasse
    constructeur = FontBuilder(EM, isTTF=True)
    constructeur.setupGlyphOrder(list(glyphes))
    constructeur.setupCharacterMap(table)
    constructeur.setupGlyf(glyphes)
    constructeur.setupHorizontalMetrics(
        {un: (chasses[un], getattr(glyphe, "xMin", 0)) for un, glyphe in glyphes.items()}
    )
    haut, bas = _hauteurs(principale)
    constructeur.setupHorizontalHeader(ascent=haut, descent=bas)
    constructeur.setupNameTable({"familyName": nom, "styleName": "Regular", "psName": nom})
    constructeur.setupOS2(sTypoAscender=haut, sTypoDescender=bas, sTypoLineGap=0, usWinAscent=haut, usWinDescent=-bas)
    constructeur.setupPost(keepGlyphNames=False)
    constructeur.font["head"].created = constructeur.font["head"].modified = 0
    constructeur.font.recalcTimestamp = False
    tampon = io.BytesIO()
    constructeur.save(tampon)
    return tampon.getvalue()


def _contour(dessins: Sequence[Dessin]) -> Glyph:
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    plume = TTGlyphPen(None)
    for dessin in dessins:
        for glyphe in dessin.glyphes:
            deplacee = TransformPen(plume, (1, 0, 0, 1, glyphe.x - dessin.recul, glyphe.y))
            police(dessin.fichier).draw_glyph_with_pen(glyphe.numero, deplacee)
    return plume.glyph()


@cache
def _hauteurs(fichier: Path) -> tuple[int, int]:
    etendue = police(fichier).get_font_extents("ltr")
    return int(etendue.ascender), int(etendue.descender)


@cache
def _chasse_du_blanc(fichier: Path, code: int) -> int:
    font = police(fichier)
    return int(font.get_glyph_h_advance(font.get_nominal_glyph(code) or font.get_nominal_glyph(0x20)))
