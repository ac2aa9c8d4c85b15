"""The Ed25519 keys that sign numbers: what one is worth, what it signs, what it checks."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypedDict

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHME = "Ed25519"
_ECRITURE = timedelta(minutes=10)


class EtatCle(StrEnum):
    """What a key is worth."""

    COURANTE = "courante"
    RETIREE = "retiree"
    COMPROMISE = "compromise"

    @property
    def dit(self) -> str:
        """As people read it."""
        return "retirée" if self is EtatCle.RETIREE else self.value


class ClePublique(TypedDict):
    """A public key as it is published.

    Papers of a compromised key are good up to the line ``temoignee_jusqu_a`` of the journal, which a witness held
    before that day; those that come after may be anyone's.
    """

    id: str
    algorithme: str
    cle_publique: str
    etat: EtatCle
    creee_le: str
    retiree_le: str | None
    compromise_depuis: str | None
    temoignee_jusqu_a: int | None


@dataclass(frozen=True, slots=True)
class Cle:
    """A key of the file; ``cle_privee`` is ``None`` once it is retired, and in what a backup holds."""

    id: str
    cle_publique: str
    creee_le: str
    retiree_le: str | None = None
    compromise_depuis: str | None = None
    temoignee_jusqu_a: int | None = None
    cle_privee: str | None = None

    @classmethod
    def creer(cls) -> Cle:
        """A new key, made now."""
        privee = Ed25519PrivateKey.generate()
        publique = privee.public_key().public_bytes_raw()
        identifiant = hashlib.sha256(publique).hexdigest()[:8]
        return cls(identifiant, encoder(publique), maintenant(), cle_privee=encoder(privee.private_bytes_raw()))

    def publier(self) -> ClePublique:
        """The key without its private part."""
        return ClePublique(
            id=self.id,
            algorithme=ALGORITHME,
            cle_publique=self.cle_publique,
            etat=self.etat,
            creee_le=self.creee_le,
            retiree_le=self.retiree_le,
            compromise_depuis=self.compromise_depuis,
            temoignee_jusqu_a=self.temoignee_jusqu_a,
        )

    @property
    def etat(self) -> EtatCle:
        """What it is worth now."""
        if self.compromise_depuis:
            return EtatCle.COMPROMISE
        return EtatCle.RETIREE if self.retiree_le else EtatCle.COURANTE


def au_moins_aussi_severe(presente: ClePublique, dite: Mapping[str, object]) -> bool:
    """True if a key is trusted no more than was said of it: what is said of a key only takes trust away.

    The file is written before the journal: for a moment, or after a sudden death, it may be the more severe.
    """
    if dite.get("compromise_depuis"):
        return (
            presente["compromise_depuis"] is not None
            and presente["compromise_depuis"] <= str(dite["compromise_depuis"])
            and (presente["temoignee_jusqu_a"] or 0) <= int(str(dite["temoignee_jusqu_a"] or 0))
        )
    return presente["retiree_le"] is not None or not dite.get("retiree_le")


def tout_juste_creee(cle: ClePublique) -> bool:
    """True of a key that the journal may not have yet: it is written there once the file has it."""
    try:
        return timedelta() <= datetime.now(UTC) - datetime.fromisoformat(cle["creee_le"]) < _ECRITURE
    except (TypeError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Signataire:
    """The current key, ready to sign."""

    publique: ClePublique
    privee: Ed25519PrivateKey

    def signer(self, ligne: str) -> str:
        """The signature of a line, base64url without padding (86 characters)."""
        return encoder(self.privee.sign(ligne.encode()))


@dataclass(frozen=True, slots=True)
class Verificateur:
    """Every public key of the file, read once."""

    publiques: dict[str, Ed25519PublicKey]

    def valide(self, cle: str | None, ligne: str, code: str | None) -> bool:
        """True if ``code`` is the signature of the line by that key, in its one spelling."""
        publique = self.publiques.get(cle or "")
        if publique is None or not code:
            return False
        try:
            signature = decoder(code)
            publique.verify(signature, ligne.encode())
        except (InvalidSignature, ValueError):
            return False
        # The last of 86 characters carries unused bits: sixteen spellings would decode to the same signature.
        return encoder(signature) == code


def encoder(octets: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def decoder(texte: str) -> bytes:
    """The bytes of a base64url text without padding.

    Raises:
        ValueError: the text is not base64url.
    """
    try:
        return base64.b64decode(texte + "=" * (-len(texte) % 4), altchars=b"-_", validate=True)
    except binascii.Error as erreur:
        raise ValueError("not base64url") from erreur


def maintenant() -> str:
    """The instant, as the file writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
