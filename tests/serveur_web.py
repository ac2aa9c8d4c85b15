"""A little web server on this machine, in a thread: what answers is said by who starts it; and a port for others."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Reponses(BaseHTTPRequestHandler):
    """What it answers, without a word on the terminal: ``lire`` to a GET, ``recevoir`` to a POST."""

    def do_GET(self) -> None:
        self.lire()

    def do_POST(self) -> None:
        self.recevoir()

    def lire(self) -> None:
        """Nothing is there."""
        self.repondre(404)

    recevoir = lire

    def repondre(self, statut: int, corps: bytes = b"", type_media: str = "application/json", **entetes: str) -> None:
        """Send an answer."""
        self.send_response(statut)
        self.send_header("Content-Type", type_media)
        self.send_header("Content-Length", str(len(corps)))
        for nom, valeur in entetes.items():
            self.send_header(nom, valeur)
        self.end_headers()
        self.wfile.write(corps)

    def recu(self) -> bytes:
        """The body of what was asked."""
        return self.rfile.read(int(self.headers["Content-Length"]))

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def ecouter(reponses: type[Reponses]) -> Iterator[str]:
    """The address of the server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), reponses) as serveur:
        fil = threading.Thread(target=serveur.serve_forever)
        fil.start()
        try:
            yield f"http://127.0.0.1:{serveur.server_port}"
        finally:
            serveur.shutdown()
            fil.join()


def port_libre() -> int:
    """A port that nobody listens to, for what is told its address beforehand."""
    with socket.create_server(("127.0.0.1", 0)) as libre:
        return int(libre.getsockname()[1])
