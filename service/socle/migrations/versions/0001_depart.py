"""Where migrations start from: the first schema of the service, which is made whole (``creation.py``)."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing comes before."""
