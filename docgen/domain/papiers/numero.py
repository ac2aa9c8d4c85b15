"""The number of a parchemin or of a livret: ``AAAA-DDD-NNNNNNN-C``, with an ``L`` before it for a livret."""

from __future__ import annotations

import re
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SEQUENCE_MAX = 9_999_999
_SIGNES = 15  # without the letter of a livret
_CHIFFRES = str.maketrans("OIL", "011")
_UN_OU_L = str.maketrans("1I", "LL")
_FORME = re.compile(r"(L?)(\d{4})-(\d{3}|02[AB])-((?!0{7})\d{7})-([0-9A-Z])", re.ASCII)
NUMERO_IMPRIME = re.compile(rf"(?<!\w){_FORME.pattern}(?!\w)", re.ASCII)


def caractere_de_controle(caracteres: str) -> str:
    """The ISO 7064 MOD 37,36 check character of a text of digits and upper-case letters.

    It catches every single wrong character and nearly every swap of two neighbours.
    """
    module = len(ALPHABET)
    produit = module
    for caractere in caracteres:
        somme = (produit + ALPHABET.index(caractere)) % module or module
        produit = somme * 2 % (module + 1)
    return ALPHABET[(module + 1 - produit) % module]


def departement_sur_trois(departement: str) -> str:
    """A department on three characters, as numbers carry it: ``69`` → ``069``, ``2A`` → ``02A``, ``974`` → ``974``."""
    return departement.strip().upper().rjust(3, "0")


@dataclass(frozen=True, slots=True, order=True)
class Numero:
    """A number, in its parts. ``serie`` is empty for a parchemin and ``L`` for a livret."""

    serie: str
    annee: int
    departement: str
    sequence: int

    def __post_init__(self) -> None:
        if not 1 <= self.sequence <= SEQUENCE_MAX:
            raise ValueError(f"sequence out of range: {self.sequence}")

    def __str__(self) -> str:
        parties = (f"{self.serie}{self.annee:04d}", self.departement, f"{self.sequence:07d}")
        return "-".join((*parties, caractere_de_controle("".join(parties))))

    @classmethod
    def lire(cls, texte: str) -> Numero:
        """Read a printed number.

        Raises:
            ValueError: the text does not have the form of a number, or its check character is wrong.
        """
        forme = _FORME.fullmatch(texte.strip().upper())
        if forme is None:
            raise ValueError(f"« {texte} » n'a pas la forme AAAA-DDD-NNNNNNN-C")
        serie, annee, departement, sequence, _ = forme.groups()
        numero = cls(serie, int(annee), departement, int(sequence))
        if str(numero) != texte.strip().upper():
            raise ValueError(f"le caractère de contrôle de « {texte} » est faux : le numéro a été mal recopié")
        return numero

    @classmethod
    def reconnaitre(cls, texte: str) -> Numero:
        """Read a number as a hand types it: case, blanks and hyphens do not count, ``O`` is a zero, ``I`` a one.

        Raises:
            ValueError: the text does not have the form of a number, or its check character is wrong.
        """
        signes = "".join(signe for signe in texte.upper() if signe.isalnum())
        serie = "L" if len(signes) == _SIGNES + 1 else ""
        reste = signes[len(serie) :]
        if len(reste) != _SIGNES or signes[: len(serie)].translate(_UN_OU_L) != serie:
            return cls.lire(texte)
        departement, sequence = reste[4:7].translate(_CHIFFRES), reste[7:14].translate(_CHIFFRES)
        ebauche = f"{serie}{reste[:4].translate(_CHIFFRES)}-{departement}-{sequence}-"
        controle = caractere_de_controle(ebauche.replace("-", "")) if ebauche.isascii() else ""
        dernier = controle if controle.translate(_CHIFFRES) == reste[14].translate(_CHIFFRES) else reste[14]
        return cls.lire(ebauche + dernier)
