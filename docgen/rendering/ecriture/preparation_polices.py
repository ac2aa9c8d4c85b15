"""Copies of the fonts that engines are given: one glyph a sign, one sign a glyph, and no substitution.

An engine chooses glyphs by rules of its own and says what each stands for as well as it can: ligatures get no text, a
glyph that two letters share gets the first one's. A font without such rules, which maps no other sign than the simple
ones, and no two of them to one glyph, leaves nothing to say wrong.
"""

from __future__ import annotations

import base64
import io
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

# Scripts whose letters stand side by side, whatever their neighbours; « common » is digits, punctuation, symbols.
_ECRITURES: Final = frozenset(
    ("Latn", "Grek", "Cyrl", "Armn", "Geor", "Hani", "Hira", "Kana", "Bopo", "Hang", "Hebr", "Ethi", "Cher", "Zyyy")
)
_JAMOS: Final = (range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800))
# Letters that draw nothing, and signs that stand for what could not be drawn.
_TROMPEURS: Final = (0x3164, 0xFFA0, 0xFFFC, 0xFFFD)
# Private use has no agreed shape and PDF/A-3a bars it; the others are no letters.
_CATEGORIES_REFUSEES: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Mn", "Mc", "Me"))
_TABLES_INUTILES: Final = ("GSUB", "GDEF", "DSIG")
# Fonts of no more glyphs than this are rearranged: those that nearly all texts are set in.
_GLYPHES_A_RANGER: Final = 5_000
# Parts of letters, after those of French.
_SANS_SIGNE: Final = (False, 0x110000)


@cache
def est_simple(code: int) -> bool:
    """Is this sign, in a font that has it, drawn by its own glyph whatever stands around it?"""
    from fontTools.unicodedata import script

    lettre = chr(code)
    return (
        unicodedata.category(lettre) not in _CATEGORIES_REFUSEES
        and script(lettre) in _ECRITURES
        and unicodedata.bidirectional(lettre) not in ("AL", "NSM")
        and not any(code in plage for plage in (*_JAMOS, _TROMPEURS))
    )


def table_simple(table: dict[int, str]) -> dict[int, str]:
    """Of a font's table of signs, the simple ones, one a glyph. Blanks may share theirs."""
    gardes: dict[str, int] = {}
    blancs = {code: glyphe for code, glyphe in table.items() if unicodedata.category(chr(code)) == "Zs"}
    for code in sorted(filter(est_simple, table.keys() - blancs.keys()), key=_rang):
        gardes.setdefault(table[code], code)
    for glyphe in blancs.values():
        gardes.pop(glyphe, None)
    return blancs | {code: glyphe for glyphe, code in gardes.items()}


def _rang(code: int) -> tuple[bool, bool, bool, int]:
    """Of signs that share a glyph, the first is kept: the normal form, what French writes, a letter."""
    lettre = chr(code)
    stable = unicodedata.normalize("NFKC", lettre) == lettre
    return not stable, not _est_francais(code), not lettre.isalpha(), code


def _est_francais(code: int) -> bool:
    """Is it a sign that French writes, on this side of the world?"""
    try:
        return bool(chr(code).encode("cp1252"))
    except UnicodeEncodeError:
        return False


def preparer(source: Path, cible: Path) -> None:
    """Write the copy at once: another process may be reading or writing the same file."""
    from fontTools.ttLib import TTFont

    with TTFont(source, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as police:
        _simplifier(police)
        if police["maxp"].numGlyphs <= _GLYPHES_A_RANGER:
            _ranger(police)
        with tempfile.NamedTemporaryFile(dir=cible.parent, delete=False) as provisoire:
            police.save(provisoire, reorderTables=False)
    os.replace(provisoire.name, cible)


def _simplifier(police: TTFont) -> None:
    from fontTools.fontBuilder import buildCmapSubTable

    table = table_simple(police.getBestCmap())
    bmp = {code: glyphe for code, glyphe in table.items() if code < 0x10000}
    police["cmap"].tables = [
        buildCmapSubTable(bmp, 4, 3, 1),
        buildCmapSubTable(table, 12, 3, 10),
    ]
    for nom in _TABLES_INUTILES:
        if nom in police:
            del police[nom]


def _ranger(police: TTFont) -> None:
    """Leave out the glyphs that nothing shows any more, and put first those that French needs.

    Engines keep in each file the place of all the glyphs before the last one that it shows.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib.reorderGlyphs import reorderGlyphs

    table = police.getBestCmap()
    choix = Options(layout_features=["*"], hinting=True, name_IDs=["*"], notdef_outline=True, glyph_names=True)
    tri = Subsetter(choix)
    tri.populate(unicodes=table)
    tri.subset(police)
    rangs = {table[code]: (not _est_francais(code), code) for code in sorted(table, reverse=True)}
    premier, *autres = police.getGlyphOrder()
    for glyphe in autres:
        police["glyf"][glyphe]  # read while its parts, which it knows by their numbers, still have them
    reorderGlyphs(police, [premier, *sorted(autres, key=lambda glyphe: rangs.get(glyphe, _SANS_SIGNE))])


def reduire(source: Path, signes: Iterable[int]) -> dict[str, str]:
    """A font file that holds only these signs, in base64, and their widths in thousandths."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    police, signes = TTFont(source, recalcTimestamp=False), list(signes)
    tri = Subsetter(Options(layout_features=[], hinting=False, name_IDs=[], notdef_outline=True))
    tri.populate(unicodes=signes)
    tri.subset(police)
    tampon = io.BytesIO()
    police.save(tampon)
    table, unites = police.getBestCmap(), police["head"].unitsPerEm
    chasses = (round(police["hmtx"][table[signe]][0] * 1000 / unites) for signe in signes)
    return {"contenu": base64.b64encode(tampon.getvalue()).decode(), "chasses": " ".join(map(str, chasses))}


def signes(fichiers: Iterable[Path]) -> frozenset[int]:
    """Every sign that one of these files draws."""
    from fontTools.ttLib import TTFont

    trouves: set[int] = set()
    for fichier in fichiers:
        with TTFont(fichier, lazy=True) as police:
            trouves.update(police.getBestCmap())
    return frozenset(trouves)
