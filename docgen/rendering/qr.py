"""A QR code as a picture that a page can embed: one path, or one bit a module."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from docgen.errors import RenduImpossible
from docgen.rendering.symbole import CAPACITE, tracer

_MARGE: Final = 4
_INVERSE: Final = str.maketrans("01", "10")


def qr_svg(texte: str) -> str:
    """The QR code of a text, as a ``data:`` address for an ``<img>``, its quiet zone included.

    Raises:
        RenduImpossible: the text is longer than :data:`CAPACITE` bytes.
    """
    svg = _svg(_modules(texte))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def qr_png(texte: str) -> str:
    """The same symbol as a picture of one bit a module: for the press, where outlines would be most of a page.

    Raises:
        RenduImpossible: the text is longer than :data:`CAPACITE` bytes.
    """
    return f"data:image/png;base64,{base64.b64encode(_png(_modules(texte))).decode()}"


def _modules(texte: str) -> Sequence[str]:
    """The rows of the symbol, ``1`` for a dark module."""
    octets = texte.encode()
    if len(octets) > CAPACITE:
        raise RenduImpossible(
            f"Le code QR n'a pas pu être tracé : son texte fait {len(octets)} octets et il en tient {CAPACITE}. "
            "Raccourcissez l'adresse publique du service (DOCGEN_URL_PUBLIQUE)."
        )
    return tracer(octets)


def _svg(modules: Sequence[str]) -> str:
    cote = len(modules) + 2 * _MARGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cote} {cote}" width="{cote}" height="{cote}">'
        f'<path fill-rule="evenodd" d="{"".join(_contours(modules))}"/></svg>'
    )


def _png(modules: Sequence[str]) -> bytes:
    """A bilevel PNG, its quiet zone included."""
    cote = len(modules) + 2 * _MARGE
    largeur = -(-cote // 8)
    blanche = b"\0" + b"\xff" * largeur
    lignes = [b"\0" + _rangee(ligne, largeur) for ligne in modules]
    octets = b"".join((blanche * _MARGE, *lignes, blanche * _MARGE))
    entete = struct.pack(">IIBBBBB", cote, cote, 1, 0, 0, 0, 0)
    morceaux = ((b"IHDR", entete), (b"IDAT", zlib.compress(octets)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_morceau(nom, contenu) for nom, contenu in morceaux)


def _rangee(ligne: str, largeur: int) -> bytes:
    marge = "1" * _MARGE
    bits = marge + ligne.translate(_INVERSE) + marge
    return int(bits.ljust(8 * largeur, "1"), 2).to_bytes(largeur, "big")


def _morceau(nom: bytes, contenu: bytes) -> bytes:
    return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", zlib.crc32(nom + contenu))


def _contours(modules: Sequence[str]) -> Iterator[str]:
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


def _coins(modules: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """For each line of the grid, the x of its corners; rows are read as binary numbers, a bit a module."""
    rangs = range(len(modules) + 1)
    rangees = [int(ligne[::-1], 2) for ligne in modules]
    for y, (dessus, dessous) in enumerate(zip([0, *rangees], [*rangees, 0], strict=True), start=_MARGE):
        bords = dessus ^ dessous
        coins = bords ^ (bords << 1)
        yield y, [x + _MARGE for x in rangs if coins >> x & 1]


def _paires(coins: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Each corner's partner, both ways, in a list where partners follow one another."""
    couples = list(zip(coins[::2], coins[1::2], strict=True))
    return dict(couples) | {second: premier for premier, second in couples}
