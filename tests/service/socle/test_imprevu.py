"""What nobody asked for: the body of who is not known stays unread; an error that nobody foresaw gives the caller a
reference, its place to whoever keeps the service, and no word of the data.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from docgen.settings import Configuration
from service.app import creer_app
from service.contexte import Services
from service.socle.reglages import ConfigurationService
from tests.service.acces.test_droits import OUVERTES, TOUTES


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """Services that nothing has started."""
    docgen = Configuration(registre=f"sqlite:///{tmp_path / 'docgen.db'}")
    ouverts = Services(ConfigurationService(docgen=docgen, fichiers=str(tmp_path / "fichiers")))
    yield ouverts
    ouverts.fermer()


def test_une_erreur_imprevue_donne_une_reference_et_rien_d_autre(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    app = creer_app(services)

    @app.get("/boum")
    def boum() -> None:
        raise ValueError("FONTAINE Marie-Claire, née le 12 mars 1990")

    with caplog.at_level(logging.INFO):
        reponse = _appeler(app, "/boum")
    assert reponse.status_code == 500
    assert reponse.headers["Content-Type"] == "application/problem+json"
    assert reponse.json()["reference"] == reponse.headers["X-Request-Id"]
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert "FONTAINE" not in reponse.text
    (ligne,) = [trace for trace in caplog.records if trace.message == "erreur imprévue"]
    assert vars(ligne)["erreur"] == "ValueError"
    assert any(lieu.endswith(" boum") for lieu in vars(ligne)["lieux"])
    assert "FONTAINE" not in str([vars(trace) for trace in caplog.records])


def _appeler(app: FastAPI, chemin: str) -> httpx.Response:
    async def appeler() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://essai") as client:
            return await client.get(chemin)

    return asyncio.run(appeler())


@pytest.mark.parametrize("panne", [OSError(errno.ENOSPC, "plein", "/tmp/x"), MemoryError()], ids=["disque", "mémoire"])
def test_ce_que_personne_n_a_prevu_de_la_machine_est_d_elle(
    services: Services, caplog: pytest.LogCaptureFixture, panne: Exception
) -> None:
    """A large file of a form goes through the temporary folder, which may be full: no fault of the product."""
    app = creer_app(services)

    @app.get("/plein")
    def plein() -> None:
        raise panne

    with caplog.at_level(logging.INFO):
        reponse = _appeler(app, "/plein")
    assert (reponse.status_code, "Retry-After" in reponse.headers) == (503, True)
    assert "disque" not in reponse.text
    (ligne,) = [vars(trace) for trace in caplog.records if trace.message == "requête"]
    assert (ligne["origine"], ligne["erreur"]) == ("machine", "MachineEmpechee")
    assert ("le disque est plein" in ligne["detail"]) != ("la mémoire manque" in ligne["detail"])


def test_rien_n_est_lu_de_qui_n_est_pas_connu(services: Services) -> None:
    """On every way in: nobody makes the service take sixty megabytes, and learn only then that the visit has ended."""
    app, statuts = creer_app(services), dict[str, int]()

    async def recevoir() -> Message:
        raise AssertionError("a body was read before its sender was known")

    async def poster(nom: str, chemin: str) -> None:
        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuts[nom] = message["status"]

        entetes = [(b"content-type", b"multipart/form-data; boundary=x"), (b"content-length", b"9000000")]
        entetes.append((b"idempotency-key", b"une-cle"))
        appel = {"type": "http", "method": "POST", "path": chemin, "raw_path": chemin.encode(), "query_string": b""}
        reste = {"headers": entetes, "client": ("192.0.2.1", 1), "server": ("essai", 80), "scheme": "http"}
        await app({"asgi": {"version": "3.0"}, "http_version": "1.1", **appel, **reste}, recevoir, envoyer)

    for nom, route in TOUTES:
        if nom.startswith("POST ") and nom not in OUVERTES:
            asyncio.run(poster(nom, route.path.translate(str.maketrans("", "", "{}"))))
    assert len(statuts) > 30
    assert {nom for nom, statut in statuts.items() if statut not in (401, 403)} == set()
