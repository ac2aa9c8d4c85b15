"""Where the boxes to sign are on finished pages, from what either engine drew: the layout is described nowhere else.

A model marks them (``a-signer``, ``data-qui``): white on white, a rectangle that the engine draws and nobody sees. What
the press printed is read by its quick reader; the general one has the last word.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from docgen.domain.papiers.papier import Case
from docgen.rendering.symboles import COTE_MM, NOM

if TYPE_CHECKING:
    from docgen.rendering.presse.dechiffrage import PageLue

_MARQUE: Final = re.compile(r'data-qui="([^"]*)"(?: data-candidat="([^"]*)")?(?: data-numero="([^"]*)")?')
_MM: Final = 25.4 / 72
_BLANC_MM: Final = 0.5
_BLANC: Final = [255, 255, 255]
_JEU_MM: Final = 0.8  # between the label of a box and what is signed
_HAUTEUR_MIN_MM: Final = 5.0  # less leaves no place to tell a signature from the label
_SOUS_LA_LIGNE: Final = 0.25  # how far below its baseline a text goes, in type sizes
# What the press writes: where the top of the page is, the code, then rectangles filled with white.
_SOMMET: Final = re.compile(rb"^1 0 0 -1 0 ([\d.]+) cm$", re.MULTILINE)
_CODE: Final = re.compile(rb"q ([\d.]+) 0 0 \1 ([-\d.]+) ([-\d.]+) cm /" + NOM.encode() + rb" Do")
_BLANCS: Final = re.compile(rb"1 1 1 rg(?<=\n1 1 1 rg)(?: /a\d+ gs)?\s((?:[-\d.]+ [-\d.]+ [\d.]+ [\d.]+ re f\n)+)")

Cadre = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(slots=True)
class Trace:
    """What a page draws, in millimetres from the bottom left: the middle of its code, white rectangles; texts, by where
    they begin, then how low they go."""

    code: tuple[float, float] = (0, 0)
    cadres: list[Cadre] = field(default_factory=list)
    textes: list[tuple[float, float, float]] = field(default_factory=list)


def relever_les_cases(contenu: bytes, html: str) -> tuple[Case, ...]:
    """The boxes of a document that is all of its file, and was made from that HTML.

    None are told of a document whose marks the engine did not draw one by one.
    """
    if not a_des_cases(html):
        return ()
    import pypdfium2

    with closing(pypdfium2.PdfDocument(contenu)) as pdf:
        return les_cases(html, [tracer(pdf[rang]) for rang in range(len(pdf))])


def a_des_cases(html: str) -> bool:
    """True of a document whose model marks boxes."""
    return 'data-qui="' in html


def les_cases(html: str, traces: Sequence[Trace]) -> tuple[Case, ...]:
    """The boxes of a document, given what each of its pages draws."""
    marques = _MARQUE.findall(html)
    cadres = [(rang, trace, cadre) for rang, trace in enumerate(traces) for cadre in trace.cadres]
    return tuple(_cases(marques, cadres)) if len(cadres) == len(marques) else ()


def _cases(marques: Sequence[tuple[str, str, str]], cadres: Sequence[tuple[int, Trace, Cadre]]) -> Iterator[Case]:
    for (qui, candidat, numero), (rang, trace, cadre) in zip(marques, cadres, strict=True):
        gauche, bas, droite, haut = cadre
        dedans = (dessous for x, y, dessous in trace.textes if gauche <= x <= droite and bas <= y <= haut)
        haut = min([haut, *(dessous - _JEU_MM for dessous in dedans)])
        if haut - bas >= _HAUTEUR_MIN_MM:
            x, y = trace.code
            place = (gauche - x, y - haut, droite - gauche, haut - bas)
            numero = numero if any(map(str.isdigit, numero)) else ""
            yield Case(rang + 1, _arrondir(place), unescape(qui), unescape(numero) or None, unescape(candidat) or None)


def _arrondir(place: Cadre) -> Cadre:
    gauche, haut, large, hauteur = (round(cote, 1) for cote in place)
    return gauche, haut, large, hauteur


def trace_lue(page: PageLue, flux: bytes) -> Trace | None:
    """What a page of the press draws, as its quick reader read it; ``None`` when it does not know."""
    sommet, code = _SOMMET.search(flux), _CODE.search(flux)
    if sommet is None or code is None:
        return None
    depuis_le_haut = float(sommet[1])
    cote, gauche, bas = map(float, code.groups())
    trace = Trace(((gauche + cote / 2) * _MM, (bas + cote / 2) * _MM))
    for ligne in b"".join(_BLANCS.findall(flux)).splitlines():
        x, y, large, hauteur = map(float, ligne.split()[:4])
        haut = depuis_le_haut - y
        trace.cadres.append((x * _MM, (haut - hauteur) * _MM, (x + large) * _MM, haut * _MM))
    for x, y, corps in page.lignes():
        base = depuis_le_haut - y
        trace.textes.append((x * _MM, base * _MM, (base - corps * _SOUS_LA_LIGNE) * _MM))
    return trace


def tracer(page: Any) -> Trace:
    """What a page of any PDF draws, by the general reader; the page is closed."""
    from pypdfium2 import raw

    trace, bornes = Trace(), [ctypes.c_float() for _ in range(4)]
    for rang in range(raw.FPDFPage_CountObjects(page.raw)):
        objet = raw.FPDFPage_GetObject(page.raw, rang)
        raw.FPDFPageObj_GetBounds(objet, *bornes)
        gauche, bas, droite, haut = (borne.value * _MM for borne in bornes)
        genre = raw.FPDFPageObj_GetType(objet)
        if genre == raw.FPDF_PAGEOBJ_TEXT and droite - gauche > _BLANC_MM and haut - bas > _BLANC_MM:
            trace.textes.append(_texte(objet))
        elif genre == raw.FPDF_PAGEOBJ_PATH and _est_blanc(objet):
            trace.cadres.append((gauche, bas, droite, haut))
        elif genre == raw.FPDF_PAGEOBJ_IMAGE and abs(droite - gauche - COTE_MM) + abs(haut - bas - COTE_MM) < 0.1:
            trace.code = ((gauche + droite) / 2, (bas + haut) / 2)
    page.close()
    return trace


def _texte(objet: Any) -> tuple[float, float, float]:
    """Where a text begins, then how low it goes."""
    from pypdfium2 import raw

    matrice, corps = raw.FS_MATRIX(), ctypes.c_float()
    raw.FPDFPageObj_GetMatrix(objet, matrice)
    raw.FPDFTextObj_GetFontSize(objet, corps)
    return matrice.e * _MM, matrice.f * _MM, (matrice.f - abs(matrice.d) * corps.value * _SOUS_LA_LIGNE) * _MM


def _est_blanc(trace: Any) -> bool:
    """True of a shape that is filled with white."""
    from pypdfium2 import raw

    mode, contour, teinte = ctypes.c_int(), ctypes.c_int(), [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPath_GetDrawMode(trace, mode, contour)
    raw.FPDFPageObj_GetFillColor(trace, *teinte)
    return bool(mode.value) and [composante.value for composante in teinte[:3]] == _BLANC
