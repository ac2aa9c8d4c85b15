"""Copy every table of a database out and in, by rows of JSON: the same copy serves SQLite and PostgreSQL.

The tables of the register come first; those that others keep in the same database follow, whatever they are.
"""

from __future__ import annotations

import base64
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, MetaData, Table, delete, func, insert, select

from docgen.errors import UsageInvalide
from docgen.registre import tables

LIGNES_PAR_ORDRE = 1000
# A shared engine's own queue: its jobs are submitted again from the tables that are copied.
_PREFIXES_ECARTES = ("procrastinate_",)
_OCTETS = "octets"
_DU_REGISTRE = {*tables.metadata.tables, tables.TABLE_VERSION}


def tables_a_copier(connexion: Connection) -> list[Table]:
    """What the database holds, in an order that foreign keys accept."""
    return [*tables.metadata.sorted_tables, *autres_tables(connexion)]


def autres_tables(connexion: Connection, parmi: Container[str] | None = None) -> list[Table]:
    """What it holds that is not the register's, in such an order; or those of these names alone."""

    def lue(nom: str, _: object) -> bool:
        if parmi is not None:
            return nom in parmi
        return nom not in _DU_REGISTRE and not nom.startswith(_PREFIXES_ECARTES)

    autres = MetaData()
    autres.reflect(connexion, only=lue)
    return [table for table in autres.sorted_tables if lue(table.name, None)]


def lignes_de(connexion: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, in the order of its key; memory does not grow with them."""
    requete = select(table).order_by(*table.primary_key.columns)
    for ligne in connexion.execute(requete, execution_options={"yield_per": LIGNES_PAR_ORDRE}).mappings():
        yield {nom: _vers_json(valeur) for nom, valeur in ligne.items()}


def reprendre(connexion: Connection, table: Table, lignes: Iterable[Mapping[str, Any]]) -> int:
    """Put rows into a table that holds none but those its creation wrote; gives how many."""
    if _ecrite_a_la_creation(table):
        connexion.execute(delete(table))
    rangees, nombre = ({nom: _de_json(valeur) for nom, valeur in ligne.items()} for ligne in lignes), 0
    while brassee := list(islice(rangees, LIGNES_PAR_ORDRE)):
        connexion.execute(insert(table), brassee)
        nombre += len(brassee)
    return nombre


def exiger_vide(connexion: Connection) -> None:
    """A restoration never mixes two registers.

    Raises:
        UsageInvalide: the database already holds something.
    """
    for table in tables_a_copier(connexion):
        if _ecrite_a_la_creation(table):
            continue
        if connexion.execute(select(func.count()).select_from(table)).scalar():
            raise UsageInvalide(
                f"Rien n'a été restauré : la base a déjà des données (table « {table.name} »). Donnez à "
                "DOCGEN_REGISTRE l'adresse d'une base vide."
            )


def _ecrite_a_la_creation(table: Table) -> bool:
    return table.name in (tables.tete.name, tables.identite.name) or table.name.startswith("version_")


def _vers_json(valeur: object) -> object:
    if isinstance(valeur, (bytes, memoryview)):
        return {_OCTETS: base64.b64encode(bytes(valeur)).decode()}
    return valeur


def _de_json(valeur: Any) -> Any:
    return base64.b64decode(valeur[_OCTETS]) if isinstance(valeur, dict) else valeur
