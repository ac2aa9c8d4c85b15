"""A QR code as a picture that a page can embed: one path, or one bit a module."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator, Sequence

from docgen.errors import RenduImpossible
from docgen.rendering.symbole import CAPACITE, tracer
from docgen.rendering.trame import COTE_IMAGE, MARGE, tramer


def qr_svg(texte: str) -> str:
    """The QR code of a text, as a ``data:`` address for an ``<img>``, its quiet zone included.

    Raises:
        RenduImpossible: the text is longer than :data:`CAPACITE` bytes.
    """
    svg = _svg(tracer(_octets(texte)))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def qr_png(texte: str) -> str:
    """The same symbol as a picture of one bit a module: for the press, where outlines would be most of a page.

    Raises:
        RenduImpossible: the text is longer than :data:`CAPACITE` bytes.
    """
    return f"data:image/png;base64,{base64.b64encode(_png(tramer(_octets(texte)))).decode()}"


def _octets(texte: str) -> bytes:
    """The bytes of a text that a symbol holds."""
    octets = texte.encode()
    if len(octets) > CAPACITE:
        raise RenduImpossible(
            f"Le code QR n'a pas pu être tracé : son texte fait {len(octets)} octets et il en tient {CAPACITE}. "
            "Raccourcissez l'adresse publique du service (DOCGEN_URL_PUBLIQUE)."
        )
    return octets


def _svg(modules: Sequence[str]) -> str:
    cote = len(modules) + 2 * MARGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cote} {cote}" width="{cote}" height="{cote}">'
        f'<path fill-rule="evenodd" d="{"".join(_contours(modules))}"/></svg>'
    )


def _png(rangees: bytes) -> bytes:
    """A bilevel PNG. The engine reads it back at once, and a symbol hardly shrinks: its rows are not deflated."""
    entete = struct.pack(">IIBBBBB", COTE_IMAGE, COTE_IMAGE, 1, 0, 0, 0, 0)
    bloc = struct.pack("<BHH", 1, len(rangees), len(rangees) ^ 0xFFFF)
    image = b"\x78\x01" + bloc + rangees + zlib.adler32(rangees).to_bytes(4, "big")
    morceaux = ((b"IHDR", entete), (b"IDAT", image), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_morceau(nom, contenu) for nom, contenu in morceaux)


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
    for y, (dessus, dessous) in enumerate(zip([0, *rangees], [*rangees, 0], strict=True), start=MARGE):
        bords = dessus ^ dessous
        coins = bords ^ (bords << 1)
        yield y, [x + MARGE for x in rangs if coins >> x & 1]


def _paires(coins: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Each corner's partner, both ways, in a list where partners follow one another."""
    couples = list(zip(coins[::2], coins[1::2], strict=True))
    return dict(couples) | {second: premier for premier, second in couples}
