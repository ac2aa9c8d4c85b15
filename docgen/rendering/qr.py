"""A QR code as a picture that a page can embed: vector, one path."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

from docgen.errors import RenduImpossible

# Fixed size and mask: choosing them takes seven times longer than drawing, and every paper then bears a symbol of
# the same size. Version 10 at level M holds 213 bytes.
_VERSION: Final = 10
_MASQUE: Final = 4
CAPACITE: Final = 213
_MARGE: Final = 4


# The most that every interpreter of PostScript and PDF takes in one dash pattern is eleven lengths.
_TRAITS: Final = 5


def qr_svg(texte: str) -> str:
    """The QR code of a text, as a ``data:`` address for an ``<img>``, its quiet zone included.

    Raises:
        RenduImpossible: the text is longer than :data:`CAPACITE` bytes.
    """
    return _adresse(_svg(_modules(texte)))


def qr_svg_presse(texte: str) -> str:
    """The same symbol, drawn row by row in dashed lines: for the press, half the time and a sixth of the bytes.

    Raises:
        RenduImpossible: the text is longer than :data:`CAPACITE` bytes.
    """
    return _adresse(_svg_en_traits(_modules(texte)))


def _modules(texte: str) -> Sequence[Sequence[bool | None]]:
    octets = texte.encode()
    if len(octets) > CAPACITE:
        raise RenduImpossible(
            f"Le code QR n'a pas pu être tracé : son texte fait {len(octets)} octets et il en tient {CAPACITE}. "
            "Raccourcissez l'adresse publique du service (DOCGEN_URL_PUBLIQUE)."
        )
    symbole = qrcode.QRCode(version=_VERSION, error_correction=ERROR_CORRECT_M, mask_pattern=_MASQUE, border=0)
    symbole.add_data(QRData(octets, mode=MODE_8BIT_BYTE, check_data=False), optimize=0)
    symbole.make(fit=False)
    modules: Sequence[Sequence[bool | None]] = symbole.modules
    return modules


def _adresse(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _svg(modules: Sequence[Sequence[bool | None]]) -> str:
    cote = len(modules) + 2 * _MARGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cote} {cote}" width="{cote}" height="{cote}">'
        f'<path fill-rule="evenodd" d="{"".join(_contours(modules))}"/></svg>'
    )


def _svg_en_traits(modules: Sequence[Sequence[bool | None]]) -> str:
    cote = len(modules) + 2 * _MARGE
    traits = "".join(trait for y, ligne in enumerate(modules) for trait in _traits(y, ligne))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-_MARGE} {-_MARGE - 0.5} {cote} {cote}" width="{cote}" '
        f'height="{cote}"><g fill="none" stroke="#000">{traits}</g></svg>'
    )


def _traits(y: int, ligne: Sequence[bool | None]) -> Iterator[str]:
    """The dark runs of a row, a few to a line; the last gap is longer than any row, so that the pattern ends there."""
    bords = [x for x in range(len(ligne) + 1) if _sombre(ligne, x) != _sombre(ligne, x - 1)]
    for rang in range(0, len(bords), 2 * _TRAITS):
        suite = bords[rang : rang + 2 * _TRAITS]
        longueurs = [fin - debut for debut, fin in itertools.pairwise(suite)]
        pas = " ".join(map(str, [*longueurs, 2 * len(ligne)]))
        yield f'<path d="M{suite[0]} {y}H{suite[-1]}" stroke-dasharray="{pas}"/>'


def _sombre(ligne: Sequence[bool | None], x: int) -> bool:
    return 0 <= x < len(ligne) and bool(ligne[x])


def _contours(modules: Sequence[Sequence[bool | None]]) -> Iterator[str]:
    """The outlines of the dark areas, corner to corner.

    Half the strokes of one rectangle a run, which is what an engine pays for, and no seam between rows. A corner is a
    grid point with an odd number of dark modules around it; on a line of the grid, corners go in pairs.
    """
    coins = [coin for y, x_tous in _coins(modules) for coin in zip(x_tous, [y] * len(x_tous), strict=True)]
    en_ligne = _paires(coins)
    en_colonne = _paires(sorted(coins))
    while en_ligne:
        depart = x, y = next(iter(en_ligne))
        yield f"M{x} {y}"
        while (x, y) in en_ligne:
            coin = en_ligne.pop((x, y))
            del en_ligne[coin]
            x, y = en_colonne[coin]
            yield f"H{coin[0]}V{y}" if (x, y) != depart else f"H{coin[0]}z"


def _coins(modules: Sequence[Sequence[bool | None]]) -> Iterator[tuple[int, list[int]]]:
    """For each line of the grid, the x of its corners; rows are read as binary numbers, a bit a module."""
    rangs = range(len(modules) + 1)
    rangees = [int("".join("01"[bool(module)] for module in reversed(ligne)), 2) for ligne in modules]
    for y, (dessus, dessous) in enumerate(zip([0, *rangees], [*rangees, 0], strict=True), start=_MARGE):
        bords = dessus ^ dessous
        coins = bords ^ (bords << 1)
        yield y, [x + _MARGE for x in rangs if coins >> x & 1]


def _paires(coins: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Each corner's partner, both ways, in a list where partners follow one another."""
    couples = list(zip(coins[::2], coins[1::2], strict=True))
    return dict(couples) | {second: premier for premier, second in couples}
