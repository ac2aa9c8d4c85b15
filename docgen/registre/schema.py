"""Bring a database to the schema that this version knows. Alembic is imported only when there is work to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from docgen.errors import InstallationIncomplete, RegistreAbsent
from docgen.registre.connexion import Connexion, Ouverture, absence
from docgen.registre.tables import TABLE_VERSION, VERSION

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Schema:
    """A set of tables, its own chain of migrations and its own table that says which one was the last.

    Several share a database: each is brought to its version without a look at the others. ``qui`` is what the operator
    is told of (« Le registre vient »); ``verrou`` is any constant that no one else uses: those who create wait.
    ``cree_par``: who may create them. ``anciennes``: versions of a former form, which this one does not read.
    """

    qui: str
    migrations: Path
    table: str
    version: str
    verrou: int
    cree_par: tuple[Ouverture, ...] = ("creer", "retablir")
    anciennes: frozenset[str] = frozenset()

    def installer(self, connexion: Connexion, avant_de_creer: Callable[[], None] = lambda: None) -> None:
        """Create or upgrade the tables if they are not those of this version, as far as the connection allows.

        ``avant_de_creer`` is asked once nobody else can create them, and may refuse.

        Raises:
            InstallationIncomplete: a newer version of Docgen wrote them, or one whose form is no longer read.
            RegistreAbsent: there are none, and they are not to be made.
        """
        if self._version_rapide(connexion) == self.version:
            return
        with connexion.lecture() if connexion.mode == "lire" else connexion.ecriture() as ouverte:
            if ouverte.dialect.name == "postgresql" and connexion.mode != "lire":
                ouverte.execute(text("SELECT pg_advisory_xact_lock(:verrou)"), {"verrou": self.verrou})
            version = self._version(ouverte) if inspect(ouverte).has_table(self.table) else None
            if version == self.version:
                return
            if version is None:
                self._exiger(connexion)
                avant_de_creer()
            elif connexion.mode == "lire":
                raise InstallationIncomplete(
                    f"{self.qui} d'une autre version de Docgen (schéma {version}, connu : {self.version}), et une "
                    "lecture ne le change pas. Lancez d'abord une commande qui écrit, avec la version la plus récente."
                )
            self._migrer(ouverte, version)

    def _exiger(self, connexion: Connexion) -> None:
        if connexion.mode not in self.cree_par:
            raise RegistreAbsent(absence(connexion.moteur.url.render_as_string(hide_password=True)))

    def _version_rapide(self, connexion: Connexion) -> str | None:
        """The version in one query; ``None`` sends to the slow way, which tells a new database from a broken one."""
        with connexion.lecture() as ouverte:
            try:
                return self._version(ouverte)
            except (OperationalError, ProgrammingError):
                return None

    def _version(self, connexion: Connection) -> str | None:
        version: str | None = connexion.execute(text(f"SELECT version_num FROM {self.table}")).scalar()
        return version

    def _migrer(self, connexion: Connection, version: str | None) -> None:
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(self.migrations).replace("%", "%%"))
        config.attributes["connection"] = connexion
        connues = {revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()}
        if version in self.anciennes:
            raise InstallationIncomplete(
                f"{self.qui} d'une version d'essai de Docgen (schéma {version}), dont les papiers ont une autre "
                "forme : celle-ci ne les lit pas. Rien n'a été changé. Gardez cette base avec le Docgen qui l'a "
                "écrite, et donnez à DOCGEN_REGISTRE l'adresse d'une base vide."
            )
        if version is not None and version not in connues:
            raise InstallationIncomplete(
                f"{self.qui} d'une version plus récente de Docgen (schéma {version}, connu : {self.version}) : "
                "y écrire l'abîmerait. Mettez Docgen à jour."
            )
        command.upgrade(config, "head")


REGISTRE = Schema(
    "Le registre vient",
    MIGRATIONS,
    TABLE_VERSION,
    VERSION,
    0x646F6367656E,
    anciennes=frozenset({"0001", "0002", "0003"}),
)
