"""Run by alembic, inside the transaction that :func:`docgen.registre.schema.Schema.installer` opened."""

from __future__ import annotations

from alembic import context

from docgen.registre.tables import TABLE_VERSION, metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, version_table=TABLE_VERSION
)
with context.begin_transaction():
    context.run_migrations()
