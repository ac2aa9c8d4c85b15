"""A real PostgreSQL for the tests: one throw-away server a run, one new database for each call.

A server dies with the process that started it. PostgreSQL refuses to run as root: root lends it to ``postgres``.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from tests.registres import installer, nouvelle_identite

COMPTE = "postgres"
_REGLAGES = ("listen_addresses=", "max_connections=120", "shared_buffers=32MB")
_quittees: list[str] = []
_SANS_GARDER = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=64MB")
# A new database is three hundred files: in memory, where there is room, it costs a twentieth of what it does on a disk.
_MEMOIRE, _PLACE = Path("/dev/shm"), 4 << 30


class Postgresql:
    """A server in a folder of its own. ``durable``: it may be killed outright and started again on the same data.

    ``autres``: settings of its own, as ``nom=valeur``.
    """

    def __init__(self, durable: bool = True, *autres: str) -> None:
        self.dossier = Path(tempfile.mkdtemp(prefix="docgen-pg-", dir=_en_memoire()))
        if os.geteuid() == 0:
            shutil.chown(self.dossier, COMPTE, COMPTE)
        self._donnees, self._bases = self.dossier / "donnees", itertools.count(1)
        self._maitre: psycopg.Connection[Any] | None = None
        ici = f"unix_socket_directories={self.dossier}"
        reglages = (*_REGLAGES, ici, *(() if durable else _SANS_GARDER), *autres)
        self._reglages = [mot for reglage in reglages for mot in ("-c", reglage)]
        initdb = ("initdb", "-D", str(self._donnees), "-U", "docgen", "-A", "trust", "--no-sync", "-E", "UTF8")
        subprocess.run(_commande(*initdb, "--no-locale"), check=True, capture_output=True, cwd=self.dossier)
        self.demarrer()

    @property
    def pid(self) -> int:
        """The process that all the others of the server come from."""
        assert self._processus is not None
        return self._processus.pid

    def nouvelle_base(self, modele: str = "template1") -> str:
        """The address of a new database, empty unless it is made after another one, as an operator would write it."""
        nom = f"essai_{next(self._bases)}"
        self.ordonner(f"CREATE DATABASE {nom} TEMPLATE {modele} STRATEGY FILE_COPY")
        return f"postgresql://docgen@/{nom}?host={self.dossier}"

    def ordonner(self, ordre: str, base: str = "") -> None:
        """Give an order, to the server unless it is to a database: to it, all of them by one connection."""
        if base:
            with self._connecter(base) as connexion:
                connexion.execute(ordre.encode())
            return
        if self._maitre is None:
            self._maitre = self._connecter("postgres")
        self._maitre.execute(ordre.encode())

    def _connecter(self, base: str) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.dossier), user="docgen", dbname=base, autocommit=True)

    def _raccrocher(self) -> None:
        if self._maitre is not None:
            self._maitre.close()
            self._maitre = None

    def demarrer(self) -> None:
        """Start it, and wait until it answers; after a sudden death, once the last of its old processes is gone."""
        commande = _commande("postgres", "-D", str(self._donnees), *self._reglages)
        pret = [str(binaires() / "pg_isready"), "-q", "-h", str(self.dossier), "-U", "docgen"]
        echeance, self._processus = time.monotonic() + 60, None
        while self._processus is None or subprocess.run(pret, check=False).returncode:
            if self._processus is None or self._processus.poll() is not None:
                with (self.dossier / "journal.txt").open("wb") as sortie:
                    self._processus = subprocess.Popen(commande, stdout=sortie, stderr=sortie, cwd=self.dossier)
            assert time.monotonic() < echeance, (self.dossier / "journal.txt").read_text(errors="replace")
            time.sleep(0.05)

    def tuer(self) -> None:
        """The whole server dies, in the middle of whatever it does."""
        assert self._processus is not None
        self._raccrocher()
        self._processus.kill()
        self._processus.wait()

    def fermer(self) -> None:
        """Stop, whoever is connected, and erase everything."""
        assert self._processus is not None
        self._raccrocher()
        self._processus.send_signal(signal.SIGQUIT)
        self._processus.wait()
        shutil.rmtree(self.dossier, ignore_errors=True)


def _en_memoire() -> Path | None:
    ouverte = os.access(_MEMOIRE, os.W_OK) and shutil.disk_usage(_MEMOIRE).free > _PLACE
    return _MEMOIRE if ouverte else None


@cache
def serveur() -> Postgresql:
    """That of this process, for whoever kills nothing."""
    lance = Postgresql(durable=False)
    atexit.register(lance.fermer)
    return lance


def nouvelle_base() -> str:
    """The address of a new database where the tables are."""
    adresse = serveur().nouvelle_base(_modele())
    serveur().ordonner(nouvelle_identite(), nom_de_base(adresse))
    return adresse


@cache
def _modele() -> str:
    """The database that the others are made after."""
    adresse = serveur().nouvelle_base()
    installer(adresse)
    return nom_de_base(adresse)


def nom_de_base(adresse: str) -> str:
    """The name of the database at an address."""
    return adresse.partition("@/")[2].partition("?")[0]


def effacer_base(adresse: str) -> None:
    """Take a database away, from whoever may use it."""
    serveur().ordonner(f"DROP DATABASE {nom_de_base(adresse)} WITH (FORCE)")


def quitter_base(adresse: str) -> None:
    """The same, at the next call: the server would wait a tenth of a second for those who use it to be gone."""
    nom = nom_de_base(adresse)
    serveur().ordonner(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{nom}'")
    if _quittees:
        serveur().ordonner(f"DROP DATABASE {_quittees.pop()} WITH (FORCE)")
    _quittees.append(nom)


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


def _commande(programme: str, *arguments: str) -> list[str]:
    """How to run one of them as an account that it accepts, to die with this process."""
    compte = (f"--reuid={COMPTE}", f"--regid={COMPTE}", "--clear-groups") if os.geteuid() == 0 else ()
    return ["setpriv", *compte, "--pdeathsig", "QUIT", str(binaires() / programme), *arguments]
