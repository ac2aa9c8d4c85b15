"""Reading back the QR code of a paper from the picture that its page embeds.

A picture of one bit a module has no noise: nothing has to be found, straightened or corrected, and every symbol of
Docgen has one size, level and mask (:mod:`docgen.rendering.symbole`). So where each bit of the message lies is worked
out once, and a symbol is read in a fraction of a millisecond: all those of a lot are, not a sample of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import Final

from docgen.errors import RenduImpossible
from docgen.rendering.symbole import BLOCS, COTE, cases_du_message, masque, ordre_des_octets
from docgen.rendering.trame import MARGE

_OCTETS: Final = 0b0100  # the mode of a text of bytes
_TETE: Final = 4 + 16  # bits of the mode, then of the length


def lire_symbole(modules: str) -> str:
    """The text of a symbol given row by row, quiet zone left out, ``1`` for a dark module.

    Raises:
        RenduImpossible: this is no symbol of Docgen, or its text is damaged.
    """
    if len(modules) != COTE * COTE:
        raise _illisible()
    places, ajout = _plan()
    brut = int("".join(places(modules)), 2) ^ ajout
    bits = f"{brut:0{8 * sum(BLOCS)}b}"
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
def _plan() -> tuple[Callable[[str], tuple[str, ...]], int]:
    """Where the bits of the message lie in the symbol, in the order of the message, and what the mask adds to them."""
    cases = list(cases_du_message())
    ordre = [case for octet in ordre_des_octets() for case in cases[8 * octet : 8 * octet + 8]]
    return itemgetter(*(ligne * COTE + colonne for ligne, colonne in ordre)), masque(ordre)
