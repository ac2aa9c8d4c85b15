"""What nobody foresaw: a reference for the caller, the place for whoever keeps the service, no word of the data."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from docgen.settings import Configuration
from service.app import creer_app
from service.contexte import Services, ouvrir_services
from service.socle.reglages import ConfigurationService


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """Services that nothing has started."""
    docgen = Configuration(registre=f"sqlite:///{tmp_path / 'docgen.db'}")
    ouverts = ouvrir_services(ConfigurationService(docgen=docgen, fichiers=str(tmp_path / "fichiers")))
    yield ouverts
    ouverts.fermer()


def test_une_erreur_imprevue_donne_une_reference_et_rien_d_autre(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    app = creer_app(services)

    @app.get("/boum")
    def boum() -> None:
        raise ValueError("FONTAINE Marie-Claire, née le 12 mars 1990")

    async def appeler() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://essai") as client:
            return await client.get("/boum")

    with caplog.at_level(logging.INFO):
        reponse = asyncio.run(appeler())
    assert reponse.status_code == 500
    assert reponse.headers["Content-Type"] == "application/problem+json"
    assert reponse.json()["reference"] == reponse.headers["X-Request-Id"]
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert "FONTAINE" not in reponse.text
    (ligne,) = [trace for trace in caplog.records if trace.message == "erreur imprévue"]
    assert vars(ligne)["erreur"] == "ValueError"
    assert any(lieu.endswith(" boum") for lieu in vars(ligne)["lieux"])
    assert "FONTAINE" not in str([vars(trace) for trace in caplog.records])
