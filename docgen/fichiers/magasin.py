"""Keep files under keys (``lots/7f3a/volume-1.pdf``), in a local folder or in S3; a key is written once.

obstore is the library. A writer chooses a new key for each attempt: what was released is never replaced.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

from docgen.disque import synchroniser
from docgen.errors import FichierAbsent, FichiersIndisponibles, InstallationIncomplete, raison_systeme

_MORCEAU = 1 << 20
PATIENCE_TEMOIN = timedelta(seconds=5)
# What the environment says of the connection: options of ours would make the library forget it.
CLIENT = ("allow_http", "allow_invalid_certificates", "proxy_url", "proxy_ca_certificate", "proxy_excludes")
_RIEN_ICI = "essai"  # a folder that is always empty
# What each folder keeps; whoever forgets what is old knows them all, so nothing is written under another.
RAYONS = frozenset({"charges", "depots", "fichiers", "livraisons", "lots", "reponses", "retours", "sondes", "travaux"})
SONDES, TAILLE_SONDE = "sondes", 1 << 16
TETES = "tetes"  # the one folder of a witness


@dataclass(frozen=True, slots=True)
class Fiche:
    """What is known of a file without reading it; ``taille`` in bytes."""

    cle: str
    taille: int
    etag: str | None
    modifie: datetime


class Magasin:
    """A place for files. Safe for threads and processes: a key is created by one writer, whole or not at all."""

    def __init__(self, boutique: ObjectStore, rayons: frozenset[str] = RAYONS, durable: Path | None = None) -> None:
        """``rayons``: the folders that it may write in. ``durable``: the folder whose files are on the disk at once."""
        self._boutique = boutique
        self._rayons = rayons
        self._durable = durable

    def ecrire(self, cle: str, contenu: bytes | Path) -> bool:
        """Create a file; ``False``, and nothing changed, when the key is already there.

        Raises:
            FichiersIndisponibles: the place does not answer or is full; nothing half-written is visible.
            ValueError: the key is in none of the folders that are known.
        """
        if cle.partition("/")[0] not in self._rayons:
            raise ValueError(f"no folder of the store is for {cle!r}")
        with _pannes_traduites(cle):
            try:
                obstore.put(self._boutique, cle, contenu, mode="create")
            except AlreadyExistsError:
                return False
            if self._durable:
                synchroniser(self._durable / cle)
        return True

    def lire(self, cle: str) -> bytes:
        """The whole file.

        Raises:
            FichierAbsent: the place answers, and has no such file.
            FichiersIndisponibles: it does not answer.
        """
        with _pannes_traduites(cle):
            try:
                return bytes(obstore.get(self._boutique, cle).bytes())
            except (NotFoundError, FileNotFoundError) as cause:
                absent = cause
        raise self._absence(cle) from absent

    def _absence(self, cle: str) -> FichierAbsent:
        self.joindre()  # a missing bucket answers as a missing file does
        return FichierAbsent(
            f"{FichierAbsent.message_par_defaut()} Fichier « {cle} » : il a passé l'âge, ou il a été effacé. "
            "Déposez-le, ou refaites ce qui l'a produit."
        )

    def lire_plage(self, cle: str, debut: int, fin: int) -> bytes:
        """The bytes from ``debut`` to ``fin``, the last one not included; raises as :meth:`lire`."""
        with _pannes_traduites(cle):
            try:
                return bytes(obstore.get_range(self._boutique, cle, start=debut, end=fin))
            except (NotFoundError, FileNotFoundError) as cause:
                absent = cause
        raise self._absence(cle) from absent

    def flux(self, cle: str, debut: int = 0, fin: int | None = None) -> Iterator[bytes]:
        """The same, by pieces of a mebibyte: memory does not grow with the file. One that goes meanwhile is absent."""
        fiche = self.fiche(cle)
        if fiche is None:
            raise self._absence(cle)
        dernier = fiche.taille if fin is None else min(fin, fiche.taille)
        for depart in range(debut, dernier, _MORCEAU):
            yield self.lire_plage(cle, depart, min(depart + _MORCEAU, dernier))

    def fiche(self, cle: str) -> Fiche | None:
        """What is known of a file, or ``None`` if there is none."""
        with _pannes_traduites(cle):
            try:
                meta = obstore.head(self._boutique, cle)
            except (NotFoundError, FileNotFoundError):
                return None
        return Fiche(meta["path"], meta["size"], meta["e_tag"], meta["last_modified"])

    def lister(self, prefixe: str = "") -> Iterator[Fiche]:
        """Every file whose key starts with a folder's path."""
        with _pannes_traduites(prefixe):
            for lot in obstore.list(self._boutique, prefixe or None):
                for meta in lot:
                    yield Fiche(meta["path"], meta["size"], meta["e_tag"], meta["last_modified"])

    def dernier(self, prefixe: str) -> str | None:
        """The last key of a folder by order of names, found folder by folder; ``None`` when there is none."""
        with _pannes_traduites(prefixe):
            while True:
                lu = obstore.list_with_delimiter(self._boutique, prefixe)
                cles = [*lu["common_prefixes"], *(meta["path"] for meta in lu["objects"])]
                if not cles:
                    return None
                prefixe = max(cles)
                if prefixe not in lu["common_prefixes"]:
                    return prefixe

    def joindre(self) -> None:
        """Make sure that the place answers; to ask for one file would not tell a missing bucket from a missing file.

        Raises:
            FichiersIndisponibles: it does not.
        """
        next(self.lister(_RIEN_ICI), None)

    def eprouver(self) -> None:
        """Make sure that files can be kept: one is written, read back and erased.

        Raises:
            FichiersIndisponibles: one of the three could not be done, or what was read is not what was written.
        """
        contenu = secrets.token_bytes(TAILLE_SONDE)  # a place that answers may be full
        cle = f"{SONDES if SONDES in self._rayons else min(self._rayons)}/{contenu[:8].hex()}"
        self.ecrire(cle, contenu)
        try:
            if self.lire(cle) != contenu:
                raise FichiersIndisponibles("Le dépôt des fichiers ne rend pas ce qui lui est confié : changez-en.")
        finally:
            self.effacer(cle)

    def effacer(self, cle: str) -> None:
        """Erase a file; nothing happens if it is not there."""
        with _pannes_traduites(cle):
            try:
                obstore.delete(self._boutique, cle)
            except (NotFoundError, FileNotFoundError):
                return

    def effacer_avant(self, instant: datetime, prefixe: str = "", gardees: Collection[str] = ()) -> int:
        """Erase what is older than an instant, but for some keys, and say how many files went."""
        perimes = [f.cle for f in self.lister(prefixe) if f.modifie < instant and f.cle not in gardees]
        for cle in perimes:
            self.effacer(cle)
        return len(perimes)


def mesurer(contenu: bytes | Path) -> tuple[int, str]:
    """Size and SHA-256; a file is read by blocks, for a volume does not hold in memory."""
    if isinstance(contenu, bytes):
        return len(contenu), hashlib.sha256(contenu).hexdigest()
    with contenu.open("rb") as flux:
        empreinte = hashlib.file_digest(flux, "sha256").hexdigest()
        return flux.tell(), empreinte


def adresse_inutilisable(adresse: str) -> str | None:
    """Why nothing can be opened there, and what to write instead; ``None`` when it can. The place is not looked at."""
    morceaux = adresse.partition("://")
    if not morceaux[1] or morceaux[0] == "file" or (morceaux[0] == "s3" and morceaux[2].partition("/")[0]):
        return None
    return "n'est ni un dossier ni une adresse S3. Écrivez un chemin, ou « s3://compartiment/prefixe »."


def dossier_local(adresse: str | Path) -> Path | None:
    """The folder that an address names; ``None`` for S3."""
    texte = str(adresse)
    return None if texte.startswith("s3://") else Path(texte.removeprefix("file://"))


def ouvrir_magasin(adresse: str | Path, temoin: bool = False, creer: bool = True) -> Magasin:
    """Open a folder, made if ``creer``, or ``s3://bucket/prefix`` (credentials by the usual ``AWS_*`` variables).

    ``temoin``: whoever is given a number waits for each writing. Calls of S3 are short then, and a file of a folder is
    on the disk when its writing returns.

    Raises:
        InstallationIncomplete: the address is neither.
        FichiersIndisponibles: the folder is not there, and cannot be, or is not to be, made.
    """
    texte, rayons = str(adresse), frozenset({TETES}) if temoin else RAYONS
    if faute := adresse_inutilisable(texte):
        raise InstallationIncomplete(f"DOCGEN_FICHIERS {faute}")
    dossier = dossier_local(texte)
    if dossier is None:
        seau = urlsplit(texte)
        limites: dict[str, Any] = {}
        if temoin:
            voulues = {nom: os.environ[f"AWS_{nom.upper()}"] for nom in CLIENT if f"AWS_{nom.upper()}" in os.environ}
            patience = {"timeout": PATIENCE_TEMOIN, "connect_timeout": PATIENCE_TEMOIN}
            limites["client_options"] = {**voulues, **patience}
            limites["retry_config"] = {"max_retries": 1, "retry_timeout": PATIENCE_TEMOIN}
        return Magasin(S3Store(seau.netloc, prefix=seau.path.strip("/") or None, **limites), rayons)
    with _pannes_traduites(texte):
        if creer:
            dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Magasin(LocalStore(dossier.resolve()), rayons, dossier.resolve() if temoin else None)


@contextmanager
def _pannes_traduites(objet: str) -> Iterator[None]:
    """Give a breakdown of the place the name that the rest of Docgen knows."""
    try:
        yield
    except (BaseError, OSError) as cause:
        panne = FichiersIndisponibles(
            f"{FichiersIndisponibles.message_par_defaut()} Fichier « {objet} » : {_raison(cause)}. Vérifiez "
            "DOCGEN_FICHIERS, la place et les droits, puis relancez."
        )
        panne.raison = _raison(cause)
        raise panne from cause


# What S3 answers, by the code of its error.
_RAISONS_S3 = {
    "NoSuchBucket": "le compartiment n'existe pas",
    "InvalidAccessKeyId": "l'identifiant AWS_ACCESS_KEY_ID est inconnu",
    "SignatureDoesNotMatch": "le secret AWS_SECRET_ACCESS_KEY n'est pas le bon",
    "AccessDenied": "l'accès au compartiment est refusé",
    "QuotaExceeded": "le quota du compartiment est atteint",
    "error sending request": "le serveur ne se joint pas",
}
_ERREUR_SYSTEME = re.compile(r"(?:os error |Os \{\s+code: )(\d+)")


def _raison(cause: Exception) -> str:
    """Why, for who keeps the place: the library tells it in English, with the system's own code."""
    dit = str(cause)
    systeme = _ERREUR_SYSTEME.search(dit)
    if systeme:
        return raison_systeme(OSError(int(systeme[1]), os.strerror(int(systeme[1]))))
    if isinstance(cause, OSError) and cause.errno:
        return raison_systeme(cause)
    return next((raison for mot, raison in _RAISONS_S3.items() if mot in dit), type(cause).__name__)
