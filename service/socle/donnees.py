"""The service's tables, open in the register's database; what their rows are named and dated by.

The register and the service share a database, each with its own chain of migrations and its own version table.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, or_, select

from docgen.domain.papiers.pouvoir import Perimetre
from docgen.registre.connexion import Connexion, Ouverture, lire_adresse
from docgen.registre.schema import Schema
from service.socle.tables import TABLE_VERSION, VERSION

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


def du_plus_recent(table: Table, perimetre: Perimetre, depuis: str | None, limite: int) -> Select[Any]:
    """So many rows of a perimeter, newest first; ``depuis``: those after that one, none if it is not there."""
    requete = select(table).order_by(table.c.cree.desc(), table.c.id.desc()).limit(limite)
    if perimetre.siret is not None:
        requete = requete.where(table.c.siret == perimetre.siret)
    if depuis is not None:
        borne = select(table.c.cree).where(table.c.id == depuis).scalar_subquery()
        requete = requete.where(or_(table.c.cree < borne, and_(table.c.cree == borne, table.c.id < depuis)))
    return requete
