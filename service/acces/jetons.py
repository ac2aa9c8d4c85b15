"""OIDC access tokens: the issuer is asked for its keys, then each token is checked here.

What is checked: the signature, by an algorithm with a public key; issuer, audience, expiry and first instant.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from service.socle.appelant import Appelant, Role
from service.socle.erreurs import EmetteurIndisponible, NonIdentifie
from service.socle.reglages import Oidc

# Public keys only: with « none » or HS256, whoever knows the public key could sign.
ALGORITHMES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
FRAICHEUR_S = 600.0
NOUVEL_ESSAI_S = 10.0  # a token with an unknown key asks for fresh keys, but not at each call
DERIVE_S = 30  # between two clocks
DELAI_S = 5.0
JETON_FAUX = (
    "Le jeton d'accès n'est pas valable : il est périmé, destiné à un autre service, ou d'un autre émetteur. "
    "Demandez-en un nouveau."
)
SANS_ROLE = (
    "Le jeton d'accès ne donne aucun rôle de Docgen : son titulaire n'en a pas. Demandez-en un à qui tient l'annuaire."
)
SANS_SIRET = (
    "Le jeton d'accès est celui d'un centre, mais sans SIRET : Docgen ne sait pas lequel. "
    "Signalez-le à qui tient l'annuaire."
)


class Emetteur:
    """An issuer of tokens. Safe for threads; its keys are fetched when first needed, then kept for ten minutes."""

    def __init__(self, reglages: Oidc) -> None:
        self.reglages = reglages
        self._verrou = threading.Lock()
        self._cles: KeySet | None = None
        self._lues = -FRAICHEUR_S

    def reconnaitre(self, jeton: str) -> Appelant:
        """Who bears this token.

        Raises:
            NonIdentifie: the token is not valid here, or gives no role.
            EmetteurIndisponible: the issuer's keys could not be read.
        """
        try:
            lu = self._dechiffrer(jeton)
            self._regles().validate(lu.claims)
        except (JoseError, ValueError) as cause:  # ValueError: what joserfc says of an unknown key
            raise NonIdentifie(JETON_FAUX) from cause
        return self._appelant(lu.claims)

    def decouverte(self) -> Mapping[str, Any]:
        """The issuer's own description.

        Raises:
            EmetteurIndisponible: it could not be read, or is another's.
        """
        description = self._lire_json(f"{self.reglages.emetteur}/.well-known/openid-configuration")
        if str(description.get("issuer", "")).rstrip("/") != self.reglages.emetteur:
            raise EmetteurIndisponible
        return description

    def _dechiffrer(self, jeton: str) -> jwt.Token:
        try:
            return jwt.decode(jeton, self._trousseau(FRAICHEUR_S), algorithms=ALGORITHMES)
        except (JoseError, ValueError):  # the issuer may have changed its keys since they were read
            return jwt.decode(jeton, self._trousseau(NOUVEL_ESSAI_S), algorithms=ALGORITHMES)

    def _trousseau(self, age_max_s: float) -> KeySet:
        with self._verrou:
            if self._cles is None or time.monotonic() - self._lues > age_max_s:
                self._cles = KeySet.import_key_set(self._lire_json(str(self.decouverte().get("jwks_uri"))))  # type: ignore[arg-type]
                self._lues = time.monotonic()
            return self._cles

    @staticmethod
    def _lire_json(adresse: str) -> Mapping[str, Any]:
        try:
            reponse = httpx.get(adresse, timeout=DELAI_S, follow_redirects=False)
            reponse.raise_for_status()
            lu = reponse.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as cause:
            raise EmetteurIndisponible from cause
        if not isinstance(lu, dict):
            raise EmetteurIndisponible
        return lu

    def _regles(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=DERIVE_S,
            iss={"essential": True, "values": [self.reglages.emetteur, f"{self.reglages.emetteur}/"]},
            aud={"essential": True, "value": self.reglages.audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    def _appelant(self, champs: Mapping[str, Any]) -> Appelant:
        if not str(champs["sub"]).isprintable():  # it is written in the audit
            raise NonIdentifie(JETON_FAUX)
        connus = {role.value: role for role in Role} | dict(self.reglages.roles)
        donnes = [connus[valeur] for valeur in _valeurs(champs, self.reglages.champ_role) if valeur in connus]
        if not donnes:
            raise NonIdentifie(SANS_ROLE)
        role = min(donnes, key=list(Role).index)
        sirets = _valeurs(champs, self.reglages.champ_siret)
        if role is Role.CENTRE and not sirets:
            raise NonIdentifie(SANS_SIRET)
        return Appelant(f"oidc:{champs['sub']}", role, sirets[0] if role is Role.CENTRE else None)


def _valeurs(champs: Mapping[str, Any], nom: str) -> list[str]:
    """The texts of a claim: one or a list, under its whole name or, as Keycloak has them, under a dotted path."""
    valeur: Any = champs.get(nom)
    if valeur is None:
        valeur = champs
        for partie in nom.split("."):
            valeur = valeur.get(partie) if isinstance(valeur, Mapping) else None
    return [element for element in (valeur if isinstance(valeur, list) else [valeur]) if isinstance(element, str)]
