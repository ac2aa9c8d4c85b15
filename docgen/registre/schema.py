"""The schema of a database: made whole at the version that this code knows, refused at any other, migrated on purpose.

Opening never migrates: :func:`migrer` is an act of whoever keeps the installation (``docgen registre migrer``). A
process that was started before can write nothing more after it. Alembic is imported only when there is work to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from docgen.errors import InstallationIncomplete, RegistreAbsent, RegistreDepasse
from docgen.registre.connexion import Connexion, Ouverture, absence
from docgen.registre.tables import TABLE_VERSION, VERSION

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Passage:
    """A step of an upgrade: what it brings to which version, in a sentence."""

    version: str
    quoi: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A set of tables, its own chain of migrations and its own table that says which one was the last.

    Several share a database: each is brought to its version without a look at the others. ``qui`` is what the operator
    is told of (« Le registre vient »); ``creation`` names the module that makes the tables whole; ``verrou`` is any
    constant that no one else uses: those who create wait. ``cree_par``: who may create them; ``absence``: what is
    not there, and what makes it, when it is not a register.
    """

    qui: str
    creation: str
    migrations: Path
    table: str
    version: str
    verrou: int
    cree_par: tuple[Ouverture, ...] = ("creer", "retablir")
    absence: tuple[str, ...] = ()

    def installer(self, connexion: Connexion, avant_de_creer: Callable[[], None] = lambda: None) -> None:
        """Make the tables if there are none, as far as the connection allows; refuse those of another version.

        ``avant_de_creer`` is asked once nobody else can create them, and may refuse.

        Raises:
            InstallationIncomplete: the tables are those of another version: to be migrated, or not known here.
            RegistreAbsent: there are none, and they are not to be made.
        """
        if self._version_rapide(connexion) == self.version:
            return
        nue = Connexion(connexion.moteur, connexion.mode)  # there may be nothing yet for its guard to look at
        with nue.lecture() if connexion.mode == "lire" else nue.ecriture() as ouverte:
            if ouverte.dialect.name == "postgresql" and connexion.mode != "lire":
                ouverte.execute(text("SELECT pg_advisory_xact_lock(:verrou)"), {"verrou": self.verrou})
            version = self.version_de(ouverte)
            if version == self.version:
                return
            if version is not None:
                passages = self.passages(version)
                raise InstallationIncomplete(
                    f"{self.qui} d'une autre version de Docgen (schéma {version}, connu : {self.version}), et "
                    f"l'ouvrir ne le change pas. Étapes à faire : {len(passages)}. Arrêtez tous les processus de "
                    "Docgen, sauvegardez, puis lancez « docgen registre migrer »."
                )
            if connexion.mode not in self.cree_par:
                raise RegistreAbsent(absence(connexion.moteur, *self.absence))
            avant_de_creer()
            import_module(self.creation).creer(ouverte)
            self._alembic(ouverte, "stamp")

    def garder(self, ouverte: Connection) -> None:
        """Accept that this transaction writes in these tables: it holds their version until its end.

        Raises:
            RegistreDepasse: they were migrated since this process opened them.
        """
        version = self._version(ouverte)
        if version != self.version:
            raise RegistreDepasse(
                f"{RegistreDepasse.message_par_defaut()} Le schéma est le {version}, ce processus connaît le "
                f"{self.version}. Arrêtez-le, et lancez la version installée."
            )

    def version_de(self, ouverte: Connection) -> str | None:
        """The version of the tables; ``None`` when there are none."""
        return self._version(ouverte) if inspect(ouverte).has_table(self.table) else None

    def passages(self, version: str) -> tuple[Passage, ...]:
        """The steps from a version to the one that is known here, in order.

        Raises:
            InstallationIncomplete: that version is not known here.
        """
        from alembic.script import ScriptDirectory

        scripts = ScriptDirectory.from_config(self._config())
        if version not in {revision.revision for revision in scripts.walk_revisions()}:
            raise InstallationIncomplete(
                f"{self.qui} d'une version que ce Docgen ne connaît pas (schéma {version}, connu : {self.version}), "
                "plus récente ou d'essai : y écrire l'abîmerait. Rien n'a été changé. Mettez Docgen à jour, ou donnez "
                "à DOCGEN_REGISTRE l'adresse d'une base vide."
            )
        etapes = reversed([*scripts.iterate_revisions("head", version)])
        return tuple(Passage(etape.revision, (etape.doc or "").partition("\n")[0]) for etape in etapes)

    def appliquer(self, ouverte: Connection) -> None:
        """Take every step, in this transaction, while nobody writes any more."""
        if ouverte.dialect.name == "postgresql":
            ouverte.execute(text(f"LOCK TABLE {self.table} IN ACCESS EXCLUSIVE MODE"))
        self._alembic(ouverte, "upgrade")

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

    def _alembic(self, ouverte: Connection, ordre: str) -> None:
        from alembic import command

        config = self._config()
        config.attributes |= {"connection": ouverte, "version_table": self.table}
        getattr(command, ordre)(config, "head")

    def _config(self) -> Config:
        from alembic.config import Config

        config = Config()
        lieux = {"script_location": MIGRATIONS, "version_locations": self.migrations / "versions"}
        for nom, lieu in lieux.items():
            config.set_main_option(nom, str(lieu).replace("%", "%%"))
        config.set_main_option("path_separator", "newline")  # a folder may bear a space
        return config


def migrer(
    connexion: Connexion, schemas: Sequence[Schema], controler: Callable[[Connection], Iterator[str]], essai: bool
) -> dict[str, tuple[Passage, ...]]:
    """Bring the tables to the versions that are known here, all or nothing; gives the steps taken by each schema.

    ``controler`` says what is wrong with what came of it: nothing is kept then, nor with ``essai``.

    Raises:
        InstallationIncomplete: a version is not known here, or what came of it does not hold.
        RegistreAbsent: there is no register.
    """
    with connexion.ecriture() as ouverte:
        if ouverte.dialect.name == "postgresql":
            ouverte.execute(text("SELECT pg_advisory_xact_lock(:verrou)"), {"verrou": schemas[0].verrou})
        versions = {schema: schema.version_de(ouverte) for schema in schemas}
        if versions[schemas[0]] is None:
            raise RegistreAbsent(absence(connexion.moteur))
        a_faire = {schema: schema.passages(version) for schema, version in versions.items() if version is not None}
        for schema, passages in a_faire.items():
            if passages:
                schema.appliquer(ouverte)
        if any(a_faire.values()) and (anomalies := list(controler(ouverte))):
            raise InstallationIncomplete(
                "La mise à niveau ne se tient pas, rien n'a été changé :\n" + "\n".join(anomalies)
            )
        transaction = ouverte.get_transaction()
        if essai and transaction is not None:
            transaction.rollback()
    return {schema.table: passages for schema, passages in a_faire.items()}


REGISTRE = Schema(
    "Le registre vient", "docgen.registre.migrations.creation", MIGRATIONS, TABLE_VERSION, VERSION, 0x646F6367656E
)
