"""What stops a call before it costs anything: a body that is too large, an address that calls too often."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen.contract import TAILLE_MAX
from service.socle import problems
from service.socle.contexte import Services
from service.socle.erreurs import CorpsTropGros, TropDAppels

MARGE = 65_536  # around the file of a form: its boundaries, the other fields
LIBRES = ("/sante", "/sante/pret", "/metriques")
ROUTE_DES_LOTS = "/v1/lots"
VERIFICATION = "/verification"


class Limites:
    """A body is counted while it comes in. Calls with credentials are counted later, by caller."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._debits = services.debits
        self._taille_lot = services.configuration.taille_lot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entetes = dict(scope["headers"])
        reference = scope["state"]["reference"]
        maximum = self._taille_lot if scope["path"] == ROUTE_DES_LOTS else TAILLE_MAX + MARGE
        try:
            self._compter(scope, entetes)
            annoncee = entetes.get(b"content-length", b"")
            if annoncee.isdigit() and int(annoncee) > maximum:
                raise CorpsTropGros
        except (TropDAppels, CorpsTropGros) as refus:
            await problems.probleme(refus, reference)(scope, receive, send)
            return
        recus = 0

        async def recevoir() -> Message:
            nonlocal recus
            message = await receive()
            recus += len(message.get("body", b""))
            if recus > maximum:
                raise CorpsTropGros
            return message

        await self._app(scope, recevoir, send)

    def _compter(self, scope: Scope, entetes: dict[bytes, bytes]) -> None:
        chemin = scope["path"]
        adresse = scope["client"][0] if scope.get("client") else "?"
        if chemin in LIBRES:
            return
        if chemin.startswith(VERIFICATION):
            self._debits.compter("verification", adresse)
        elif b"authorization" not in entetes:
            self._debits.compter("adresse", adresse)
