"""A PostgreSQL that a test may kill outright and start again on the same data, which it writes for good."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.postgres import COMPTE, attendre, binaires, ordonner, sans_privilege


class ServeurMortel:
    """One server of its own, in a folder of its own."""

    def __init__(self) -> None:
        self.dossier = Path(tempfile.mkdtemp(prefix="docgen-pg-mortel-"))
        if os.geteuid() == 0:
            shutil.chown(self.dossier, COMPTE, COMPTE)
        self._donnees = self.dossier / "donnees"
        initdb = (str(binaires() / "initdb"), "-D", str(self._donnees), "-U", "docgen", "-A", "trust", "--no-sync")
        subprocess.run([*sans_privilege(), *initdb, "-E", "UTF8", "--no-locale"], check=True, capture_output=True)
        self.demarrer()
        self._bases = itertools.count(1)

    def nouvelle_base(self) -> str:
        """The address of a new empty database."""
        nom = f"essai_{next(self._bases)}"
        ordonner(self.dossier, f"CREATE DATABASE {nom}")
        return f"postgresql://docgen@/{nom}?host={self.dossier}"

    def demarrer(self) -> None:
        """Start it; after a sudden death, once the last of its old processes is gone."""
        reglages = (
            "-c",
            "listen_addresses=",
            "-c",
            f"unix_socket_directories={self.dossier}",
            "-c",
            "shared_buffers=32MB",
        )
        commande = [*sans_privilege(), str(binaires() / "postgres"), "-D", str(self._donnees), *reglages]
        for _ in range(50):
            with (self.dossier / "journal.txt").open("wb") as sortie:
                self._processus = subprocess.Popen(commande, stdout=sortie, stderr=subprocess.STDOUT, cwd=self.dossier)
            time.sleep(0.1)
            if self._processus.poll() is None:
                break
        attendre(self._processus, self.dossier)

    def tuer(self) -> None:
        """The whole server dies, in the middle of whatever it does."""
        self._processus.kill()
        self._processus.wait()

    def fermer(self) -> None:
        """Stop, and erase everything."""
        self.tuer()
        shutil.rmtree(self.dossier, ignore_errors=True)
