"""The Ed25519 keys that sign numbers, in one JSON file that only its owner can read.

A key's public part stays in the file for ever, so that a paper signed before a rotation can still be checked;
its private part goes when it is retired, so that a leak later cannot sign in its name.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from docgen.errors import InstallationIncomplete

ALGORITHME = "Ed25519"
MODE = 0o600


class ClePublique(TypedDict):
    """A public key as it is published."""

    id: str
    algorithme: str
    cle_publique: str
    creee_le: str
    retiree_le: str | None


@dataclass(frozen=True, slots=True)
class Cle:
    """A key of the file; ``cle_privee`` is ``None`` once it is retired."""

    id: str
    cle_publique: str
    creee_le: str
    retiree_le: str | None = None
    cle_privee: str | None = None

    @classmethod
    def creer(cls) -> Cle:
        """A new key, made now."""
        privee = Ed25519PrivateKey.generate()
        publique = privee.public_key().public_bytes_raw()
        identifiant = hashlib.sha256(publique).hexdigest()[:8]
        return cls(identifiant, encoder(publique), _maintenant(), cle_privee=encoder(privee.private_bytes_raw()))

    def publier(self) -> ClePublique:
        """The key without its private part."""
        return ClePublique(
            id=self.id,
            algorithme=ALGORITHME,
            cle_publique=self.cle_publique,
            creee_le=self.creee_le,
            retiree_le=self.retiree_le,
        )


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


@dataclass(frozen=True, slots=True)
class Trousseau:
    """The key file."""

    chemin: Path

    def cles_publiques(self) -> list[ClePublique]:
        """Every public key, oldest first; none before the first use."""
        return [cle.publier() for cle in self._lire()]

    def verificateur(self) -> Verificateur:
        """What checks signatures, with the keys as they stand now."""
        return Verificateur(
            {cle.id: Ed25519PublicKey.from_public_bytes(decoder(cle.cle_publique)) for cle in self._lire()}
        )

    def signataire(self, creer: bool) -> Signataire:
        """The current key; the file is made if ``creer`` and it does not exist.

        Raises:
            InstallationIncomplete: no file and ``creer`` is false, a file open to others, or no current key.
        """
        self._exiger(creer)
        for cle in self._lire():
            if cle.cle_privee and not cle.retiree_le:
                return Signataire(cle.publier(), Ed25519PrivateKey.from_private_bytes(decoder(cle.cle_privee)))
        raise InstallationIncomplete(
            f"Aucune clé de « {self.chemin} » ne peut signer : toutes sont retirées. "
            "Lancez « docgen cle-signature nouvelle »."
        )

    def nouvelle_cle(self, creer: bool = True) -> ClePublique:
        """Put a new key in service and retire the current one; ``creer`` as for :meth:`signataire`."""
        if self._exiger(creer):
            return self.cles_publiques()[-1]
        with _pannes(self.chemin), self._verrou():
            instant = _maintenant()
            nouvelle = Cle.creer()
            anciennes = [replace(c, cle_privee=None, retiree_le=c.retiree_le or instant) for c in self._lire()]
            brouillon = self._brouillon([*anciennes, nouvelle])
            os.replace(brouillon, self.chemin)
            _synchroniser(self.chemin.parent)
        return nouvelle.publier()

    def _exiger(self, creer: bool) -> bool:
        """The file must be there, or be made; true if this call made it."""
        if self.chemin.exists():
            return False
        if creer:
            return self._creer()
        raise InstallationIncomplete(
            f"Le fichier des clés de signature « {self.chemin} » manque alors que le registre a déjà signé : "
            "une autre clé rendrait les papiers émis invérifiables. Restaurez ce fichier depuis la sauvegarde."
        )

    def _creer(self) -> bool:
        """Make the file; false if another process was first (its file then stands)."""
        with _pannes(self.chemin):
            self.chemin.parent.mkdir(parents=True, exist_ok=True)
            brouillon = self._brouillon([Cle.creer()])
            try:
                os.link(brouillon, self.chemin)
            except FileExistsError:
                return False
            finally:
                brouillon.unlink()
            _synchroniser(self.chemin.parent)
            return True

    def _brouillon(self, cles: list[Cle]) -> Path:
        """A complete file beside the real one, on the disk before it takes its place."""
        chemin = self.chemin.with_name(f".{self.chemin.name}.{secrets.token_hex(8)}")
        texte = json.dumps({"version": 1, "cles": [asdict(cle) for cle in cles]}, indent=1)
        with os.fdopen(os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "w", encoding="utf-8") as fichier:
            fichier.write(texte)
            fichier.flush()
            os.fsync(fichier.fileno())
        return chemin

    def _lire(self) -> list[Cle]:
        if not self.chemin.exists():
            return []
        with _pannes(self.chemin), self.chemin.open(encoding="utf-8") as fichier:
            mode = os.fstat(fichier.fileno()).st_mode & 0o777
            if mode & ~MODE:
                raise InstallationIncomplete(
                    f"Le fichier des clés de signature « {self.chemin} » est ouvert à d'autres (mode {mode:o}) : "
                    f"n'importe lequel de ses lecteurs pourrait signer. Lancez « chmod 600 {self.chemin} », "
                    "puis « docgen cle-signature nouvelle » si quelqu'un a pu le lire."
                )
            return [Cle(**cle) for cle in json.load(fichier)["cles"]]

    @contextmanager
    def _verrou(self) -> Iterator[None]:
        """One rotation at a time. A rotation replaces the file, so the one that was locked must still be there."""
        while True:
            with self.chemin.open("rb") as fichier:
                fcntl.flock(fichier, fcntl.LOCK_EX)
                if os.fstat(fichier.fileno()).st_ino == self.chemin.stat().st_ino:
                    yield
                    return


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


@contextmanager
def _pannes(chemin: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, KeyError, TypeError, ValueError) as erreur:
        raise InstallationIncomplete(
            f"Le fichier des clés de signature « {chemin} » est inutilisable ({erreur}). "
            "Vérifiez les droits sur son dossier, ou restaurez-le depuis la sauvegarde."
        ) from erreur


def _synchroniser(dossier: Path) -> None:
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def _maintenant() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
