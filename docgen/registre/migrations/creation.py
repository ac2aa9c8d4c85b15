"""A new register: the tables as they are described, an identity, the first head, and what forbids to rewrite them.

It is made whole, at the last version: migrations are for those that are there already, and a test compares both.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
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
    for ordre in _verrous_sqlite() if connexion.dialect.name == "sqlite" else _verrous_postgresql():
        connexion.execute(sa.text(ordre))


def _verrous_sqlite() -> Iterator[str]:
    for table in tables.TABLES_FERMEES:
        refus = f"SELECT RAISE(ABORT, 'le registre ne se réécrit pas : {table}')"
        yield (f"CREATE TRIGGER {table}_ne_se_modifie_pas BEFORE UPDATE ON {table} BEGIN {refus}; END")
        if table in tables.TABLES_INALTERABLES:
            yield (f"CREATE TRIGGER {table}_ne_s_efface_pas BEFORE DELETE ON {table} BEGIN {refus}; END")
        yield (
            f"CREATE TRIGGER {table}_ne_se_remplace_pas BEFORE INSERT ON {table}"
            f" WHEN {_remplacement(table)} BEGIN {refus}; END"
        )


def _remplacement(table: str) -> str:
    """What an INSERT OR REPLACE would erase, which fires no DELETE trigger: it is refused beforehand."""
    if table == "journal":
        return "NEW.rang <> (SELECT coalesce(max(rang), 0) + 1 FROM journal)"
    uniques = [
        contrainte.columns.keys()
        for contrainte in tables.metadata.tables[table].constraints
        if isinstance(contrainte, sa.PrimaryKeyConstraint | sa.UniqueConstraint)
    ]
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{nom} = NEW.{nom}' for nom in noms)})"
        for noms in sorted(uniques)
    )


def _verrous_postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION registre_ne_se_reecrit_pas() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'le registre ne se réécrit pas : %', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in tables.TABLES_FERMEES:
        gestes = "UPDATE OR DELETE OR TRUNCATE" if table in tables.TABLES_INALTERABLES else "UPDATE"
        yield (
            f"CREATE TRIGGER {table}_ne_se_reecrit_pas BEFORE {gestes} ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION registre_ne_se_reecrit_pas()"
        )
        # ALWAYS: the trigger also fires in a session that replays a replication.
        yield (f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_ne_se_reecrit_pas")
