"""Bring a database to the schema that this version knows. Alembic is imported only when there is work to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from docgen.errors import InstallationIncomplete
from docgen.registre.connexion import Connexion
from docgen.registre.tables import TABLE_VERSION, VERSION

MIGRATIONS = Path(__file__).parent / "migrations"
_VERROU_DE_CREATION = 0x646F6367656E  # "docgen" in ASCII: any constant that no one else uses


def installer(connexion: Connexion) -> None:
    """Create or upgrade the tables if they are not those of this version.

    Raises:
        InstallationIncomplete: a newer version of Docgen wrote the register.
    """
    if _version_rapide(connexion) == VERSION:
        return
    with connexion.ecriture() as ouverte:
        if ouverte.dialect.name == "postgresql":
            ouverte.execute(text("SELECT pg_advisory_xact_lock(:verrou)"), {"verrou": _VERROU_DE_CREATION})
        version = _version(ouverte) if inspect(ouverte).has_table(TABLE_VERSION) else None
        if version != VERSION:
            _migrer(ouverte, version)


def _version_rapide(connexion: Connexion) -> str | None:
    """The version in one query; ``None`` sends to the slow way, which tells a new database from a broken one."""
    with connexion.lecture() as ouverte:
        try:
            return _version(ouverte)
        except (OperationalError, ProgrammingError):
            return None


def _version(connexion: Connection) -> str | None:
    version: str | None = connexion.execute(text(f"SELECT version_num FROM {TABLE_VERSION}")).scalar()
    return version


def _migrer(connexion: Connection, version: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connexion
    connues = {revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in connues:
        raise InstallationIncomplete(
            f"Le registre a été écrit par une version plus récente de Docgen (schéma {version}, connu : {VERSION}) : "
            "l'ouvrir l'abîmerait. Mettez Docgen à jour."
        )
    command.upgrade(config, "head")
