"""A little OIDC issuer: a real server on the loopback, its keys, and the tokens that it signs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from tests.serveur_web import Reponses, ecouter

AUDIENCE = "docgen"


@dataclass
class Emetteur:
    """The issuer. ``lectures`` counts how often its keys were read."""

    adresse: str
    cles: list[RSAKey | ECKey] = field(default_factory=list)
    lectures: int = 0
    publiees: list[Any] | None = None  # what it publishes instead of its keys
    champs: dict[str, Any] = field(default_factory=dict)  # what the token of whoever signs in says besides
    defis: dict[str, str] = field(default_factory=dict)  # the PKCE challenge of each code that was given

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

    class Guichet(Reponses):
        def lire(self) -> None:
            corps: Any = {
                "issuer": emetteur.adresse,
                "jwks_uri": f"{emetteur.adresse}/jwks",
                "authorization_endpoint": f"{emetteur.adresse}/authorize",
                "token_endpoint": f"{emetteur.adresse}/token",
            }
            if self.path == "/jwks":
                emetteur.lectures += 1
                publiees = emetteur.publiees
                corps = {"keys": publiees} if publiees else KeySet([*emetteur.cles]).as_dict(private=False)
            elif self.path.startswith("/authorize?"):
                self._renvoyer(dict(parse_qsl(urlsplit(self.path).query)))
                return
            self.repondre(200, json.dumps(corps).encode())

        def recevoir(self) -> None:
            """A code buys a token, once, by whoever knows what its challenge hides."""
            recu = dict(parse_qsl(self.recu().decode()))
            defi = emetteur.defis.pop(recu.get("code", ""), None)
            if defi is None or defi != create_s256_code_challenge(recu.get("code_verifier", "")):
                self.repondre(400, b'{"error": "invalid_grant"}')
                return
            porteur = {"access_token": emetteur.jeton(**emetteur.champs), "token_type": "Bearer"}
            self.repondre(200, json.dumps(porteur).encode())

        def _renvoyer(self, demande: dict[str, str]) -> None:
            """Whoever comes is signed in at once, and sent back with a code."""
            assert demande["code_challenge_method"] == "S256"
            code = f"code-{len(emetteur.defis)}-{time.monotonic_ns()}"
            emetteur.defis[code] = demande["code_challenge"]
            suite = urlencode({"code": code, "state": demande["state"]})
            self.repondre(302, Location=f"{demande['redirect_uri']}?{suite}")

    emetteur.tourner()
    with ecouter(Guichet) as emetteur.adresse:
        yield emetteur
