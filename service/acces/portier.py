"""The door: who calls, by an API key or an OIDC access token; and whether its role opens this route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.acces.droits import Acte, peut
from service.acces.tables import PREFIXE
from service.contexte import Appel, Services, services_de
from service.socle.appelant import Appelant
from service.socle.erreurs import NonIdentifie, RoleInsuffisant

PORTEUR = HTTPBearer(
    auto_error=False,
    scheme_name="cle",
    description="Une clé d’API (`dk_…`, créée par `docgen cle creer`) ou un jeton d’accès OIDC.",
)
LECTURES = ("GET", "HEAD")


async def identifier(requete: Request) -> Appelant | None:
    """Who calls, or ``None`` for a call without credentials. Remembered in ``request.state.appelant``.

    The session of a page counts for reading only: a form of another site could otherwise act in its name.

    Raises:
        NonIdentifie: there are credentials, and they are worth nothing.
        TropDAppels: this caller has called too often.
        EmetteurIndisponible: the token's issuer does not answer.
    """
    connu: Appelant | None = getattr(requete.state, "appelant", None)
    if connu is not None:
        return connu
    services = services_de(requete)
    entete = requete.headers.get("Authorization")
    appelant: Appelant | None
    if entete is not None:
        appelant = await reconnaitre(entete, services)
    elif requete.method in LECTURES and (lire_session := getattr(requete.app.state, "appelant_de_session", None)):
        appelant = await run_in_threadpool(lire_session, requete)
    else:
        return None
    if appelant is not None:
        services.debits.compter("appelant", appelant.nom)
        requete.state.appelant = appelant
    return appelant


async def reconnaitre(entete: str, services: Services) -> Appelant:
    """Whom an ``Authorization`` header names.

    Raises:
        NonIdentifie: nobody that is known here.
        EmetteurIndisponible: the token's issuer does not answer.
    """
    genre, _, secret = entete.strip().partition(" ")
    secret = secret.strip()
    if genre.casefold() != "bearer" or not secret:
        raise NonIdentifie
    if secret.startswith(PREFIXE):
        cle = await run_in_threadpool(services.cles.reconnaitre, secret)
        if cle is None:
            raise NonIdentifie
        return cle.appelant
    if services.emetteur is None:
        raise NonIdentifie
    return await services.emetteur.reconnaitre(secret)


@dataclass(frozen=True, slots=True)
class Exiger:
    """The dependency of a route that does this act.

    Raises (when it is called):
        NonIdentifie: nobody known calls.
        RoleInsuffisant: its role does not open this act.
    """

    acte: Acte

    async def __call__(
        self, requete: Request, _: Annotated[HTTPAuthorizationCredentials | None, Security(PORTEUR)] = None
    ) -> Appel:
        trouve = await identifier(requete)
        if trouve is None:
            raise NonIdentifie
        if not peut(trouve, self.acte):
            raise RoleInsuffisant
        return Appel(requete, services_de(requete), trouve)


async def _services(requete: Request) -> Services:
    """Asynchronous, so that FastAPI does not give it a thread."""
    return services_de(requete)


LesServices = Annotated[Services, Depends(_services)]
