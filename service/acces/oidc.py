"""Sign in by the operator's OIDC issuer: authorization code with PKCE; authlib knows the protocol."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import (
    parse_authorization_code_response,
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from service.acces.emetteur import DELAI_S, Emetteur, autorites
from service.socle.appelant import Appelant
from service.socle.erreurs import EmetteurIndisponible, NonIdentifie

PORTEE = "openid"
RETOUR = "/connexion/oidc/retour"


@dataclass(frozen=True, slots=True)
class Depart:
    """A visitor sent to the issuer: where to, and what will tell his return from another's."""

    adresse: str
    etat: str
    verifieur: str


async def partir(emetteur: Emetteur, url_publique: str) -> Depart:
    """Where to send a visitor.

    Raises:
        EmetteurIndisponible: the issuer's description could not be read.
    """
    etat, verifieur = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    description = await emetteur.demander(emetteur.decouverte)
    adresse = prepare_grant_uri(
        str(description["authorization_endpoint"]),
        client_id=emetteur.reglages.client,
        response_type="code",
        redirect_uri=url_publique + RETOUR,
        scope=PORTEE,
        state=etat,
        code_challenge=create_s256_code_challenge(verifieur),
        code_challenge_method="S256",
    )
    return Depart(adresse, etat, verifieur)


async def revenir(emetteur: Emetteur, url_publique: str, adresse: str, etat: str, verifieur: str) -> Appelant:
    """Who comes back: the code in the address buys an access token, which says it.

    Raises:
        NonIdentifie: the visitor gave up, the return is another's, or the token gives no role.
        EmetteurIndisponible: the issuer does not answer.
    """
    try:
        code = parse_authorization_code_response(adresse, state=etat)["code"]
        jeton = await emetteur.demander(_acheter, emetteur, code, url_publique + RETOUR, verifieur)
    except (AuthlibBaseError, KeyError) as cause:
        raise NonIdentifie from cause
    return await emetteur.reconnaitre(jeton)


def _acheter(emetteur: Emetteur, code: str, retour: str, verifieur: str) -> str:
    reglages = emetteur.reglages
    corps = prepare_token_request(
        "authorization_code", code=code, redirect_uri=retour, code_verifier=verifieur, client_id=reglages.client
    )
    acces = (reglages.client or "", reglages.secret) if reglages.secret else None
    try:
        reponse = httpx.post(
            str(emetteur.decouverte()["token_endpoint"]),
            content=corps,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            auth=acces,
            timeout=DELAI_S,
            verify=autorites(),
        )
        lu = reponse.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as cause:
        raise EmetteurIndisponible from cause
    jeton = lu.get("access_token") if isinstance(lu, dict) and reponse.is_success else None
    if not isinstance(jeton, str):
        raise NonIdentifie
    return jeton
