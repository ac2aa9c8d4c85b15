"""A real PostgreSQL for the tests: one throw-away server a run, one new database for each call.

The server dies with the process that started it. PostgreSQL refuses to run as root: root lends it to ``postgres``.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

_COMPTE = "postgres"
_REGLAGES = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=120", "shared_buffers=32MB")
_numeros = itertools.count(1)


def nouvelle_base() -> str:
    """The address of a new empty database, in the form that an operator would write."""
    nom = f"essai_{next(_numeros)}"
    prises = serveur()
    _psql(prises, f"CREATE DATABASE {nom}")
    return f"postgresql://docgen@/{nom}?host={prises}"


@cache
def serveur() -> Path:
    """Start the server, the first time; gives the folder of its Unix socket."""
    binaires = _binaires()
    dossier = Path(tempfile.mkdtemp(prefix="docgen-pg-"))
    if os.geteuid() == 0:
        shutil.chown(dossier, _COMPTE, _COMPTE)
    donnees = dossier / "donnees"
    initdb = (str(binaires / "initdb"), "-D", str(donnees), "-U", "docgen", "-A", "trust", "--no-sync")
    subprocess.run(
        [*_sans_privilege(), *initdb, "-E", "UTF8", "--no-locale"], check=True, capture_output=True, cwd=dossier
    )
    reglages = [mot for reglage in (*_REGLAGES, f"unix_socket_directories={dossier}") for mot in ("-c", reglage)]
    with (dossier / "journal.txt").open("wb") as sortie:
        processus = subprocess.Popen(
            [*_sans_privilege(), str(binaires / "postgres"), "-D", str(donnees), *reglages],
            stdout=sortie,
            stderr=subprocess.STDOUT,
            cwd=dossier,
        )
    atexit.register(_arreter, processus, dossier)
    _attendre(processus, binaires, dossier)
    return dossier


def _binaires() -> Path:
    trouves = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda c: int(c.parts[-3]))
    if trouves:
        return trouves[-1].parent
    sur_le_chemin = shutil.which("postgres")
    if sur_le_chemin is None:
        raise RuntimeError(
            "PostgreSQL is missing: the register is not tested without it. Install it (Debian: apt install postgresql)."
        )
    return Path(sur_le_chemin).resolve().parent


def _sans_privilege() -> tuple[str, ...]:
    compte = (f"--reuid={_COMPTE}", f"--regid={_COMPTE}", "--clear-groups") if os.geteuid() == 0 else ()
    return ("setpriv", *compte, "--pdeathsig", "QUIT")


def _attendre(processus: subprocess.Popen[bytes], binaires: Path, dossier: Path) -> None:
    pret = [str(binaires / "pg_isready"), "-q", "-h", str(dossier), "-U", "docgen"]
    echeance = time.monotonic() + 60
    while subprocess.run(pret, check=False).returncode:
        if processus.poll() is not None or time.monotonic() > echeance:
            raise RuntimeError("PostgreSQL did not start:\n" + (dossier / "journal.txt").read_text(errors="replace"))
        time.sleep(0.05)


def _arreter(processus: subprocess.Popen[bytes], dossier: Path) -> None:
    processus.terminate()
    try:
        processus.wait(10)
    except subprocess.TimeoutExpired:
        processus.kill()
        processus.wait()
    shutil.rmtree(dossier, ignore_errors=True)


def _psql(prises: Path, ordre: str) -> None:
    psql = (str(_binaires() / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1")
    subprocess.run([*psql, "-h", str(prises), "-U", "docgen", "-d", "postgres", "-c", ordre], check=True)
