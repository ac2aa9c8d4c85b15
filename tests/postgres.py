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

import psycopg

from tests.registres import installer, nouvelle_identite

COMPTE = "postgres"
_REGLAGES = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=120", "shared_buffers=32MB")
_numeros = itertools.count(1)


def nouvelle_base() -> str:
    """The address of a new database where the tables are, in the form that an operator would write."""
    adresse = base_vide(_modele())
    ordonner(serveur(), nouvelle_identite(), nom_de_base(adresse))
    return adresse


def base_vide(modele: str = "template1") -> str:
    """The address of a new database, empty unless it is made after another one."""
    nom = f"essai_{next(_numeros)}"
    prises = serveur()
    ordonner(prises, f"CREATE DATABASE {nom} TEMPLATE {modele}")
    return f"postgresql://docgen@/{nom}?host={prises}"


@cache
def _modele() -> str:
    """The database that the others are made after."""
    adresse = base_vide()
    installer(adresse)
    return nom_de_base(adresse)


def nom_de_base(adresse: str) -> str:
    """The name of the database at an address."""
    return adresse.partition("@/")[2].partition("?")[0]


def effacer_base(adresse: str) -> None:
    """Take a database away from whoever uses it."""
    ordonner(serveur(), f"DROP DATABASE {nom_de_base(adresse)} WITH (FORCE)")


@cache
def serveur() -> Path:
    """Start the server, the first time; gives the folder of its Unix socket."""
    programmes = binaires()
    dossier = Path(tempfile.mkdtemp(prefix="docgen-pg-"))
    if os.geteuid() == 0:
        shutil.chown(dossier, COMPTE, COMPTE)
    donnees = dossier / "donnees"
    initdb = (str(programmes / "initdb"), "-D", str(donnees), "-U", "docgen", "-A", "trust", "--no-sync")
    subprocess.run(
        [*sans_privilege(), *initdb, "-E", "UTF8", "--no-locale"], check=True, capture_output=True, cwd=dossier
    )
    reglages = [mot for reglage in (*_REGLAGES, f"unix_socket_directories={dossier}") for mot in ("-c", reglage)]
    with (dossier / "journal.txt").open("wb") as sortie:
        processus = subprocess.Popen(
            [*sans_privilege(), str(programmes / "postgres"), "-D", str(donnees), *reglages],
            stdout=sortie,
            stderr=subprocess.STDOUT,
            cwd=dossier,
        )
    atexit.register(_arreter, processus, dossier)
    attendre(processus, dossier)
    return dossier


def binaires() -> Path:
    """The folder of the newest server's programs."""
    trouves = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda c: int(c.parts[-3]))
    if trouves:
        return trouves[-1].parent
    sur_le_chemin = shutil.which("postgres")
    if sur_le_chemin is None:
        raise RuntimeError(
            "PostgreSQL is missing: the register is not tested without it. Install it (Debian: apt install postgresql)."
        )
    return Path(sur_le_chemin).resolve().parent


def sans_privilege() -> tuple[str, ...]:
    """What starts a command as an account that the server accepts, to die with this process."""
    compte = (f"--reuid={COMPTE}", f"--regid={COMPTE}", "--clear-groups") if os.geteuid() == 0 else ()
    return ("setpriv", *compte, "--pdeathsig", "QUIT")


def attendre(processus: subprocess.Popen[bytes], dossier: Path) -> None:
    """Until the server answers in the folder of its socket."""
    pret = [str(binaires() / "pg_isready"), "-q", "-h", str(dossier), "-U", "docgen"]
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


def ordonner(prises: Path, ordre: str, base: str = "postgres") -> None:
    """Give an order to the server whose socket is in that folder."""
    with psycopg.connect(host=str(prises), user="docgen", dbname=base, autocommit=True) as connexion:
        connexion.execute(ordre.encode())
