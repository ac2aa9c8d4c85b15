"""Registers ready to serve: the tables are made once a process, and copied for each test that wants a new register."""

from __future__ import annotations

import secrets
import sqlite3
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.registre.ouverture_registre import ouvrir_registre
from service.socle.donnees import ouvrir_base


def installer(url: str) -> None:
    """Make the tables of the register and of the service."""
    with TemporaryDirectory() as lieu:
        ouvrir_registre(url, Path(lieu) / "cles.json").fermer()
    ouvrir_base(url).fermer()


def poser_registre(dossier: Path, nom: str = "docgen.db") -> str:
    """The address of the register of a folder, empty as a first opening leaves it unless it is there."""
    chemin = dossier / nom
    if chemin.exists():
        return f"sqlite:///{chemin}"
    chemin.touch(0o600)
    chemin.write_bytes(_modele())
    base = sqlite3.connect(chemin, isolation_level=None)
    base.execute("PRAGMA synchronous = OFF")
    base.execute(nouvelle_identite())
    base.close()
    return f"sqlite:///{chemin}"


def nouvelle_identite() -> str:
    """What makes a register that was copied empty another one."""
    return f"UPDATE identite SET identite = '{secrets.token_hex(16)}'"


@cache
def _modele() -> bytes:
    with TemporaryDirectory(prefix="docgen-registre-") as lieu:
        chemin = Path(lieu) / "docgen.db"
        installer(f"sqlite:///{chemin}")
        return chemin.read_bytes()
