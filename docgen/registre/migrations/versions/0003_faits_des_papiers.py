"""What each paper says, a digest a fact: a reprint is compared with the first issue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Papers issued before say nothing of their facts."""
    op.add_column("papiers", sa.Column("faits", sa.Text, nullable=False, server_default=""))
