"""What goes around each answer: an identifier, safe headers, a line of log, a measure, a line of audit.

The log says which route was called, never what was asked of it: no query, no body, no name, no code.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen.errors import DocgenError, Origine, machine_en_cause
from service.socle import problems
from service.socle.appelant import Appelant
from service.socle.observation import Mesures, panne_dite, route_de
from service.socle.protocole import redresser

journal = logging.getLogger("docgen.http")
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{8,64}")
ENTETES = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
Inscription = Callable[[Appelant, str, str, int, str], Awaitable[None]]
"""Who acts, on what, how it ended, under which reference: a line of the audit."""
ACTES = ("POST", "PUT", "PATCH", "DELETE")


class Enveloppe:
    """The outermost middleware. A route that sets one of these headers keeps its own."""

    def __init__(self, app: ASGIApp, inscrire: Inscription, mesures: Mesures, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes
        self._inscrire = inscrire
        self._mesures = mesures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = redresser(scope, self._routes)
        scope.setdefault("state", {})["reference"] = reference = _reference(scope)
        debut = time.perf_counter()
        statut: list[int] = []

        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start":
                statut.append(message["status"])
                await self._auditer(scope, message["status"], reference)
                message = {**message, "headers": _entetes(message, reference)}
            await send(message)

        try:
            await self._app(scope, receive, envoyer)
        except ClientDisconnect:
            pass  # whoever called has left: nobody is there to be answered, and nothing is broken
        except Exception as imprevue:
            reponse = self._reponse(imprevue, scope, reference)
            if statut:
                raise
            await reponse(scope, receive, envoyer)
        finally:
            self._conclure(scope, statut[0] if statut else 499, time.perf_counter() - debut, reference)

    def _reponse(self, imprevue: Exception, scope: Scope, reference: str) -> Response:
        """What is answered of what nobody foresaw, told to whoever keeps the service."""
        empechee = machine_en_cause(imprevue)
        if empechee is not None:  # counted, and told with its cause, as the call is concluded
            scope["state"]["erreur"] = empechee
            return problems.probleme(empechee, reference)
        self._mesures.compter_erreur(Origine.PRODUIT)
        _dire_imprevue(imprevue, reference)
        return problems.reponse(500, problems.DETAILS[500], reference)

    def _conclure(self, scope: Scope, statut: int, duree_s: float, reference: str) -> None:
        route, _ = route_de(scope)
        self._mesures.compter(route, scope["method"], statut, duree_s)
        appelant = scope["state"].get("appelant")
        champs: dict[str, Any] = {
            "reference": reference,
            "methode": scope["method"],
            "route": route,
            "statut": statut,
            "duree_ms": round(duree_s * 1000, 1),
            "appelant": appelant.nom if appelant else None,
        }
        erreur = scope["state"].get("erreur")
        if isinstance(erreur, DocgenError):
            self._mesures.compter_erreur(erreur.origine)
            champs |= panne_dite(erreur) if statut >= 500 else {}
        journal.log(logging.ERROR if statut >= 500 else logging.INFO, "requête", extra=champs)

    async def _auditer(self, scope: Scope, statut: int, reference: str) -> None:
        """Before the caller knows that it was done: what cannot be written down is shouted in the log."""
        appelant = scope["state"].get("appelant")
        route, acte = route_de(scope)
        if appelant is None or acte is None or scope["method"] not in ACTES or route.startswith("/v1/controles"):
            return
        objet = " ".join(str(valeur) for valeur in scope.get("path_params", {}).values())
        try:
            await self._inscrire(appelant, acte, objet, statut, reference)
        except DocgenError as panne:
            journal.error("audit impossible", extra={"reference": reference, **panne_dite(panne)})


def _reference(scope: Scope) -> str:
    """The caller's own identifier of the request, if it is a decent one; else a new one."""
    donnee = Headers(scope=scope).get("x-request-id", "")
    return donnee if _REFERENCE.fullmatch(donnee) else secrets.token_hex(8)


def _entetes(message: Message, reference: str) -> list[tuple[bytes, bytes]]:
    entetes = list(message.get("headers", ()))
    presents = {nom.lower() for nom, _ in entetes}
    entetes += [(nom, valeur) for nom, valeur in ENTETES if nom not in presents]
    return [*entetes, (b"x-request-id", reference.encode())]


def _dire_imprevue(imprevue: Exception, reference: str) -> None:
    """Where it broke, and its kind; not its message, which may quote a payload."""
    lieux = [f"{cadre.filename}:{cadre.lineno} {cadre.name}" for cadre in traceback.extract_tb(imprevue.__traceback__)]
    extra = {"reference": reference, **panne_dite(imprevue), "lieux": lieux[-12:]}
    journal.error("erreur imprévue", extra=extra)
