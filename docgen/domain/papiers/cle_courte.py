"""The short key of a numbered paper: what a hand types beside the number, where no camera reads the QR.

Twelve signs of Crockford's base 32, without I, L, O and U: the first 60 bits of the SHA-256 of the signature's bytes.
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNES = 12
_BITS = 5
CLE_IMPRIMEE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}\b")
JETON = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]{86}", re.ASCII)  # a compact JWS, as papers bear it
_CONFUSIONS = str.maketrans("OIL", "011")


def cle_courte(jeton: str) -> str:
    """``7K3F-9QXM-2B4T``, from a compact JWS."""
    signature = jeton.rpartition(".")[2]
    octets = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    nombre = int.from_bytes(sha256(octets).digest()[:8], "big") >> (64 - SIGNES * _BITS)
    signes = "".join(ALPHABET[nombre >> _BITS * rang & 31] for rang in reversed(range(SIGNES)))
    return en_groupes(signes)


def en_groupes(signes: str) -> str:
    """Twelve signs in three groups."""
    return "-".join(signes[rang : rang + 4] for rang in range(0, SIGNES, 4))


def lire_cle(texte: str) -> str:
    """The key that somebody typed, in its one spelling; what cannot be one is given back without its blanks.

    Case, blanks and hyphens do not count; ``O`` is a zero, ``I`` and ``L`` are a one.
    """
    signes = "".join(signe for signe in texte.upper() if signe.isalnum()).translate(_CONFUSIONS)
    return en_groupes(signes) if len(signes) == SIGNES else signes
