"""The QR symbol of a paper, module by module: always version 10, level M, mask 4 (ISO/IEC 18004).

One size and one mask: where each bit goes, and what each byte adds to the correction codes, are worked out once. A
symbol then takes a fraction of a millisecond, and reading one back no more. What does not depend on the text, finders
and format, comes from the library, and a test holds the whole symbol against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Final

COTE: Final = 57
CAPACITE: Final = 213
MASQUE: Final = 4
_VERSION: Final = 10
_ALIGNEMENTS: Final = (6, 28, 50)
BLOCS: Final = (43, 43, 43, 43, 44)  # data bytes of the blocks, which deal them out in turn
_DONNEES: Final = sum(BLOCS)
CORRECTION: Final = 26  # bytes that follow the data of each block
_OCTETS: Final = 0b0100  # the mode of a text of bytes
_BOURRAGE: Final = b"\xec\x11" * _DONNEES


def tracer(octets: bytes) -> tuple[str, ...]:
    """The rows of the symbol of a text, ``1`` for a dark module; at most :data:`CAPACITE` bytes."""
    return modules_de(donnees(octets))


def donnees(octets: bytes) -> bytes:
    """What the symbol says, before it is dealt out in blocks: mode, length, text, and what fills the rest."""
    message = (_OCTETS << 16 | len(octets)) << 8 * len(octets) | int.from_bytes(octets, "big")
    utiles = (message << 4).to_bytes(len(octets) + 3, "big")
    return (utiles + _BOURRAGE)[:_DONNEES]


def modules_de(message: bytes) -> tuple[str, ...]:
    """The rows of the symbol that says this (:func:`donnees`)."""
    blocs = [message[sum(BLOCS[:rang]) : sum(BLOCS[: rang + 1])] for rang in range(len(BLOCS))]
    melees = bytes(bloc[rang] for rang in range(max(BLOCS)) for bloc in blocs if rang < len(bloc))
    corrections = bytes(octet for rangee in zip(*map(correction, blocs), strict=True) for octet in rangee)
    places, masque = _gabarit()
    code = melees + corrections
    bits = f"{int.from_bytes(code, 'big') ^ masque:0{8 * len(code)}b}01"
    modules = "".join(places(bits))
    return tuple(modules[debut : debut + COTE] for debut in range(0, COTE * COTE, COTE))


def correction(bloc: bytes) -> bytes:
    """The Reed-Solomon code of a block: the remainder of its division by the generator, a table a byte."""
    table = _restes()
    reste, haut = 0, 8 * (CORRECTION - 1)
    for octet in bloc:
        reste = (reste << 8 & _RANGS) ^ table[octet ^ reste >> haut]
    return reste.to_bytes(CORRECTION, "big")


_RANGS: Final = (1 << 8 * CORRECTION) - 1


@cache
def _restes() -> tuple[int, ...]:
    """For each byte, what it takes from the remainder: the generator's coefficients times that byte."""
    puissances = [1]
    for _ in range(254):
        double = puissances[-1] << 1
        puissances.append(double ^ 0x11D if double > 255 else double)
    logarithmes = {valeur: rang for rang, valeur in enumerate(puissances)}

    def produit(un: int, autre: int) -> int:
        return puissances[(logarithmes[un] + logarithmes[autre]) % 255] if un and autre else 0

    generateur = [1]
    for rang in range(CORRECTION):
        decale = [*generateur, 0]
        ajoute = [0, *(produit(coefficient, puissances[rang]) for coefficient in generateur)]
        generateur = [un ^ autre for un, autre in zip(decale, ajoute, strict=True)]
    return tuple(
        int.from_bytes(bytes(produit(octet, coefficient) for coefficient in generateur[1:]), "big")
        for octet in range(256)
    )


@cache
def _gabarit() -> tuple[Callable[[str], tuple[str, ...]], int]:
    """For each module, which bit of the code it shows (the last two are 0 and 1); and the mask over the code."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    modele = qrcode.QRCode(version=_VERSION, error_correction=ERROR_CORRECT_M, mask_pattern=MASQUE, border=0)
    modele.add_data(b"-", optimize=0)
    modele.make(fit=False)
    cases = list(cases_du_message())
    fixes = [len(cases) + bool(module) for rangee in modele.modules for module in rangee]
    for rang, (ligne, colonne) in enumerate(cases):
        fixes[ligne * COTE + colonne] = rang
    return itemgetter(*fixes), masque(cases)


def ordre_des_octets() -> Iterator[int]:
    """The rank in the symbol of each byte of the message: blocks deal their bytes in turn, the longer ones last."""
    for bloc, taille in enumerate(BLOCS):
        for rang in range(taille):
            if rang < min(BLOCS):
                yield rang * len(BLOCS) + bloc
            else:
                yield min(BLOCS) * len(BLOCS) + sum(autre > rang for autre in BLOCS[:bloc])


def masque(cases: Sequence[tuple[int, int]]) -> int:
    """What mask 4 adds to these modules, the first one in the highest bit."""
    return int("".join("1" if (ligne // 2 + colonne // 3) % 2 == 0 else "0" for ligne, colonne in cases), 2)


def cases_du_message() -> Iterator[tuple[int, int]]:
    """The modules that carry the code, in its order: two columns at a time from the right, up then down."""
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
