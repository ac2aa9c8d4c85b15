"""OIDC access tokens: the issuer is asked for its keys, then each token is checked here.

What is checked: the signature, by an algorithm with a public key; that it is an access token; issuer, audience, expiry
and first instant. The issuer is asked by a thread of its own: whoever waits for its keys holds no other caller.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from ssl import SSLContext
from typing import Any, TypeVar

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet, RSAKey

from service.socle.appelant import Appelant, Role
from service.socle.erreurs import EmetteurIndisponible, NonIdentifie
from service.socle.reglages import Oidc

journal = logging.getLogger(__name__)
R = TypeVar("R")
# Public keys only: with « none » or HS256, whoever knows the public key could sign.
ALGORITHMES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
RSA_MIN = 2048  # bits
TYPES = ("", "jwt", "at+jwt", "application/at+jwt")
D_IDENTITE = ("nonce", "at_hash", "c_hash")  # what only a token for its client holds
FRAICHEUR_S = 600.0
PERIME_S = 86_400.0  # for so long keys serve while the issuer does not answer
NOUVEL_ESSAI_S = 10.0  # a token with an unknown key asks for fresh keys, but not at each call
ECHEC_S = 1.0  # an issuer that has just failed is left alone
ATTENTE_S = 3.0  # a caller that needs keys which nobody has yet
DERIVE_S = 30  # between two clocks
DELAI_S = 5.0
TAILLE_MAX = 1_000_000
JETON_FAUX = (
    "Le jeton d'accès n'est pas valable : il est périmé, destiné à un autre service, d'un autre émetteur, ou ce n'est "
    "pas un jeton d'accès. Demandez-en un nouveau."
)
SANS_ROLE = (
    "Le jeton d'accès ne donne aucun rôle de Docgen : son titulaire n'en a pas. Demandez-en un à qui tient l'annuaire."
)
PLUSIEURS_ROLES = (
    "Le jeton d'accès donne plusieurs rôles de Docgen, et un appel n'en a qu'un. Faites-en ôter par qui tient "
    "l'annuaire, ou prenez un compte pour chaque rôle."
)
SANS_SIRET = (
    "Le jeton d'accès est celui d'un centre, mais sans SIRET, ou avec plusieurs : Docgen ne sait pas lequel. "
    "Signalez-le à qui tient l'annuaire."
)


class Emetteur:
    """An issuer of tokens; for one event loop. Its keys are fetched when first needed, then every ten minutes."""

    def __init__(self, reglages: Oidc) -> None:
        self.reglages = reglages
        self._fil = ThreadPoolExecutor(1, "emetteur-cles")
        self._appels = ThreadPoolExecutor(4, "emetteur")  # for those who sign in
        self._lecture: Future[None] | None = None
        self._cles: KeySet | None = None
        self._lues = self._essai = -PERIME_S

    def fermer(self) -> None:
        """Let go of the threads; one that waits for the issuer ends with its delay."""
        for fils in (self._fil, self._appels):
            fils.shutdown(wait=False, cancel_futures=True)

    async def reconnaitre(self, jeton: str) -> Appelant:
        """Who bears this token.

        Raises:
            NonIdentifie: the token is not valid here, or gives no role.
            EmetteurIndisponible: the issuer's keys are not known, and could not be read.
        """
        lu = await self._dechiffrer(jeton)
        try:
            _verifier_le_type(lu)
            self._regles().validate(lu.claims)
            return self._appelant(lu.claims)
        except (JoseError, ValueError, TypeError) as cause:
            raise NonIdentifie(JETON_FAUX) from cause

    async def demander(self, fonction: Callable[..., R], *arguments: object) -> R:
        """Ask the issuer something, in a thread that nobody else needs.

        Raises:
            EmetteurIndisponible: it is slow, or too many ask at once.
        """
        appel = asyncio.get_running_loop().run_in_executor(self._appels, fonction, *arguments)
        try:
            return await asyncio.wait_for(appel, 2 * DELAI_S)
        except TimeoutError as cause:
            raise EmetteurIndisponible from cause

    def decouverte(self) -> Mapping[str, Any]:
        """The issuer's own description.

        Raises:
            EmetteurIndisponible: it could not be read, or is another's.
        """
        description = _lire_json(f"{self.reglages.emetteur}/.well-known/openid-configuration")
        if str(description.get("issuer", "")).rstrip("/") != self.reglages.emetteur:
            raise EmetteurIndisponible
        return description

    async def _dechiffrer(self, jeton: str) -> jwt.Token:
        cles = await self._trousseau()
        try:
            return _dechiffrer(jeton, cles)
        except NonIdentifie:  # the issuer may have changed its keys since they were read
            if (nouvelles := await self._trousseau(NOUVEL_ESSAI_S)) is cles:
                raise
            return _dechiffrer(jeton, nouvelles)

    async def _trousseau(self, age_max_s: float = FRAICHEUR_S) -> KeySet:
        """The issuer's keys: those known, while they are read again; only who finds none, or an unknown one, waits."""
        age = time.monotonic() - self._lues
        connues = self._cles if age < PERIME_S else None
        if connues is not None and age < age_max_s:
            return connues
        lecture = self._relire()
        if lecture is not None and (connues is None or age_max_s < FRAICHEUR_S):
            await asyncio.wait((asyncio.wrap_future(lecture),), timeout=ATTENTE_S)
        if self._cles is None or time.monotonic() - self._lues >= PERIME_S:
            raise EmetteurIndisponible
        return self._cles

    def _relire(self) -> Future[None] | None:
        """The reading in hand, or a new one; ``None`` when the issuer has just failed."""
        if self._lecture is not None and not self._lecture.done():
            return self._lecture
        if time.monotonic() - self._essai < ECHEC_S and self._essai > self._lues:
            return None
        self._essai = time.monotonic()
        self._lecture = self._fil.submit(self._lire_les_cles)
        return self._lecture

    def _lire_les_cles(self) -> None:
        """In the issuer's thread; a failure is told in the log, and to whoever has no keys."""
        try:
            publiees = _lire_json(str(self.decouverte().get("jwks_uri"))).get("keys")
            cles = [cle for publiee in publiees if (cle := _cle(publiee)) is not None]  # type: ignore[union-attr]
            if not cles:
                raise EmetteurIndisponible
        except (EmetteurIndisponible, TypeError) as panne:
            journal.warning("The issuer's keys could not be read: %s", type(panne.__cause__ or panne).__name__)
            return
        self._cles, self._lues = KeySet(cles), time.monotonic()

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
        connus = dict(self.reglages.roles) or {role.value: role for role in Role}
        roles = {connus[valeur] for valeur in _valeurs(champs, self.reglages.role) if valeur in connus}
        if len(roles) != 1:
            raise NonIdentifie(PLUSIEURS_ROLES if roles else SANS_ROLE)
        (role,) = roles
        sirets = set(_valeurs(champs, self.reglages.siret))
        if role is Role.CENTRE and len(sirets) != 1:
            raise NonIdentifie(SANS_SIRET)
        return Appelant(f"oidc:{champs['sub']}", role, sirets.pop() if role is Role.CENTRE else None)


def _dechiffrer(jeton: str, cles: KeySet) -> jwt.Token:
    try:
        return jwt.decode(jeton, cles, algorithms=ALGORITHMES)
    except Exception as cause:  # whatever the library makes of a text that anybody may send
        raise NonIdentifie(JETON_FAUX) from cause


def _verifier_le_type(lu: jwt.Token) -> None:
    """An identity or refresh token is for its client, not for us, even when it bears our audience."""
    de_l_entete = str(lu.header.get("typ") or "").casefold()
    du_corps = str(lu.claims.get("typ") or "bearer").casefold()
    declare = de_l_entete.endswith("at+jwt")
    autre = any(champ in lu.claims for champ in D_IDENTITE) and not declare
    if de_l_entete not in TYPES or du_corps not in ("bearer", "at+jwt") or autre:
        raise ValueError("not an access token")


def _cle(publiee: object) -> Any:
    """A public key that may sign tokens, or ``None``: one that is strange or weak does not spoil the others."""
    try:
        cle = JWKRegistry.import_key(publiee)  # type: ignore[arg-type]
    except Exception as cause:  # whatever the library makes of it
        journal.warning("A key of the issuer cannot be read: %s", type(cause).__name__)
        return None
    if cle.get("use", "sig") != "sig" or cle.key_type == "oct":
        return None
    if isinstance(cle, RSAKey) and cle.public_key.key_size < RSA_MIN:
        journal.warning("A key of the issuer is too weak: %d bits", cle.public_key.key_size)
        return None
    return cle


@cache
def autorites() -> SSLContext:
    """Those whom this machine trusts, read once: to read them takes as long as ten calls."""
    return httpx.create_ssl_context()


def _lire_json(adresse: str) -> Mapping[str, Any]:
    """A small document of the issuer's, whole before its delay."""
    echeance, octets = time.monotonic() + DELAI_S, b""
    try:
        with httpx.stream("GET", adresse, timeout=DELAI_S, follow_redirects=False, verify=autorites()) as reponse:
            reponse.raise_for_status()
            for morceau in reponse.iter_bytes():
                octets += morceau
                if time.monotonic() > echeance or len(octets) > TAILLE_MAX:
                    raise EmetteurIndisponible
        lu = json.loads(octets)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as cause:
        raise EmetteurIndisponible from cause
    if not isinstance(lu, dict):
        raise EmetteurIndisponible
    return lu


def _valeurs(champs: Mapping[str, Any], nom: str) -> list[str]:
    """The texts of a claim: one or a list, under its whole name or, as Keycloak has them, under a dotted path."""
    valeur: Any = champs.get(nom)
    if valeur is None:
        valeur = champs
        for partie in nom.split("."):
            valeur = valeur.get(partie) if isinstance(valeur, Mapping) else None
    return [element for element in (valeur if isinstance(valeur, list) else [valeur]) if isinstance(element, str)]
