"""Every test that asks for a place runs on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registre.lieux import MOTEURS, Lieu, nouveau_lieu


@pytest.fixture(params=MOTEURS)
def lieu(request: pytest.FixtureRequest, tmp_path: Path) -> Lieu:
    """An empty place for the register and the service."""
    return nouveau_lieu(request.param, tmp_path)
