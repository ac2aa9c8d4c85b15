"""A wire that can be cut: a proxy on this machine, in front of the real service."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

TOUT = 1 << 62


class Fil:
    """``coupures``: how many bytes of the service's answers each next connection lets through before it is cut."""

    def __init__(self, adresse: str) -> None:
        parties = urlsplit(adresse)
        self._service = (parties.hostname or "", parties.port or 0)
        self._prise = socket.create_server(("127.0.0.1", 0))
        self.adresse = f"http://127.0.0.1:{self._prise.getsockname()[1]}"
        self.coupures: list[int] = []
        self._ouvertes: list[socket.socket] = []
        threading.Thread(target=self._accepter, daemon=True).start()

    def couper(self) -> None:
        """Cut the connections that wait for their next call."""
        for prise in self._ouvertes:
            with suppress(OSError):
                prise.shutdown(socket.SHUT_RDWR)
        self._ouvertes.clear()

    def close(self) -> None:
        """Take no more connections."""
        self._prise.close()

    def _accepter(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._prise.accept()
                permis = self.coupures.pop(0) if self.coupures else TOUT
                self._ouvertes.append(client)
                service = socket.create_connection(self._service)
                threading.Thread(target=_passer, args=(client, service, TOUT), daemon=True).start()
                threading.Thread(target=_passer, args=(service, client, permis), daemon=True).start()


def _passer(de: socket.socket, vers: socket.socket, permis: int) -> None:
    """Pass bytes on, until they are spent or one side leaves; then both are closed."""
    with suppress(OSError):
        while permis > 0 and (bloc := de.recv(min(65_536, permis))):
            vers.sendall(bloc)
            permis -= len(bloc)
        if permis <= 0:
            de.recv(1)  # one more byte comes: the service did answer
    for prise in (de, vers):
        with suppress(OSError):
            prise.shutdown(socket.SHUT_RDWR)
        prise.close()
