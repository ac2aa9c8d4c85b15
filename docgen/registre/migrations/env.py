"""Run by alembic inside the transaction of :class:`docgen.registre.schema.Schema`, for whichever schema it is."""

from __future__ import annotations

from alembic import context

context.configure(**context.config.attributes)
with context.begin_transaction():
    context.run_migrations()
