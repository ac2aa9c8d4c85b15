"""The first schema: the service's tables as they are described, and what forbids to rewrite the audit.

No installation is in service: until one is, this is edited in place. The next schema will freeze these tables here.
"""

from __future__ import annotations

from alembic import op

from service.socle import tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build everything."""
    tables.metadata.create_all(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        _verrouiller_sqlite()
    else:
        _verrouiller_postgresql()


def _verrouiller_sqlite() -> None:
    refus = "SELECT RAISE(ABORT, 'l''audit ne se réécrit pas')"
    op.execute(f"CREATE TRIGGER audit_ne_se_modifie_pas BEFORE UPDATE ON audit BEGIN {refus}; END")
    op.execute(f"CREATE TRIGGER audit_ne_s_efface_pas BEFORE DELETE ON audit BEGIN {refus}; END")
    # INSERT OR REPLACE erases without firing the DELETE trigger.
    op.execute(
        "CREATE TRIGGER audit_ne_se_remplace_pas BEFORE INSERT ON audit"
        f" WHEN EXISTS (SELECT 1 FROM audit WHERE rang = NEW.rang) BEGIN {refus}; END"
    )


def _verrouiller_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_ne_se_reecrit_pas() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'l''audit ne se réécrit pas' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_ne_se_reecrit_pas BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_ne_se_reecrit_pas()"
    )
    # ALWAYS: the trigger also fires in a session that replays a replication.
    op.execute("ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_ne_se_reecrit_pas")
