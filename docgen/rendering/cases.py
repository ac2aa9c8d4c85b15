"""Where the boxes to sign are on finished pages, from what either engine drew: the layout is described nowhere else.

A model marks them (``a-signer``, ``data-qui``): white on white, a rectangle that the engine draws and nobody sees.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Final

from docgen.domain.papiers.papier import Case
from docgen.rendering.symboles import COTE_MM

_MARQUE: Final = re.compile(r'data-qui="([^"]*)"(?: data-numero="([^"]*)")?')
_MM: Final = 25.4 / 72
_BLANC_MM: Final = 0.5
_BLANC: Final = [255, 255, 255]
_JEU_MM: Final = 0.8  # between the label of a box and what is signed
_HAUTEUR_MIN_MM: Final = 5.0  # less leaves no place to tell a signature from the label

Cadre = tuple[float, float, float, float]  # left, bottom, right, top


def relever_les_cases(source: bytes | Path, documents: Sequence[tuple[int, int, str]]) -> list[tuple[Case, ...]]:
    """The boxes of documents of a file, each given by its first page from 0, its page count and its HTML.

    None are told of a document whose marks the engine did not draw one by one.
    """
    import pypdfium2

    pdf = pypdfium2.PdfDocument(source)
    try:
        return [tuple(_cases(pdf, *document)) for document in documents]
    finally:
        pdf.close()


def _cases(pdf: Any, debut: int, pages: int, html: str) -> Iterator[Case]:
    marques = _MARQUE.findall(html)
    if not marques:
        return
    vues = [_tracer(pdf[debut + rang]) for rang in range(pages)]
    traces = [(rang, trace, cadre) for rang, trace in enumerate(vues) for cadre in trace.cadres]
    if len(traces) != len(marques):
        return
    for (qui, numero), (rang, trace, cadre) in zip(marques, traces, strict=True):
        gauche, bas, droite, haut = cadre
        haut = min([haut, *(texte[1] - _JEU_MM for texte in trace.textes if _contient(cadre, texte))])
        if haut - bas >= _HAUTEUR_MIN_MM:
            x, y = trace.code
            place = (gauche - x, y - haut, droite - gauche, haut - bas)
            numero = unescape(numero)
            yield Case(rang + 1, _arrondir(place), unescape(qui), numero if any(map(str.isdigit, numero)) else None)


def _contient(cadre: Cadre, texte: Cadre) -> bool:
    """True of a text that is all in the frame, and is not a blank."""
    dedans = cadre[0] <= texte[0] and texte[2] <= cadre[2] and cadre[1] <= texte[1] and texte[3] <= cadre[3]
    return dedans and texte[2] - texte[0] > _BLANC_MM and texte[3] - texte[1] > _BLANC_MM


def _arrondir(place: Cadre) -> Cadre:
    gauche, haut, large, hauteur = (round(cote, 1) for cote in place)
    return gauche, haut, large, hauteur


@dataclass(slots=True)
class _Trace:
    """What a page draws, in millimetres from the bottom left: the middle of its code, white rectangles, texts."""

    code: tuple[float, float] = (0, 0)
    cadres: list[Cadre] = field(default_factory=list)
    textes: list[Cadre] = field(default_factory=list)


def _tracer(page: Any) -> _Trace:
    from pypdfium2 import raw

    trace, bornes = _Trace(), [ctypes.c_float() for _ in range(4)]
    for rang in range(raw.FPDFPage_CountObjects(page.raw)):
        objet = raw.FPDFPage_GetObject(page.raw, rang)
        raw.FPDFPageObj_GetBounds(objet, *bornes)
        gauche, bas, droite, haut = (borne.value * _MM for borne in bornes)
        genre = raw.FPDFPageObj_GetType(objet)
        if genre == raw.FPDF_PAGEOBJ_TEXT:
            trace.textes.append((gauche, bas, droite, haut))
        elif genre == raw.FPDF_PAGEOBJ_PATH and _est_blanc(objet):
            trace.cadres.append((gauche, bas, droite, haut))
        elif genre == raw.FPDF_PAGEOBJ_IMAGE and abs(droite - gauche - COTE_MM) + abs(haut - bas - COTE_MM) < 0.1:
            trace.code = ((gauche + droite) / 2, (bas + haut) / 2)
    page.close()
    return trace


def _est_blanc(trace: Any) -> bool:
    """True of a shape that is filled with white."""
    from pypdfium2 import raw

    mode, contour, teinte = ctypes.c_int(), ctypes.c_int(), [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPath_GetDrawMode(trace, mode, contour)
    raw.FPDFPageObj_GetFillColor(trace, *teinte)
    return bool(mode.value) and [composante.value for composante in teinte[:3]] == _BLANC
