"""The door to the database: addresses, transactions, and what a breakdown is called.

A writing transaction takes its lock at its start (``BEGIN IMMEDIATE``; on PostgreSQL the head's row, locked by
:mod:`docgen.registre.journal`). A reading one sees a single state of the register from end to end.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, unquote

from sqlalchemy import URL, Connection, Engine, Executable, RowMapping, Select, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, IntegrityError, SQLAlchemyError

from docgen.errors import (
    InstallationIncomplete,
    RegistreAbsent,
    RegistreAltere,
    RegistreIndisponible,
    raison_systeme,
)

# What whoever opens may do: read what is there and change nothing (« sonder »: or nothing, where nothing is), write in
# it, begin where nothing is left of another, or begin where something is, to put it back.
Ouverture = Literal["lire", "sonder", "ecrire", "creer", "retablir"]
ATTENTE_S = 60
PAR_BRASSEE = {"yield_per": 1000}  # rows of a long reading
CACHE_SQLITE_KIO = 65_536
_PILOTES = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
# A client that hangs while it holds the head must not stop all the others; and a number that was given must
# survive a power cut, even on a server whose operator chose speed.
_REGLAGES_D_ECRITURE = f"""
    SELECT set_config('lock_timeout', '{ATTENTE_S}s', true),
           set_config('idle_in_transaction_session_timeout', '{ATTENTE_S}s', true),
           CASE current_setting('synchronous_commit')
               WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END
"""


def lire_adresse(url: str) -> URL:
    """The address of a register, with the driver that Docgen uses.

    Raises:
        InstallationIncomplete: not an address, another engine, or a register that would vanish with the process.
    """
    try:
        adresse = make_url(url)
    except ArgumentError as erreur:
        raise InstallationIncomplete(_adresse_invalide("elle n'a pas la forme d'une adresse")) from erreur
    pilote = _PILOTES.get(adresse.drivername)
    if pilote is None:
        raise InstallationIncomplete(_adresse_invalide(f"« {adresse.drivername} » n'est pas pris en charge"))
    if pilote == "sqlite" and adresse.database in (None, "", ":memory:"):
        raise InstallationIncomplete(_adresse_invalide("un registre en mémoire oublierait les numéros attribués"))
    return adresse.set(drivername=pilote)


def fichier_sqlite(url: str) -> Path | None:
    """The file of a register on SQLite; ``None`` on PostgreSQL.

    Raises:
        InstallationIncomplete: see :func:`lire_adresse`.
    """
    adresse = lire_adresse(url)
    return Path(adresse.database or "") if adresse.drivername == "sqlite" else None


def _adresse_invalide(raison: str) -> str:
    return (
        f"L'adresse du registre est inutilisable : {raison}. "
        "Donnez à DOCGEN_REGISTRE « sqlite:///chemin/docgen.db » ou « postgresql://utilisateur@hote/base »."
    )


@dataclass(frozen=True, slots=True)
class Connexion:
    """An engine and its two kinds of transaction; ``mode`` is what may be done there.

    ``garde`` accepts, or refuses, each transaction that writes.
    """

    moteur: Engine
    mode: Ouverture = "creer"
    garde: Callable[[Connection], None] | None = None

    @classmethod
    def ouvrir(cls, adresse: URL, mode: Ouverture = "creer") -> Connexion:
        """Prepare the access; nothing is read yet.

        Raises:
            RegistreAbsent: there is no such file, and it is not to be made.
        """
        arguments: dict[str, Any] = {"connect_timeout": 10}
        a_la_connexion: Callable[[Any, Any], None] = _a_la_connexion_postgresql
        if adresse.drivername == "sqlite":
            arguments = {"timeout": ATTENTE_S}
            fichier = Path(adresse.database or "")
            if mode in ("creer", "retablir"):
                _preparer_fichier(fichier)
            elif not fichier.exists():
                raise RegistreAbsent(absence(fichier))
            a_la_connexion = _a_la_connexion_sqlite
            if mode == "lire":
                adresse, a_la_connexion = _en_lecture_seule(fichier), _a_la_connexion
        serveur = adresse.drivername != "sqlite"  # which may have gone since; a file is there, or breaks as it is read
        # Parameters stay out of the messages: they hold names and birth dates.
        moteur = create_engine(adresse, connect_args=arguments, hide_parameters=True, pool_pre_ping=serveur)
        event.listen(moteur, "connect", a_la_connexion, insert=True)  # before the library asks anything
        event.listen(moteur, "checkout", _au_retrait)
        event.listen(moteur, "begin", _au_debut)
        event.listen(moteur, "checkin", _au_retour)
        return cls(moteur, mode)

    @contextmanager
    def lecture(self) -> Iterator[Connection]:
        """A transaction that reads one state of the register."""
        with pannes_traduites(), self.moteur.connect() as connexion, connexion.begin():
            yield connexion

    @contextmanager
    def ecriture(self) -> Iterator[Connection]:
        """A transaction that writes; all or nothing."""
        with pannes_traduites(), self.moteur.connect() as connexion:
            connexion.execution_options(ecriture=True)
            with connexion.begin():
                if self.garde is not None:
                    self.garde(connexion)
                yield connexion

    def lignes(self, requete: Select[Any]) -> Sequence[RowMapping]:
        """The rows of one query."""
        with self.lecture() as ouverte:
            return ouverte.execute(requete).mappings().all()

    def ligne(self, requete: Select[Any]) -> RowMapping | None:
        """The first row of one query, or ``None``."""
        with self.lecture() as ouverte:
            return ouverte.execute(requete).mappings().first()

    def valeur(self, requete: Select[Any]) -> Any:
        """The first value of the first row of one query, or ``None``."""
        with self.lecture() as ouverte:
            return ouverte.execute(requete).scalar()

    def executer(self, ordre: Executable) -> None:
        """One order, in a transaction of its own."""
        with self.ecriture() as ouverte:
            ouverte.execute(ordre)


@contextmanager
def pannes_traduites() -> Iterator[None]:
    """Give a breakdown of the database the name that the rest of Docgen knows."""
    try:
        yield
    except IntegrityError as erreur:
        raise RegistreAltere(
            "Le registre contredit ce qu'il a déjà attribué : rien n'a été écrit. "
            "Lancez « docgen registre verifier », puis restaurez la dernière sauvegarde saine."
        ) from erreur
    except SQLAlchemyError as erreur:
        cause = str(erreur.orig if isinstance(erreur, DBAPIError) else erreur).strip().partition("\n")[0]
        raise RegistreIndisponible(
            f"{RegistreIndisponible.message_par_defaut()} Cause : {cause}. "
            "Vérifiez l'adresse DOCGEN_REGISTRE, l'état du serveur, la place et les droits, puis relancez : "
            "une relance rend les mêmes numéros."
        ) from erreur


COMMENCENT = "« docgen produire », « lot » ou « servir » en commencent un"


def absence(ou: Path | Engine, quoi: str = "Aucun registre", remede: str = COMMENCENT) -> str:
    """What is told to whoever reads a register, or tables beside it, that are not there."""
    dit = str(ou)
    if isinstance(ou, Engine):
        dit = ou.url.render_as_string(hide_password=True)
        if ou.dialect.name == "sqlite":  # read only, it is opened by an address of its own
            dit = unquote((ou.url.database or "").removeprefix("file:"))
    return f"{quoi} en « {dit} » : rien n'y a été créé. Vérifiez DOCGEN_REGISTRE et le dossier courant ; {remede}."


def _en_lecture_seule(fichier: Path) -> URL:
    """The address of a file that will not be written; on a medium that cannot be, SQLite does without its locks."""
    journal = fichier.with_name(f"{fichier.name}-wal")
    figee = not os.access(fichier.parent, os.W_OK) and not (journal.exists() and journal.stat().st_size)
    mode = {"mode": "ro", "immutable": "1"} if figee else {"mode": "ro"}
    return URL.create("sqlite", database=f"file:{quote(str(fichier.absolute()))}", query={**mode, "uri": "true"})


def _preparer_fichier(chemin: Path) -> None:
    """Create the folder and, for its owner alone, the file: it will hold names and birth dates.

    A file that is there is not opened: to close it would drop the locks that SQLite holds in this process.
    """
    try:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(chemin, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as erreur:
        raise RegistreIndisponible(
            f"Le registre « {chemin} » ne peut être ni ouvert ni créé ({raison_systeme(erreur)}). "
            "Vérifiez le chemin de DOCGEN_REGISTRE et les droits sur son dossier."
        ) from erreur


def _a_la_connexion(_connexion: object, fiche: Any) -> None:
    fiche.info["pid"] = os.getpid()


def exiger_utf8(connexion: Any) -> None:
    """Refuse a database of PostgreSQL that cannot hold every text.

    Raises:
        InstallationIncomplete: it is in another encoding, as a server without locales makes it.
    """
    codage = connexion.info.parameter_status("server_encoding")
    if codage != "UTF8":
        raise InstallationIncomplete(
            f"La base de données est codée en {codage} et ne tiendrait pas tous les noms : rien n'y a été écrit. "
            "Faites-en une en UTF-8 (createdb --encoding=UTF8 --template=template0), puis relancez."
        )


def _a_la_connexion_postgresql(connexion: Any, fiche: Any) -> None:
    exiger_utf8(connexion)
    _a_la_connexion(connexion, fiche)


def _a_la_connexion_sqlite(connexion: sqlite3.Connection, fiche: Any) -> None:
    fiche.info["pid"] = os.getpid()
    connexion.isolation_level = None  # transactions are ours: the driver must not open any
    connexion.execute("PRAGMA foreign_keys = ON")
    _passer_en_wal(connexion)
    # NORMAL may lose the last commits with the power: a number already printed would be given again.
    connexion.execute("PRAGMA synchronous = FULL")
    # Digests fall anywhere in their index: with the 2 MiB of the default, a large register writes its pages over and
    # over while a lot is written down.
    connexion.execute(f"PRAGMA cache_size = -{CACHE_SQLITE_KIO}")


def _passer_en_wal(connexion: sqlite3.Connection) -> None:
    """Readers then never wait for a writer. The change is lasting, and does not honour the busy timeout."""
    echeance = time.monotonic() + ATTENTE_S
    while connexion.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connexion.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > echeance:
                raise
            time.sleep(0.01)


def _au_retrait(_connexion: object, fiche: Any, mandataire: Any) -> None:
    """A connection does not survive a fork: the child opens its own."""
    if fiche.info["pid"] != os.getpid():
        fiche.dbapi_connection = mandataire.dbapi_connection = None
        raise DisconnectionError("connection opened by another process")


def _au_retour(connexion: Any, fiche: Any) -> None:
    """What a large writing has read of SQLite's file is not kept for as long as the process lives."""
    if fiche.info.pop("a_ecrit", False) and connexion is not None:
        connexion.execute("PRAGMA shrink_memory")


def _au_debut(connexion: Connection) -> None:
    ecriture = connexion.get_execution_options().get("ecriture", False)
    if connexion.dialect.name == "sqlite":
        connexion.info["a_ecrit"] = ecriture
        connexion.exec_driver_sql("BEGIN IMMEDIATE" if ecriture else "BEGIN")
    elif ecriture:
        connexion.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connexion.exec_driver_sql(_REGLAGES_D_ECRITURE)
    else:
        connexion.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
