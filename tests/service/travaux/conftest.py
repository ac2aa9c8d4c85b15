"""A server to kill, shared by the tests of a module: each asks for a new database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.travaux.serveur import ServeurMortel


@pytest.fixture(scope="module")
def serveur() -> Iterator[ServeurMortel]:
    """A PostgreSQL of our own."""
    serveur = ServeurMortel()
    yield serveur
    serveur.fermer()
