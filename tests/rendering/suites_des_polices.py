"""What the fonts themselves join, attach or draw: their ligatures, their marks on letters, their signs one by one."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from fontTools.ttLib import TTFont
from fontTools.unicodedata import script

from docgen.rendering import fonts
from docgen.rendering.ecriture.mots import piles

_ECRITURES: Final = """
    Latn Grek Cyrl Armn Geor Hebr Arab Syrc Thaa Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Thai Laoo Ethi Cher
    Hani Hira Kana Hang Bopo
"""
ECRITURES_DE_NOMS: Final = frozenset(_ECRITURES.split())
_PARTAGEES: Final = ("Zinh", "Zyyy")
_LIGATURE: Final = 4
_BLOCS_RETOURNES: Final = (range(0x590, 0x900), range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00))


@cache
def _tables() -> tuple[dict[int, str], ...]:
    return tuple(TTFont(fichier, lazy=True).getBestCmap() for fichier in _fichiers())


@cache
def _fichiers() -> tuple[Any, ...]:
    return tuple(sorted({fichier for pile in piles().values() for fichier in pile}))


@cache
def simples() -> frozenset[str]:
    """Every sign that the engines draw by themselves."""
    tous = "".join(map(chr, range(0x40000)))  # nothing is drawn further
    return frozenset(re.findall(f"[{''.join(fonts.signes().values())}]", tous))


@cache
def lettres() -> tuple[str, ...]:
    """Every letter that a font has."""
    codes = {code for table in _tables() for code in table}
    return tuple(chr(code) for code in sorted(codes) if unicodedata.category(chr(code))[0] == "L")


@cache
def marques() -> tuple[str, ...]:
    """Every mark that a font has."""
    codes = {code for table in _tables() for code in table}
    return tuple(chr(code) for code in sorted(codes) if unicodedata.category(chr(code))[0] == "M")


@cache
def par_ecriture() -> dict[str, list[str]]:
    """Letters by script."""
    tries = defaultdict(list)
    for lettre in lettres():
        tries[script(lettre)].append(lettre)
    return tries


def ligatures() -> Iterator[str]:
    """What the fonts' own rules make one glyph of."""
    for fichier, table in zip(_fichiers(), _tables(), strict=True):
        inverse = {glyphe: code for code, glyphe in sorted(table.items(), reverse=True)}
        for regle in TTFont(fichier, lazy=True)["GSUB"].table.LookupList.Lookup:
            for sous in (getattr(un, "ExtSubTable", un) for un in regle.SubTable):
                if sous.LookupType == _LIGATURE:
                    for premier, suites in sous.ligatures.items():
                        for suite in ([premier, *une.Component] for une in suites):
                            if all(glyphe in inverse for glyphe in suite):
                                yield "".join(chr(inverse[glyphe]) for glyphe in suite)


def _marquees(hasard: random.Random) -> Iterator[str]:
    """Each mark on letters of its script."""
    for marque in marques():
        ecriture = script(marque)
        for une in ("Latn", "Grek", "Cyrl", "Arab", "Deva") if ecriture in _PARTAGEES else (ecriture,):
            choix = par_ecriture().get(une, [])
            yield from (lettre + marque for lettre in hasard.sample(choix, min(5, len(choix))))


def _jointes(hasard: random.Random) -> Iterator[str]:
    """Each letter that is not simple alone, twice, and around another."""
    for lettre in lettres():
        if lettre not in simples():
            yield from (lettre, lettre * 2, lettre + hasard.choice(par_ecriture()[script(lettre)]) + lettre)


@cache
def toutes() -> tuple[str, ...]:
    """All of these, in normal form."""
    hasard = random.Random(91379)
    suites = {*ligatures(), *_marquees(hasard), *_jointes(hasard)}
    return tuple(sorted({unicodedata.normalize("NFC", suite) for suite in suites}))


@cache
def par_paquets() -> tuple[str, ...]:
    """Every sign that the engines draw by themselves, thirty at a time, those of one direction together.

    A reader turns around all that stands in the blocks of Hebrew and Arabic: what has no direction there comes alone.
    """
    rangees = defaultdict(list)
    for signe in sorted(simples()):
        if not signe.isspace() and unicodedata.normalize("NFC", signe) == signe:
            sens = unicodedata.bidirectional(signe)
            rangees[
                signe
                if any(ord(signe) in bloc for bloc in _BLOCS_RETOURNES) and sens not in ("R", "AL")
                else sens == "R"
            ].append(signe)
    return tuple(
        "".join(rangee[debut : debut + 30]) for rangee in rangees.values() for debut in range(0, len(rangee), 30)
    )


@cache
def marques_de(ecriture: str) -> list[str]:
    """The marks that names in a script bear."""
    if ecriture == "Latn":
        return list("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c\u0323\u0327\u0328\u0331")
    return [marque for marque in marques() if script(marque) == ecriture]
