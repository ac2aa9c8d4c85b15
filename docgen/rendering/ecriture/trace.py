"""Words as HarfBuzz draws them, font by font, and the judgement: is every sign there, is every mark in its place?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docgen.rendering.ecriture import marques
from docgen.rendering.ecriture.marques import Glyphe

if TYPE_CHECKING:
    import uharfbuzz

LIANTS: Final = ("\u200c", "\u200d")
"""What joins letters or parts them, and shows nothing."""
EM: Final = 2048
"""Every font is drawn in these units."""
_CERCLE: Final = 0x25CC  # what the shaper adds under a mark that has no letter
# In these scripts a cluster is drawn the same whatever stands around it: it may be drawn again by itself.
_SANS_LIAISON: Final = frozenset(("Latn", "Grek", "Cyrl"))
# What readers of PDF put back in order: elsewhere, a name would be read backwards.
_REMIS_EN_ORDRE: Final = (range(0x590, 0x900), range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00), range(0x200C, 0x200E))
_SANS_ENCRE: Final = frozenset("\u115f\u1160\u3164\uffa0")
_SANS_POINT: Final = {"i": "ı", "j": "ȷ"}
_RETENUS: Final = 8192


@dataclass(frozen=True, slots=True)
class Grappe:
    """What is drawn together, and the letters that it stands for; ``defaut`` when a sign is missing or misplaced."""

    texte: str
    glyphes: tuple[Glyphe, ...]
    chasse: int
    defaut: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """A run of one script as a font draws it: its clusters in reading order."""

    fichier: Path
    grappes: tuple[Grappe, ...]
    vers_la_gauche: bool

    @property
    def defauts(self) -> list[tuple[int, str]]:
        """The clusters that are not right: their place, their letters."""
        place, trouves = 0, []
        for grappe in self.grappes:
            if grappe.defaut:
                trouves.append((place, grappe.texte))
            place += len(grappe.texte)
        return trouves


@cache
def police(fichier: Path) -> uharfbuzz.Font:
    """A font, as it was published."""
    import uharfbuzz

    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(fichier))))
    font.scale = (EM, EM)
    return font


@cache
def _police_decomposee(fichier: Path) -> uharfbuzz.Font:
    """The same, without the letters that carry their marks: they are drawn from their parts, which the font places."""
    import uharfbuzz

    def glyphe(font: uharfbuzz.Font, code: int, _: object) -> int:
        return 0 if unicodedata.decomposition(chr(code)) else int(police(fichier).get_nominal_glyph(code) or 0)

    fonctions = uharfbuzz.FontFuncs()
    fonctions.set_nominal_glyph_func(glyphe)
    font = uharfbuzz.Font(police(fichier))
    font.funcs = fonctions
    return font


@lru_cache(maxsize=_RETENUS)
def tracer(texte: str, ecriture: str, fichier: Path) -> Trace:
    """A run of letters of one script, drawn by one font. If a cluster is not right, it is drawn from its parts."""
    grappes, vers_la_gauche = _dessiner(texte, ecriture, police(fichier))
    if ecriture in _SANS_LIAISON:
        grappes = [_des_parties(grappe, ecriture, fichier) if grappe.defaut else grappe for grappe in grappes]
    return Trace(fichier, tuple(grappes), vers_la_gauche)


def _dessiner(texte: str, ecriture: str, font: uharfbuzz.Font) -> tuple[list[Grappe], bool]:
    import uharfbuzz

    tampon = uharfbuzz.Buffer()
    tampon.add_str(texte)
    tampon.guess_segment_properties()
    tampon.language = "fr"
    tampon.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_GRAPHEMES
    uharfbuzz.shape(font, tampon)
    vers_la_gauche = tampon.direction == "rtl"
    grappes = [_juger(grappe, ecriture, font, vers_la_gauche) for grappe in _grappes(texte, tampon)]
    if texte[0] in LIANTS:
        grappes[0] = replace(grappes[0], defaut=True)
    return grappes, vers_la_gauche


def _grappes(texte: str, tampon: uharfbuzz.Buffer) -> Iterator[Grappe]:
    """The clusters, in reading order."""
    dessins: dict[int, tuple[list[Glyphe], int]] = {}
    for info, pose in zip(tampon.glyph_infos, tampon.glyph_positions, strict=True):
        glyphes, chasse = dessins.get(info.cluster, ([], 0))
        glyphes.append(Glyphe(info.codepoint, chasse + pose.x_offset, pose.y_offset))
        dessins[info.cluster] = glyphes, chasse + pose.x_advance
    for debut, fin in pairwise([*sorted(dessins), len(texte)]):
        glyphes, chasse = dessins[debut]
        yield Grappe(texte[debut:fin], tuple(glyphes), chasse)


def _juger(grappe: Grappe, ecriture: str, font: uharfbuzz.Font, vers_la_gauche: bool) -> Grappe:
    numeros = {glyphe.numero for glyphe in grappe.glyphes}
    if (
        0 in numeros
        or (chr(_CERCLE) not in grappe.texte and font.get_nominal_glyph(_CERCLE) in numeros)
        or (unicodedata.category(grappe.texte[0])[0] in "MC" and grappe.texte not in LIANTS)
        or _garde_son_point(grappe.texte, numeros, font)
        or not _SANS_ENCRE.isdisjoint(grappe.texte)
        or (vers_la_gauche and not all(map(_est_remis_en_ordre, grappe.texte)))
    ):
        return replace(grappe, defaut=True)
    glyphes = marques.placer(grappe.glyphes, grappe.texte, ecriture, font)
    return replace(grappe, glyphes=glyphes) if glyphes else replace(grappe, defaut=True)


@cache
def _est_remis_en_ordre(signe: str) -> bool:
    return any(ord(signe) in plage for plage in _REMIS_EN_ORDRE)


def _garde_son_point(texte: str, numeros: set[int], font: uharfbuzz.Font) -> bool:
    """An i or a j under a mark, drawn with its own dot besides."""
    lettre = unicodedata.normalize("NFD", texte)[0]
    return (
        lettre in _SANS_POINT
        and marques.a_une_marque_au_dessus(texte)
        and font.get_nominal_glyph(ord(lettre)) in numeros
    )


def _des_parties(grappe: Grappe, ecriture: str, fichier: Path) -> Grappe:
    """The cluster drawn from a letter and its marks; left as it was if it is not right either."""
    parties = unicodedata.normalize("NFD", grappe.texte)
    if marques.a_une_marque_au_dessus(parties):
        parties = _SANS_POINT.get(parties[0], parties[0]) + parties[1:]
    dessinees, _ = _dessiner(parties, ecriture, _police_decomposee(fichier))
    if len(dessinees) != 1 or dessinees[0].defaut:
        return grappe
    return replace(dessinees[0], texte=grappe.texte)


def premiere_juste(texte: str, ecriture: str, pile: Sequence[Path]) -> Trace:
    """The run drawn by the first font of a stack that draws it right, else by the one that is wrong least often."""
    traces = []
    for fichier in pile:
        trace = tracer(texte, ecriture, fichier)
        if not trace.defauts:
            return trace
        traces.append(trace)
    return min(traces, key=lambda trace: len(trace.defauts))
