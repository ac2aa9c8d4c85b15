"""The service's tables, open in the register's database; what their rows are named and dated by.

The register and the service share a database, each with its own chain of migrations and its own version table.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from docgen.domain.papiers.pouvoir import Perimetre
from docgen.registre.connexion import Connexion, Ouverture, lire_adresse
from docgen.registre.schema import Schema
from service.socle.tables import TABLE_VERSION, VERSION

Lignes = Mapping[str, Any] | Sequence[Mapping[str, Any]]
MIGRATIONS = Path(__file__).parent / "migrations"
SCHEMA = Schema(
    "Les tables du service viennent",
    "service.socle.migrations.creation",
    MIGRATIONS,
    TABLE_VERSION,
    VERSION,
    verrou=0x7365727669636564,
    cree_par=("ecrire", "creer", "retablir"),
    absence=("Aucune table du service", "« docgen servir » les fait"),
)


@dataclass(frozen=True, slots=True)
class Base(Connexion):
    """The service's tables, open, over an engine of the register's or of its own (:func:`ouvrir_base`).

    Safe for threads and processes; a fork opens its own connections. Transactions raise ``RegistreIndisponible`` when
    the database does not answer. Keep those that write short: SQLite has one writer at a time.
    """

    garde: Callable[[Connection], None] | None = SCHEMA.garder

    def __post_init__(self) -> None:
        SCHEMA.installer(self)

    @property
    def postgresql(self) -> bool:
        """True on PostgreSQL, where several machines may share the tables."""
        return self.moteur.dialect.name == "postgresql"

    def comptes(self, requete: Select[Any]) -> dict[str, int]:
        """What a query counts, by the first value of each of its rows."""
        with self.lecture() as ouverte:
            return {str(nom): int(nombre) for nom, nombre in ouverte.execute(requete)}

    def page(self, requete: Select[Any], numero: int, par_page: int) -> tuple[int, Sequence[RowMapping]]:
        """How many rows a query finds; those of one page, from 1."""
        comptees = requete.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
        with self.lecture() as ouverte:
            lignes = ouverte.execute(requete.limit(par_page).offset((numero - 1) * par_page)).mappings().all()
            return ouverte.execute(comptees).scalar_one(), lignes

    def fermer(self) -> None:
        """Close the connections."""
        self.moteur.dispose()


def ouvrir_base(url: str, mode: Ouverture = "creer") -> Base:
    """Open the tables at a register's address; ``mode``: as for the register, beside which they are made.

    Raises:
        RegistreIndisponible: the database does not answer.
        InstallationIncomplete: not the address of a register; a newer version of Docgen wrote the tables.
    """
    return Base(Connexion.ouvrir(lire_adresse(url), mode).moteur, mode)


def nouvel_identifiant() -> str:
    """128 random bits, readable in an address."""
    return secrets.token_hex(16)


def maintenant() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


def insertion(ouverte: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An order that writes rows, and may say what is done of those that are there already."""
    return postgresql.insert(table) if ouverte.dialect.name == "postgresql" else sqlite.insert(table)


def poser(ouverte: Connection, table: Table, lignes: Lignes, change: Collection[str] | None = None) -> None:
    """Write rows; of those that are there already, by their key, write these fields: all of them, unless it is said."""
    ordre = insertion(ouverte, table).values(lignes)
    noms = change if change is not None else [colonne.name for colonne in ordre.excluded if not colonne.primary_key]
    cle = [colonne.name for colonne in table.primary_key]
    ouverte.execute(ordre.on_conflict_do_update(index_elements=cle, set_={nom: ordre.excluded[nom] for nom in noms}))


def du_plus_recent(table: Table, perimetre: Perimetre, depuis: str | None, limite: int) -> Select[Any]:
    """So many rows of a perimeter, newest first; ``depuis``: those after that one, none if it is not there."""
    requete = select(table).order_by(table.c.cree.desc(), table.c.id.desc()).limit(limite)
    if perimetre.siret is not None:
        requete = requete.where(table.c.siret == perimetre.siret)
    if depuis is not None:
        borne = select(table.c.cree).where(table.c.id == depuis).scalar_subquery()
        requete = requete.where(or_(table.c.cree < borne, and_(table.c.cree == borne, table.c.id < depuis)))
    return requete
