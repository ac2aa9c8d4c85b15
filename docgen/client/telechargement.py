"""Files brought to disk: what was received before a cut is kept beside, checked, and gets its name only when whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from docgen.client.erreurs_client import ErreurClient, FichierAltere, FichierDifferent
from docgen.client.modeles_client import Fichier
from docgen.client.transport import Demande, Essais, Transport

if TYPE_CHECKING:
    from _hashlib import HASH

BLOC = 1 << 18


def telecharger(transport: Transport, fichier: Fichier, dossier: Path) -> Path:
    """The file in that folder, under its name; nothing is sent again if it is there already.

    Raises:
        FichierDifferent: another file has that name.
        FichierAltere: what was received is not what is announced.
        ErreurClient: the service could not be reached again; what was received waits for the next call.
    """
    if fichier.nom in ("", ".", "..") or Path(fichier.nom).name != fichier.nom:
        raise FichierAltere(f"« {fichier.nom} » n'est pas un nom de fichier. Transmettez-le à qui tient Docgen.")
    dossier.mkdir(parents=True, exist_ok=True)
    cible, partiel = dossier / fichier.nom, dossier / f".{fichier.id}.partiel"
    if _deja_la(cible, fichier):
        return cible
    with partiel.open("a+b") as flux:
        fcntl.flock(flux, fcntl.LOCK_EX)  # whoever brings the same file at the same moment waits, and finds it there
        if _deja_la(cible, fichier):
            return cible
        try:
            _recevoir(transport, fichier, flux)
        except FichierAltere:
            partiel.unlink()
            raise
        os.replace(partiel, cible)
    return cible


def _deja_la(cible: Path, fichier: Fichier) -> bool:
    if not cible.exists():
        return False
    if empreinte_de(cible) != fichier.sha256:
        raise FichierDifferent(f"{cible} existe et diffère : il n'a pas été remplacé. Choisissez un autre dossier.")
    return True


def empreinte_de(chemin: Path) -> str:
    """The SHA-256 of a file."""
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def _recevoir(transport: Transport, fichier: Fichier, flux: BinaryIO) -> None:
    """The whole file, from what is there already, in as many attempts as go forward or as patience allows."""
    essais = Essais(transport.patience)
    while True:
        empreinte, debut = _deja(flux)
        try:
            if debut != fichier.taille:
                empreinte = _completer(transport, fichier, flux, empreinte, debut)
            break
        except ErreurClient as erreur:  # what is altered is not passing: it is raised at once
            if flux.tell() > debut:
                essais = Essais(transport.patience)
            essais.attendre(erreur)
    if empreinte.hexdigest() != fichier.sha256:
        raise FichierAltere
    flux.flush()
    os.fsync(flux.fileno())


def _deja(flux: BinaryIO) -> tuple[HASH, int]:
    """The digest so far, and how many bytes it covers."""
    empreinte, taille = hashlib.sha256(), 0
    flux.seek(0)
    while bloc := flux.read(BLOC):
        empreinte.update(bloc)
        taille += len(bloc)
    return empreinte, taille


def _completer(transport: Transport, fichier: Fichier, flux: BinaryIO, empreinte: HASH, debut: int) -> HASH:
    """Receive what is missing; all of it again if the service does not go on from there."""
    etag = f'"{fichier.sha256}"'
    entetes = {"Range": f"bytes={debut}-", "If-Range": etag} if 0 < debut < fichier.taille else {}
    with transport.ouvrir(Demande("GET", f"/v1/fichiers/{quote(fichier.id, safe='')}", entetes=entetes)) as reponse:
        if reponse.headers.get("ETag") != etag:
            raise FichierAltere
        if reponse.status_code != 206 or reponse.headers.get("Content-Range", "").split("-")[0] != f"bytes {debut}":
            flux.truncate(0)
            empreinte = hashlib.sha256()
        for bloc in reponse.iter_bytes():  # as they come: what waits to fill a block would be lost by a cut
            flux.write(bloc)
            empreinte.update(bloc)
    return empreinte
