"""Where a piece is made before the store has it: a folder of its own, which a sudden death does not leave for ever."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

PREFIXE = "docgen-lot-"
_VERROU = ".verrou"
_AGE_MINIMUM_S = 60  # a folder that was just made is not locked yet


@contextmanager
def etabli() -> Iterator[Path]:
    """A temporary folder, gone at the end; those that dead processes left go now.

    A lock tells the living from the dead: the system lets it go with its holder, in whatever container that ran.
    """
    balayer()
    with TemporaryDirectory(prefix=PREFIXE) as dossier, Path(dossier, _VERROU).open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield Path(dossier)


def balayer() -> None:
    """Remove the folders that nobody holds any more."""
    limite = time.time() - _AGE_MINIMUM_S
    for dossier in Path(tempfile.gettempdir()).glob(f"{PREFIXE}*"):
        with suppress(OSError):
            if dossier.stat().st_mtime < limite and not _est_tenu(dossier / _VERROU):
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
