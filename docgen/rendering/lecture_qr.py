"""Reading back the QR code of a paper from the picture that its page embeds.

A picture of one bit a module has no noise: nothing has to be found, straightened or corrected, and every symbol of
Docgen has one size, level and mask (:mod:`docgen.rendering.qr`). So where each bit of the message lies is worked out
once, from the standard (ISO/IEC 18004) and not from the writer, and a symbol is read in a fraction of a millisecond:
all those of a lot are, not a sample of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from typing import Final

from docgen.errors import RenduImpossible

COTE: Final = 57  # modules of a side, version 10
MARGE: Final = 4
_ALIGNEMENTS: Final = (6, 28, 50)
_BLOCS: Final = (43, 43, 43, 43, 44)  # data bytes of the blocks of level M, dealt out in turn
_OCTETS: Final = 0b0100  # the mode of a text of bytes
_TETE: Final = 4 + 16  # bits of the mode, then of the length


def lire_symbole(modules: str) -> str:
    """The text of a symbol given row by row, quiet zone left out, ``1`` for a dark module.

    Raises:
        RenduImpossible: this is no symbol of Docgen, or its text is damaged.
    """
    if len(modules) != COTE * COTE:
        raise _illisible()
    places, masque = _plan()
    brut = int("".join(places(modules)), 2) ^ masque
    bits = f"{brut:0{8 * sum(_BLOCS)}b}"
    mode, longueur = int(bits[:4], 2), int(bits[4:_TETE], 2)
    texte = bits[_TETE : _TETE + 8 * longueur]
    if mode != _OCTETS or len(texte) != 8 * longueur or not longueur:
        raise _illisible()
    try:
        return int(texte, 2).to_bytes(longueur, "big").decode()
    except UnicodeDecodeError as cause:
        raise _illisible() from cause


def modules_de_l_image(octets: bytes) -> str:
    """The modules of a bilevel picture, one sample a module, white for 1, its quiet zone left out.

    Raises:
        RenduImpossible: the picture has another size.
    """
    cote = COTE + 2 * MARGE
    largeur = -(-cote // 8)
    if len(octets) != largeur * cote:
        raise _illisible()
    rangees = (octets[rang * largeur : (rang + 1) * largeur] for rang in range(MARGE, MARGE + COTE))
    clairs = "".join(f"{int.from_bytes(rangee, 'big'):0{8 * largeur}b}"[MARGE : MARGE + COTE] for rangee in rangees)
    return clairs.translate(_INVERSE)


_INVERSE: Final = str.maketrans("01", "10")


def _illisible() -> RenduImpossible:
    return RenduImpossible(
        "Un code QR imprimé ne se lit pas : ce n'est pas un symbole de Docgen, ou il est abîmé. Relancez le lot ; si "
        "cela se répète, le moteur d'impression a changé : lancez « make installer »."
    )


@cache
def _plan() -> tuple[itemgetter[int], int]:
    """Where the bits of the message lie in the symbol, in the order of the message, and what the mask adds to them."""
    cases = list(_serpentin())
    ordre = [case for octet in _ordre_des_octets() for case in cases[8 * octet : 8 * octet + 8]]
    masque = "".join("1" if (ligne // 2 + colonne // 3) % 2 == 0 else "0" for ligne, colonne in ordre)
    return itemgetter(*(ligne * COTE + colonne for ligne, colonne in ordre)), int(masque, 2)


def _ordre_des_octets() -> Iterator[int]:
    """The rank in the symbol of each byte of the message: blocks deal their bytes in turn, the longer ones last."""
    for bloc, taille in enumerate(_BLOCS):
        for rang in range(taille):
            if rang < min(_BLOCS):
                yield rang * len(_BLOCS) + bloc
            else:
                yield min(_BLOCS) * len(_BLOCS) + sum(autre > rang for autre in _BLOCS[:bloc])


def _serpentin() -> Iterator[tuple[int, int]]:
    """The modules that carry data, two columns at a time from the right, up then down."""
    monte = True
    for droite in (*range(COTE - 1, 6, -2), 5, 3, 1):
        for ligne in range(COTE - 1, -1, -1) if monte else range(COTE):
            for colonne in (droite, droite - 1):
                if not _est_un_repere(ligne, colonne):
                    yield ligne, colonne
        monte = not monte


def _est_un_repere(ligne: int, colonne: int) -> bool:
    """True for the patterns, and for the modules that tell the format and the version."""
    bout = COTE - 8
    coin = (ligne < 9 and colonne < 9) or (ligne < 9 and colonne >= bout) or (ligne >= bout and colonne < 9)
    cadence = 6 in (ligne, colonne)
    version = (ligne < 6 and colonne >= bout - 3) or (colonne < 6 and ligne >= bout - 3)
    return coin or cadence or version or _est_d_un_alignement(ligne, colonne)


def _est_d_un_alignement(ligne: int, colonne: int) -> bool:
    absents = {(6, 6), (6, _ALIGNEMENTS[-1]), (_ALIGNEMENTS[-1], 6)}
    return any(
        abs(ligne - centre_y) <= 2 and abs(colonne - centre_x) <= 2
        for centre_y in _ALIGNEMENTS
        for centre_x in _ALIGNEMENTS
        if (centre_y, centre_x) not in absents
    )
