"""Folders of passage, where a piece is made before the store has it: a sudden death does not leave them for ever."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.errors import MachineEmpechee, UsageInvalide, refus_du_systeme

FAMILLE, PREFIXE = "docgen-", "docgen-lot-"
_VERROU = ".verrou"
_AGE_MINIMUM_S = 60  # a folder that was just made is not locked yet


@contextmanager
def dossier_provisoire(prefixe: str = PREFIXE) -> Iterator[Path]:
    """A temporary folder, gone at the end; those that dead processes left go now. ``prefixe`` begins with ``docgen-``.

    A lock tells the living from the dead: the system lets it go with its holder, in whatever container that ran.

    Raises:
        MachineEmpechee: there is no room there, or no right to write.
    """
    ou = os.environ.get("TMPDIR") or tempfile.gettempdir()
    remede = (
        "Aucune session n'est en cause. Libérez de la place, ou donnez à TMPDIR un autre dossier, puis relancez : ce "
        "qui est fait ne sera pas refait."
    )
    with refus_du_systeme(f"Le dossier des fichiers provisoires ({ou}) n'a pas pu être écrit", remede, MachineEmpechee):
        balayer()
        with (
            TemporaryDirectory(prefix=prefixe, ignore_cleanup_errors=True) as dossier,
            Path(dossier, _VERROU).open("w") as verrou,
        ):
            fcntl.flock(verrou, fcntl.LOCK_EX)
            yield Path(dossier)


@contextmanager
def seul_ici(dossier: Path) -> Iterator[None]:
    """Hold a folder, made if need be, that the holder may remove.

    Raises:
        UsageInvalide: another process holds it.
    """
    while True:
        dossier.mkdir(parents=True, exist_ok=True)
        with (dossier / _VERROU).open("w") as verrou:
            try:
                fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as cause:
                raise UsageInvalide(
                    f"Le même lot est en cours d'impression dans « {dossier.parent} » : rien n'a été fait. Attendez sa "
                    "fin, ou arrêtez-le, puis relancez : il reprendra où il en est."
                ) from cause
            if _est_en_place(verrou.fileno(), dossier / _VERROU):  # else the last holder has just removed it
                yield
                return


def _est_en_place(descripteur: int, chemin: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descripteur), chemin.stat())
    except FileNotFoundError:
        return False


def balayer() -> None:
    """Remove the folders that nobody holds any more."""
    limite = time.time() - _AGE_MINIMUM_S
    for dossier in Path(tempfile.gettempdir()).glob(f"{FAMILLE}*"):
        verrou = dossier / _VERROU
        with suppress(OSError):
            notre = dossier.name.startswith(PREFIXE) or verrou.exists()  # others have folders of that name
            if notre and dossier.stat().st_mtime < limite and not _est_tenu(verrou):
                shutil.rmtree(dossier, ignore_errors=True)


def _est_tenu(verrou: Path) -> bool:
    try:
        with verrou.open("r+") as flux:
            fcntl.flock(flux, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
