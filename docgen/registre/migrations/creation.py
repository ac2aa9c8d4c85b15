"""A new register: the tables as they are described, an identity, the first head, and what forbids to rewrite them.

It is made whole, at the last version: migrations are for those that are there already, and a test compares both.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

import sqlalchemy as sa

from docgen.registre import tables
from docgen.registre.chain import EMPREINTE_INITIALE


def creer(connexion: sa.Connection) -> None:
    """Build everything."""
    tables.metadata.create_all(connexion)
    connexion.execute(sa.insert(tables.tete).values(id=1, rang=0, empreinte=EMPREINTE_INITIALE, reprises=0))
    naissance = {"identite": secrets.token_hex(16), "creee_le": datetime.now(UTC).isoformat(timespec="seconds")}
    connexion.execute(sa.insert(tables.identite).values(id=1, **naissance))
    fermees = [tables.metadata.tables[table] for table in tables.TABLES_FERMEES]
    verrouiller(connexion, "registre", fermees, tables.TABLES_EFFACABLES)


def verrouiller(
    connexion: sa.Connection, quoi: str, fermees: Collection[sa.Table], effacables: Collection[str] = ()
) -> None:
    """Forbid to rewrite the rows of these tables (``quoi``: whose), and to erase them but ``effacables``."""
    ordres = _verrous_sqlite if connexion.dialect.name == "sqlite" else _verrous_postgresql
    for ordre in ordres(quoi, fermees, effacables):
        connexion.execute(sa.text(ordre))


def _verrous_sqlite(quoi: str, fermees: Collection[sa.Table], effacables: Collection[str]) -> Iterator[str]:
    for table in fermees:
        refus = f"SELECT RAISE(ABORT, '{quoi} : {table} ne se réécrit pas')"
        yield f"CREATE TRIGGER {table}_ne_se_modifie_pas BEFORE UPDATE ON {table} BEGIN {refus}; END"
        if table.name not in effacables:
            yield f"CREATE TRIGGER {table}_ne_s_efface_pas BEFORE DELETE ON {table} BEGIN {refus}; END"
        yield (
            f"CREATE TRIGGER {table}_ne_se_remplace_pas BEFORE INSERT ON {table}"
            f" WHEN {_remplacement(table)} BEGIN {refus}; END"
        )


def _remplacement(table: sa.Table) -> str:
    """What an INSERT OR REPLACE would erase, which fires no DELETE trigger: it is refused beforehand."""
    if table.name == "journal":
        return "NEW.rang <> (SELECT coalesce(max(rang), 0) + 1 FROM journal)"
    uniques = [
        contrainte.columns.keys()
        for contrainte in table.constraints
        if isinstance(contrainte, sa.PrimaryKeyConstraint | sa.UniqueConstraint)
    ]
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{nom} = NEW.{nom}' for nom in noms)})"
        for noms in sorted(uniques)
    )


def _verrous_postgresql(quoi: str, fermees: Collection[sa.Table], effacables: Collection[str]) -> Iterator[str]:
    yield (
        f"CREATE FUNCTION {quoi}_ne_se_reecrit_pas() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{quoi} : % ne se réécrit pas', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in fermees:
        gestes = "UPDATE" if table.name in effacables else "UPDATE OR DELETE OR TRUNCATE"
        yield (
            f"CREATE TRIGGER {table}_ne_se_reecrit_pas BEFORE {gestes} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {quoi}_ne_se_reecrit_pas()"
        )
        # ALWAYS: the trigger also fires in a session that replays a replication.
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_ne_se_reecrit_pas"
