"""A little OIDC issuer: a real server on the loopback, its keys, and the tokens that it signs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

AUDIENCE = "docgen"


@dataclass
class Emetteur:
    """The issuer. ``lectures`` counts how often its keys were read."""

    adresse: str
    cles: list[RSAKey | ECKey] = field(default_factory=list)
    lectures: int = 0

    def tourner(self) -> None:
        """Sign with a new key from now on, and publish it alone."""
        self.cles = [RSAKey.generate_key(2048, {"kid": f"cle-{time.monotonic_ns()}", "alg": "RS256", "use": "sig"})]

    def jeton(self, alg: str = "RS256", cle: Any = None, **champs: Any) -> str:
        """A token; ``champs`` change its claims, those that are ``None`` are left out, instants count from now."""
        maintenant = int(time.time())
        champs |= {nom: maintenant + champs[nom] for nom in ("exp", "nbf") if champs.get(nom) is not None}
        tous = {
            "iss": self.adresse,
            "aud": AUDIENCE,
            "sub": "0f8b5a3c",
            "iat": maintenant,
            "exp": maintenant + 300,
            "role": "ceres",
        } | champs
        signataire = cle or self.cles[0]
        entete = {"alg": alg, "kid": self.cles[0].kid}
        lus = {nom: valeur for nom, valeur in tous.items() if valeur is not None}
        return jwt.encode(entete, lus, signataire, algorithms=[alg])


@contextmanager
def emettre() -> Iterator[Emetteur]:
    """Start an issuer."""
    emetteur = Emetteur("")

    class Reponses(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            corps: Any = {"issuer": emetteur.adresse, "jwks_uri": f"{emetteur.adresse}/jwks"}
            if self.path == "/jwks":
                emetteur.lectures += 1
                corps = KeySet(emetteur.cles).as_dict(private=False)
            octets = json.dumps(corps).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Reponses)
    emetteur.adresse = f"http://127.0.0.1:{serveur.server_port}"
    emetteur.tourner()
    fil = threading.Thread(target=serveur.serve_forever)
    fil.start()
    try:
        yield emetteur
    finally:
        serveur.shutdown()
        fil.join()
        serveur.server_close()
