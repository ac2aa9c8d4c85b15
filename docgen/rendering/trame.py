"""The QR symbol of a paper as the rows of a picture, one bit a module: by additions alone.

Every module is a sum, modulo two, of bits of the message; its correction codes and the mask are too. What each half
byte of the message adds to the whole picture is worked out once, and a symbol is the sum of some four hundred integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, reduce
from itertools import compress
from operator import getitem, xor
from typing import Final

from docgen.rendering.symbole import (
    BLOCS,
    CORRECTION,
    COTE,
    cases_du_message,
    correction,
    donnees,
    modules_de,
    ordre_des_octets,
)

MARGE: Final = 4
COTE_IMAGE: Final = COTE + 2 * MARGE
_RANGEE: Final = 1 + -(-COTE_IMAGE // 8)  # bytes
_BITS: Final = 8 * _RANGEE * COTE_IMAGE
_INVERSE: Final = str.maketrans("01", "10")
_VALEURS: Final = bytes.maketrans(b"01", b"\0\1")


def tramer(octets: bytes) -> bytes:
    """The rows of the picture, white for 1, quiet zone included, each after a zero byte: as a PNG has them."""
    termes, fond = _plan()
    return reduce(xor, map(getitem, termes, donnees(octets).hex()), fond).to_bytes(_BITS // 8, "big")


@cache
def _plan() -> tuple[Sequence[Mapping[str, int]], int]:
    """What each half byte of the message adds, by its value; and the picture of a message of zeros."""
    bits = list(_bits_du_message())
    termes = []
    for rang in range(0, len(bits), 4):
        sommes = [0]
        for bit in reversed(bits[rang : rang + 4]):
            sommes += [somme ^ bit for somme in sommes]
        termes.append({f"{valeur:x}": somme for valeur, somme in enumerate(sommes)})
    return termes, _image(modules_de(bytes(sum(BLOCS))))


def _bits_du_message() -> Iterator[int]:
    """What each bit of the message changes in the picture: its own module, and those of its block's correction."""
    lieux = [1 << _BITS - 1 - _lieu(ligne, colonne) for ligne, colonne in cases_du_message()]
    octets = iter(ordre_des_octets())
    for bloc, taille in enumerate(BLOCS):
        codes = range(sum(BLOCS) + bloc, sum(BLOCS) + len(BLOCS) * CORRECTION, len(BLOCS))
        correcteurs = [lieu for code in codes for lieu in lieux[8 * code : 8 * code + 8]]
        for suivants in range(taille - 1, -1, -1):
            octet = next(octets)
            for bit in range(8):
                reste = correction(bytes((0x80 >> bit,)) + bytes(suivants))
                code_ecrit = f"{int.from_bytes(reste, 'big'):0{8 * CORRECTION}b}".encode()
                yield lieux[8 * octet + bit] + sum(compress(correcteurs, code_ecrit.translate(_VALEURS)))


def _lieu(ligne: int, colonne: int) -> int:
    """Which bit of the picture, from the first, a module is."""
    return 8 * _RANGEE * (MARGE + ligne) + 8 + MARGE + colonne


def _image(modules: Sequence[str]) -> int:
    """The picture of a symbol, as one integer."""
    marge, blanche = "1" * MARGE, "1" * COTE
    rangees = (*[blanche] * MARGE, *(ligne.translate(_INVERSE) for ligne in modules), *[blanche] * MARGE)
    bits = ("0" * 8 + (marge + rangee + marge).ljust(8 * (_RANGEE - 1), "1") for rangee in rangees)
    return int("".join(bits), 2)
