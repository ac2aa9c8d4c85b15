"""What a call says before any route reads it: its line put right, and who is counted; silence has an end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from starlette.routing import BaseRoute, Match
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

ENTETES_S = 20.0
_RESEAU_IPV6 = 64  # what one subscriber is given: its addresses are one caller


class Protocole(H11Protocol):
    """HTTP/1.1 by uvicorn; a connection that has not said its whole first lines in :data:`ENTETES_S` is closed.

    The clock starts with the connection, and again with each call that follows on it.
    """

    _silence: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self._silence = self.loop.call_later(ENTETES_S, self._fermer_si_muette)

    def data_received(self, data: bytes) -> None:
        """Keep the clock only while a call is being said."""
        super().data_received(data)
        en_cours = self.cycle is not None and not self.cycle.response_complete
        if en_cours and self._silence is not None:
            self._silence.cancel()
            self._silence = None
        elif not en_cours and self._silence is None:
            self._silence = self.loop.call_later(ENTETES_S, self._fermer_si_muette)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        if self._silence is not None:
            self._silence.cancel()
        super().connection_lost(exc)

    def _fermer_si_muette(self) -> None:
        self._silence = None
        if (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing():
            self.transport.close()


def redresser(scope: Scope, routes: Sequence[BaseRoute]) -> Scope:
    """The call as routes know it: an address in absolute form is its path; HEAD is the GET of a route that has none."""
    chemin: str = scope["path"]
    if chemin.startswith(("http://", "https://")):
        chemin = urlsplit(chemin).path or "/"
        scope = {**scope, "path": chemin, "raw_path": chemin.encode()}
    if scope["method"] == "HEAD" and not _repond(scope, routes):
        en_get = {**scope, "method": "GET"}
        return en_get if _repond(en_get, routes) else scope
    return scope


def _repond(scope: dict[str, Any] | Scope, routes: Sequence[BaseRoute]) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in routes)


def adresse_de(scope: Scope) -> str:
    """Who is counted: the address, or the network of an IPv6 subscriber; ``?`` when there is none."""
    hote = scope["client"][0] if scope.get("client") else "?"
    try:
        lue = ip_address(hote.partition("%")[0])
    except ValueError:
        return str(hote)
    if isinstance(lue, IPv6Address):
        return str(lue.ipv4_mapped or ip_network((lue, _RESEAU_IPV6), strict=False))
    return str(lue)
