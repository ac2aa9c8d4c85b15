"""What a cut of power, or another process, must not break: bytes that are on the disk, a folder held by one alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def ecrire(chemin: Path, octets: bytes, *, mode: int = 0o666, nouveau: bool = False) -> None:
    """Write a file, that is on the disk in the end; ``nouveau``: never over another."""
    drapeaux = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if nouveau else os.O_TRUNC)
    with os.fdopen(os.open(chemin, drapeaux, mode), "wb") as fichier:
        fichier.write(octets)
        fichier.flush()
        os.fsync(fichier.fileno())


def synchroniser(chemin: Path) -> None:
    """Make sure that what was written in a file, or the names of a folder, are on the disk."""
    with _ouvert(chemin) as descripteur:
        os.fsync(descripteur)


@contextmanager
def seul(dossier: Path) -> Iterator[None]:
    """Hold a folder; whoever else wants it waits."""
    with _ouvert(dossier) as descripteur:
        fcntl.flock(descripteur, fcntl.LOCK_EX)
        yield


@contextmanager
def _ouvert(chemin: Path) -> Iterator[int]:
    descripteur = os.open(chemin, os.O_RDONLY)
    try:
        yield descripteur
    finally:
        os.close(descripteur)
