"""Whoever says nothing, or leaves off in the middle, is left: on a real server, whose patience is made short."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from service.socle import limites, protocole
from service.socle.erreurs import CorpsTropLent
from service.socle.limites import Debits, Limites
from service.socle.reglages import ConfigurationService


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Says the size of the body; what the limits refuse is answered as the service does."""
    try:
        reponse = PlainTextResponse(str(len(await Request(scope, receive).body())))
    except CorpsTropLent:
        reponse = PlainTextResponse("trop lent", 408)
    await reponse(scope, receive, send)


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    scope["state"] = {"reference": "essai"}
    await Limites(_echo, Debits.de(ConfigurationService()), 1_000)(scope, receive, send)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(protocole, "ENTETES_S", 0.4)
    monkeypatch.setattr(limites, "SILENCE_S", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as prise:
        reglages = uvicorn.Config(_application, http=protocole.Protocole, lifespan="off", log_config=None)
        serveur = uvicorn.Server(reglages)
        fil = threading.Thread(target=serveur.run, kwargs={"sockets": [prise]})
        fil.start()
        yield prise.getsockname()[1]
        serveur.should_exit = True
        fil.join()


def _dire(port: int, *morceaux: bytes, pause_s: float = 0.0) -> bytes:
    """What comes back, once the server has closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as prise:
        for morceau in morceaux:
            prise.sendall(morceau)
            time.sleep(pause_s)
        recu = b""
        while suite := prise.recv(65_536):
            recu += suite
        return recu


@pytest.mark.parametrize("debut", [b"", b"GET /x HTTP/1.1\r\nHo"])
def test_une_connexion_muette_est_fermee(debut: bytes, port: int) -> None:
    assert _dire(port, debut) == b""


def test_un_corps_qui_s_arrete_est_refuse(port: int) -> None:
    assert b" 408 " in _dire(port, b"POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{")


def test_un_corps_lent_qui_avance_arrive(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "SILENCE_S", 1.5)
    entetes = b"POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 8\r\n\r\n"
    assert _dire(port, entetes, *[b"a"] * 8, pause_s=0.25).endswith(b"\r\n\r\n8")


def test_la_patience_recommence_a_chaque_appel(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as prise:
        prise.sendall(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
        recu = b""
        while not recu.endswith(b"\r\n\r\n0"):
            recu += (suite := prise.recv(65_536))
            assert suite
        prise.sendall(b"GET /y HTTP/1.1\r\nHo")
        assert prise.recv(65_536) == b""
    assert recu.count(b" 200 ") == 1


def test_un_corps_n_attend_pas_toujours_a_moins_qu_il_ne_vienne(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred megabytes over a poor line take longer than any body that says nothing is waited for."""
    monkeypatch.setattr(limites, "SILENCE_S", 60)
    monkeypatch.setattr(limites, "CORPS_S", 0.5)
    entetes = b"POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\n"
    assert b" 408 " in _dire(port, entetes, b"a", b"b", pause_s=0.1)
    monkeypatch.setattr(limites, "OCTETS_PAR_S", 0.5)
    assert _dire(port, entetes, *[b"abc"] * 3, pause_s=0.4).endswith(b"\r\n\r\n9")
