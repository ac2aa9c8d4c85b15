"""The Ed25519 keys that sign numbers, in one JSON file that only its owner can read.

A key's public part stays in the file for ever, so that a paper signed before a rotation can still be checked;
its private part goes when it is retired, so that a leak later cannot sign in its name. The file bears the identity of
the register that it signs for.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from docgen.disque import ecrire, synchroniser
from docgen.errors import InstallationIncomplete, UsageInvalide
from docgen.registre.signature.cles import Cle, ClePublique, Signataire, Verificateur, decoder, encoder, maintenant

MODE = 0o600
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Trousseau:
    """The key file of the register that has this identity; any register's, when it is empty."""

    chemin: Path
    identite: str = ""

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
        self.exiger(creer)
        courante = _courante(self._lire())
        if courante is not None and courante.cle_privee:
            prive = Ed25519PrivateKey.from_private_bytes(decoder(courante.cle_privee))
            return Signataire(courante.publier(), prive)
        raise InstallationIncomplete(
            f"Aucune clé de « {self.chemin} » ne peut signer : elles sont retirées, ou la sauvegarde ne contenait pas "
            "la clé privée. Lancez « docgen cle-signature nouvelle »."
        )

    def peut_signer(self) -> bool:
        """True if the file holds a current key."""
        return _courante(self._lire()) is not None

    def nouvelle_cle(self, creer: bool = True) -> list[ClePublique]:
        """Put a new key in service and retire the current one; gives those that changed, the new one last.

        ``creer``: as for :meth:`signataire`.
        """
        if self.exiger(creer):
            return self.cles_publiques()
        with _pannes(self.chemin), self._verrou():
            instant, avant = maintenant(), self._lire()
            retirees = [replace(cle, cle_privee=None, retiree_le=cle.retiree_le or instant) for cle in avant]
            apres = [*retirees, Cle.creer()]
            self._remplacer(apres)
        publiees = [cle.publier() for cle in avant]
        return [cle.publier() for cle in apres if cle.publier() not in publiees]

    def compromettre(self, ident: str, depuis: str, temoignee_jusqu_a: int) -> ClePublique:
        """Say that others may have signed with a retired key since that day; see :class:`ClePublique`.

        Said again, it only takes trust away: the earlier day and the earlier line stand.

        Raises:
            UsageInvalide: no such key.
        """
        with _pannes(self.chemin), self._verrou():
            cles = {cle.id: cle for cle in self._lire()}
            if ident not in cles:
                raise UsageInvalide(f"Aucune clé ne s'appelle « {ident} ». Voyez « docgen cle-signature lister-cles ».")
            if (connue := cles[ident]).compromise_depuis is not None:
                depuis = min(depuis, connue.compromise_depuis)
                temoignee_jusqu_a = min(temoignee_jusqu_a, connue.temoignee_jusqu_a or 0)
            cles[ident] = replace(connue, compromise_depuis=depuis, temoignee_jusqu_a=temoignee_jusqu_a)
            self._remplacer(list(cles.values()))
        return cles[ident].publier()

    def lire_identite(self) -> str | None:
        """Which register the file is of; ``None`` without a file."""
        if not self.chemin.exists():
            return None
        with _pannes(self.chemin):
            return str(json.loads(self.chemin.read_bytes())["identite"])

    def exporter(self, phrase: str | None = None) -> tuple[bytes, bytes | None]:
        """The file without its private part; and that part in PKCS#8 (PEM), encrypted by ``phrase`` if there is one."""
        cles, scellee = self._lire(), None  # read once: a rotation may come between two readings
        courante = _courante(cles)
        if phrase and courante is not None:
            prive = Ed25519PrivateKey.from_private_bytes(decoder(courante.cle_privee or ""))
            secret = BestAvailableEncryption(phrase.encode())
            scellee = prive.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret)
        return self._texte([replace(cle, cle_privee=None) for cle in cles]), scellee

    def importer(self, contenu: bytes, scellee: bytes | None = None, phrase: str | None = None) -> None:
        """Make the file of what was exported, with its private part if the phrase that opens it is given.

        Raises:
            UsageInvalide: the phrase is not that one.
        """
        with _pannes(self.chemin):
            cles = [Cle(**cle) for cle in json.loads(contenu)["cles"]]
            if scellee is not None and phrase:
                cles = [*map(_avec(scellee, phrase), cles)]
            if cles:
                self.chemin.parent.mkdir(parents=True, exist_ok=True)
                self._remplacer(cles)

    def _remplacer(self, cles: list[Cle]) -> None:
        os.replace(self._brouillon(cles), self.chemin)
        synchroniser(self.chemin.parent)

    def exiger(self, creer: bool) -> bool:
        """The file must be there, or be made; true if this call made it.

        Raises:
            InstallationIncomplete: it is not there, and is not to be made.
        """
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
            synchroniser(self.chemin.parent)
            return True

    def _brouillon(self, cles: list[Cle]) -> Path:
        """A complete file beside the real one, on the disk before it takes its place."""
        chemin = self.chemin.with_name(f".{self.chemin.name}.{secrets.token_hex(8)}")
        ecrire(chemin, self._texte(cles), mode=MODE, nouveau=True)
        return chemin

    def _texte(self, cles: list[Cle]) -> bytes:
        contenu = {"version": FORMAT, "identite": self.identite, "cles": [asdict(cle) for cle in cles]}
        return json.dumps(contenu, indent=1).encode()

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
            contenu = json.load(fichier)
        with _pannes(self.chemin):
            if self.identite and contenu["identite"] != self.identite:
                raise InstallationIncomplete(
                    f"Le fichier des clés de signature « {self.chemin} » n'est pas celui de ce registre "
                    f"({self.identite}) : il est celui d'un autre ({contenu['identite']}). Vérifiez DOCGEN_CLES et "
                    "DOCGEN_REGISTRE, ou restaurez l'un des deux depuis la sauvegarde."
                )
            return [Cle(**cle) for cle in contenu["cles"]]

    @contextmanager
    def _verrou(self) -> Iterator[None]:
        """One rotation at a time. A rotation replaces the file, so the one that was locked must still be there."""
        while True:
            with self.chemin.open("rb") as fichier:
                fcntl.flock(fichier, fcntl.LOCK_EX)
                if os.fstat(fichier.fileno()).st_ino == self.chemin.stat().st_ino:
                    yield
                    return


def _courante(cles: Iterable[Cle]) -> Cle | None:
    return next((cle for cle in cles if cle.cle_privee and not cle.retiree_le), None)


def _avec(scellee: bytes, phrase: str) -> Callable[[Cle], Cle]:
    """What puts a private part back in its key."""
    try:
        prive = load_pem_private_key(scellee, phrase.encode())
    except ValueError as cause:
        raise UsageInvalide("La phrase n'ouvre pas la clé privée de la sauvegarde. Vérifiez-la.") from cause
    assert isinstance(prive, Ed25519PrivateKey)
    publique, secret = encoder(prive.public_key().public_bytes_raw()), encoder(prive.private_bytes_raw())
    return lambda cle: replace(cle, cle_privee=secret) if cle.cle_publique == publique else cle


@contextmanager
def _pannes(chemin: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, KeyError, TypeError, ValueError) as erreur:
        raise InstallationIncomplete(
            f"Le fichier des clés de signature « {chemin} » est inutilisable ({erreur}). "
            "Vérifiez les droits sur son dossier, ou restaurez-le depuis la sauvegarde."
        ) from erreur
