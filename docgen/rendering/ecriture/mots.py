"""The runs of a text that engines are not left to draw by themselves, and what of them no font draws right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from docgen.rendering import fonts
from docgen.rendering.ecriture.trace import LIANTS, Trace, premiere_juste

_SANS_ECRITURE: Final = frozenset(("Zyyy", "Zinh"))
_PREMIER_PLAN: Final = 0xFFFF
_VERS_LA_GAUCHE: Final = ("R", "AL")
# The blocks that every reader of files turns around.
_RETOURNES: Final = (range(0x590, 0x800), range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00))
_MARQUES_RECENTES: Final = range(0x656, 0x660)  # marks of Arabic letters, but unknown to some
_RETENUS: Final = 4096
# What nearly all texts are made of: they need not wait for all the signs of all fonts to be read.
COURANTS: Final = " -~\u00a0-\u00ac\u00ae-\u024f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u20ac"
_COURANT: Final = re.compile(f"[{COURANTS}]*")


class Face(NamedTuple):
    """A type that documents use: the family that carries what is composed for it, its weight."""

    famille: str
    graisse: int


class Suite(NamedTuple):
    """Letters of one script, and where they begin in their text."""

    debut: int
    texte: str
    ecriture: str


@cache
def piles() -> dict[Face, tuple[Path, ...]]:
    """For each face, the font files that may draw it, the preferred one first."""
    familles = {fonts.FAMILLE_SERIF: ("SourceSerifPro", "SourceSans3"), fonts.FAMILLE_SANS: ("SourceSans3",)}
    graisses = {400: ("Regular", "Rg"), 600: ("Semibold", "Bd")}
    return {
        Face(famille, graisse): (
            *(fonts.fichier(f"{propre}-{latine}.ttf") for propre in propres),
            *(fonts.fichier(f"KurintoSans{langue}-{autre}.ttf") for langue in fonts.LANGUES),
        )
        for famille, propres in familles.items()
        for graisse, (latine, autre) in graisses.items()
    }


@cache
def _rare() -> re.Pattern[str]:
    return re.compile(f"[^{''.join(fonts.signes().values())}]")


def est_simple(texte: str) -> bool:
    """May this text be left to the engines?"""
    return _COURANT.fullmatch(texte) is not None or _rare().search(texte) is None


def suites(texte: str) -> Iterator[Suite]:
    """The runs of a text to be composed: words that hold a sign that is not simple, cut where the script changes."""
    fin = 0
    for rare in _rare().finditer(texte):
        if rare.start() < fin:
            continue
        debut, avant, fin = rare.start(), fin, rare.end()
        while debut > avant and _est_lettre(texte[debut - 1]):
            debut -= 1
        while fin < len(texte) and _est_lettre(texte[fin]):
            fin += 1
        yield from (suite for suite in _par_ecriture(debut, texte[debut:fin]) if not est_simple(suite.texte))


@cache
def _est_lettre(signe: str) -> bool:
    return unicodedata.category(signe)[0] in "LM" or signe in LIANTS


def _par_ecriture(debut: int, mot: str) -> Iterator[Suite]:
    from fontTools.unicodedata import script

    depuis, courante = 0, "Zyyy"
    for rang, signe in enumerate(mot):
        ecriture = script(signe)
        if ecriture in _SANS_ECRITURE or ecriture == courante:
            continue
        if courante not in _SANS_ECRITURE:
            yield Suite(debut + depuis, mot[depuis:rang], courante)
            depuis = rang
        courante = ecriture
    yield Suite(debut + depuis, mot[depuis:], courante)


@lru_cache(maxsize=_RETENUS)
def tracer_partout(texte: str, ecriture: str) -> tuple[Trace, ...]:
    """A run as each face draws it."""
    return tuple(premiere_juste(texte, ecriture, pile) for pile in piles().values())


def _mal_rangee(signe: str) -> bool:
    """Does a reader of files leave this sign of a script that goes to the left in the order of the line?"""
    from fontTools.unicodedata import script

    sens = unicodedata.bidirectional(signe)
    if sens in _VERS_LA_GAUCHE:
        return not any(ord(signe) in bloc for bloc in _RETOURNES)
    return ord(signe) in _MARQUES_RECENTES or (sens == "ON" and script(signe) == "Arab")


def indessinables(texte: str) -> list[tuple[int, str]]:
    """What of a text cannot be printed: the place, from 0, and the signs; nothing when all of it can.

    Signs that go together (a letter and its marks) are given together. So are those that readers do not put in order:
    letters that go to the left and that they do not know, and, beside such letters, signs beyond the first plane of
    Unicode, which they part in two.
    """
    if est_simple(texte):
        return []
    fautes: dict[int, str] = {}
    for suite in suites(texte):
        for trace in tracer_partout(suite.texte, suite.ecriture):
            fautes |= {suite.debut + place: signes for place, signes in trace.defauts}
    vers_la_gauche = any(unicodedata.bidirectional(signe) in _VERS_LA_GAUCHE for signe in texte)
    for place, signe in enumerate(texte):
        if _mal_rangee(signe) or (vers_la_gauche and ord(signe) > _PREMIER_PLAN):
            fautes[place] = signe
    return sorted(fautes.items())
