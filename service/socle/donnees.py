"""Open the service's tables in the register's database; create or upgrade them if need be.

The register and the service share a database, each with its own chain of migrations and its own version table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from docgen.errors import InstallationIncomplete
from docgen.registre.connexion import Connexion, lire_adresse
from service.socle.tables import TABLE_VERSION, VERSION

MIGRATIONS = Path(__file__).parent / "migrations"
_VERROU_DE_CREATION = 0x7365727669636564  # "serviced" in ASCII: any constant that no one else uses


@dataclass(frozen=True, slots=True)
class Base:
    """The service's tables, open. Safe for threads and processes; a fork opens its own connections.

    Made from the register's connection or from one of its own: :func:`ouvrir_base`.
    """

    connexion: Connexion

    def __post_init__(self) -> None:
        installer(self.connexion)

    @property
    def postgresql(self) -> bool:
        """True on PostgreSQL, where several machines may share the tables."""
        return self.connexion.moteur.dialect.name == "postgresql"

    @contextmanager
    def lecture(self) -> Iterator[Connection]:
        """A transaction that reads one state of the tables.

        Raises:
            RegistreIndisponible: the database does not answer.
        """
        with self.connexion.lecture() as ouverte:
            yield ouverte

    @contextmanager
    def ecriture(self) -> Iterator[Connection]:
        """A transaction that writes, all or nothing; keep it short, SQLite has one writer at a time.

        Raises:
            RegistreIndisponible: the database does not answer; nothing was written.
        """
        with self.connexion.ecriture() as ouverte:
            yield ouverte

    def fermer(self) -> None:
        """Close the connections."""
        self.connexion.moteur.dispose()


def ouvrir_base(url: str) -> Base:
    """Open the tables at a register's address.

    Raises:
        UsageInvalide: not the address of a register.
        RegistreIndisponible: the database does not answer.
        InstallationIncomplete: a newer version of Docgen wrote the tables.
    """
    return Base(Connexion.ouvrir(lire_adresse(url)))


def installer(connexion: Connexion) -> None:
    """Create or upgrade the tables if they are not those of this version.

    Raises:
        InstallationIncomplete: a newer version of Docgen wrote them.
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
            f"Les tables du service viennent d'une version plus récente de Docgen (schéma {version}, connu : "
            f"{VERSION}) : les ouvrir les abîmerait. Mettez Docgen à jour."
        )
    command.upgrade(config, "head")
