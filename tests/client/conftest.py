"""What the client says to the service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from docgen.client import Client
from tests.service.http.serveur import Serveur


@pytest.fixture(scope="module")
def echanges() -> list[httpx.Response]:
    """Every answer that the client of the module got."""
    return []


@pytest.fixture(scope="module")
def client(serveur: Serveur, echanges: list[httpx.Response]) -> Iterator[Client]:
    """The client of CERES."""
    with Client(serveur.adresse, serveur.secrets["ceres"]) as client:
        client._transport._http.event_hooks["response"].append(echanges.append)
        yield client
