"""Where migrations start from: the first schema of the register, which is made whole (``creation.py``)."""

from __future__ import annotations

revision = "r0001"
down_revision = None


def upgrade() -> None:
    """Nothing comes before."""
