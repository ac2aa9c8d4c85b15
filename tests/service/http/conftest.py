"""One service for the whole run: starting it costs more than most of its tests."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.service.http.serveur import JOUR, Serveur, attendre_travail, charge, servir


@pytest.fixture(scope="session")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """The service, on its defaults: SQLite, local files, embedded jobs."""
    with servir(tmp_path_factory.mktemp("service")) as lance:
        yield lance


@pytest.fixture
def ceres(serveur: Serveur) -> Iterator[httpx.Client]:
    """A client with the role that opens most routes."""
    with serveur.client("ceres") as client:
        yield client


@pytest.fixture(scope="session")
def dossier_fait(serveur: Serveur) -> str:
    """The address of a finished job of the first example's centre."""
    with serveur.client("centre") as client:
        reponse = client.post("/v1/dossiers", params={"date": JOUR, "types": "bordereau_pv"}, content=charge())
        assert reponse.status_code == 202, reponse.text
        adresse = reponse.headers["Location"]
        assert attendre_travail(client, adresse)["etat"] == "TERMINE"
        return adresse
