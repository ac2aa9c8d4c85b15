"""The service's tables as they are described, and what forbids to rewrite the audit; as for the register's."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from service.socle import tables


def creer(connexion: Connection) -> None:
    """Build everything."""
    tables.metadata.create_all(connexion)
    for ordre in _verrous_sqlite() if connexion.dialect.name == "sqlite" else _verrous_postgresql():
        connexion.execute(text(ordre))


def _verrous_sqlite() -> Iterator[str]:
    refus = "SELECT RAISE(ABORT, 'l''audit ne se réécrit pas')"
    yield (f"CREATE TRIGGER audit_ne_se_modifie_pas BEFORE UPDATE ON audit BEGIN {refus}; END")
    yield (f"CREATE TRIGGER audit_ne_s_efface_pas BEFORE DELETE ON audit BEGIN {refus}; END")
    # INSERT OR REPLACE erases without firing the DELETE trigger.
    yield (
        "CREATE TRIGGER audit_ne_se_remplace_pas BEFORE INSERT ON audit"
        f" WHEN EXISTS (SELECT 1 FROM audit WHERE rang = NEW.rang) BEGIN {refus}; END"
    )


def _verrous_postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION audit_ne_se_reecrit_pas() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'l''audit ne se réécrit pas' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield (
        "CREATE TRIGGER audit_ne_se_reecrit_pas BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_ne_se_reecrit_pas()"
    )
    # ALWAYS: the trigger also fires in a session that replays a replication.
    yield ("ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_ne_se_reecrit_pas")
