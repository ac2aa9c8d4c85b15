"""What stops a call before it costs anything: a body that is too large, a caller or an address that calls too often."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen.contract import TAILLE_MAX
from service.socle import problems
from service.socle.erreurs import CorpsTropGros, TropDAppels
from service.socle.reglages import ConfigurationService, Debit


def _compteur() -> RateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


@dataclass(frozen=True, slots=True)
class Debits:
    """The limits of the service: ``appelant``, ``adresse`` and ``verification``."""

    limites: Mapping[str, RateLimitItem]
    compteur: RateLimiter = field(default_factory=_compteur)

    @classmethod
    def de(cls, configuration: ConfigurationService) -> Debits:
        """The limits that the operator decided."""
        return cls(
            {
                "appelant": _limite(configuration.debit),
                "adresse": _limite(configuration.debit_adresse),
                "verification": _limite(configuration.debit_verification),
            }
        )

    def compter(self, limite: str, qui: str) -> None:
        """One more call.

        Raises:
            TropDAppels: it is one too many.
        """
        regle = self.limites[limite]
        if not self.compteur.hit(regle, limite, qui):
            fenetre = self.compteur.get_window_stats(regle, limite, qui)
            raise TropDAppels(max(1, math.ceil(fenetre.reset_time - time.time())))


def _limite(debit: Debit) -> RateLimitItem:
    return RateLimitItemPerSecond(debit.appels, debit.periode_s)


MARGE = 65_536  # around the file of a form: its boundaries, the other fields
LIBRES = ("/sante", "/sante/pret", "/metriques")
ROUTE_DES_LOTS = "/v1/lots"
VERIFICATION = "/verification"


class Limites:
    """A body is counted while it comes in. Calls with credentials are counted later, by caller."""

    def __init__(self, app: ASGIApp, debits: Debits, taille_lot: int) -> None:
        self._app = app
        self._debits = debits
        self._taille_lot = taille_lot

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
