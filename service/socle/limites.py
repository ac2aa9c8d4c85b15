"""What stops a call before it costs anything: a body that is too large, a caller or an address that calls too often."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen.contract.lecture import TAILLE_MAX
from docgen.errors import Erreur
from service.socle import problems
from service.socle.erreurs import CorpsTropGros, CorpsTropLent, Introuvable, RequeteInvalide, TropDAppels
from service.socle.protocole import adresse_de
from service.socle.reglages import ConfigurationService, Debit


def _compteur() -> RateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


@dataclass(frozen=True, slots=True)
class Debits:
    """The limits of the service: ``appelant``, ``adresse``, ``verification``; ``jeton`` by address too, for credentials
    that nobody asked for, or that are worth nothing.
    """

    limites: Mapping[str, RateLimitItem]
    compteur: RateLimiter = field(default_factory=_compteur)

    @classmethod
    def de(cls, configuration: ConfigurationService) -> Debits:
        """The limits that the operator decided, each process of the service having its share of them."""
        part = configuration.processus
        return cls(
            {
                "appelant": _limite(configuration.debit, part),
                "adresse": _limite(configuration.debit_adresse, part),
                "jeton": _limite(configuration.debit_adresse, part),
                "verification": _limite(configuration.debit_verification, part),
            }
        )

    def compter(self, limite: str, qui: str, *, apres: bool = False) -> None:
        """One more call; ``apres``: it will be counted once it is known to be nobody's.

        Raises:
            TropDAppels: it is one too many.
        """
        regle = self.limites[limite]
        possible = self.compteur.test if apres else self.compteur.hit
        if not possible(regle, limite, qui):
            fenetre = self.compteur.get_window_stats(regle, limite, qui)
            raise TropDAppels(max(1, math.ceil(fenetre.reset_time - time.time())))

    def noter(self, limite: str, qui: str) -> None:
        """One more call, which has been answered."""
        self.compteur.hit(self.limites[limite], limite, qui)


def _limite(debit: Debit, part: int) -> RateLimitItem:
    return RateLimitItemPerSecond(math.ceil(debit.appels / part), debit.periode_s)


PROCESSUS = "_DOCGEN_PROCESSUS"  # told by the server to each of those that share its port
MARGE = 65_536  # around the file of a form: its boundaries, the other fields
ILLISIBLE = "Un paramètre de l’adresse a un signe qui ne s’écrit pas, ou n’est pas en UTF-8 ; retirez-le."
SILENCE_S = 20.0  # between two pieces of a body
CORPS_S = 300.0  # for all of it, and as long again as it takes to come at a pace that the poorest of lines has
OCTETS_PAR_S = 32_000
LIBRES = ("/sante", "/sante/pret", "/metriques")
ROUTE_DES_LOTS = "/v1/lots"
ROUTE_DES_DEPOTS = "/depots"  # the pages' form, which takes several files
FICHIERS_MAX = 6 * TAILLE_MAX
ROUTES_SANS_FICHIER = ("/connexion", "/deconnexion")  # open to anybody
ROUTES_DES_RETOURS, RETOURS_MAX = ("/v1/retours", "/retours"), 100 << 20
VERIFICATION = "/verification"


class Limites:
    """A body is counted, and timed, while it comes in. Whoever has credentials is counted later, by caller: but where
    nobody asked for them, or where they are worth nothing, by address.
    """

    def __init__(self, app: ASGIApp, debits: Debits, taille_lot: int) -> None:
        self._app = app
        self._debits = debits
        self._taille_lot = taille_lot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entetes, adresse = dict(scope["headers"]), adresse_de(scope)
        reference = scope["state"]["reference"]
        larges = {ROUTE_DES_LOTS: self._taille_lot, ROUTE_DES_DEPOTS: FICHIERS_MAX}
        larges |= dict.fromkeys(ROUTES_DES_RETOURS, RETOURS_MAX + MARGE) | dict.fromkeys(ROUTES_SANS_FICHIER, MARGE)
        autour = MARGE if entetes.get(b"content-type", b"").lower().startswith(b"multipart/") else 0
        maximum = larges.get(scope["path"], TAILLE_MAX + autour)
        try:
            self._compter(scope["path"], adresse, entetes)
            _controler_la_ligne(scope)
            annoncee = entetes.get(b"content-length", b"")
            if annoncee.isdigit() and int(annoncee) > maximum:
                raise CorpsTropGros
        except (TropDAppels, CorpsTropGros, Introuvable, RequeteInvalide) as refus:
            await problems.probleme(refus, reference)(scope, receive, send)
            return
        try:
            await self._app(scope, _Corps(receive, maximum), send)
        finally:
            if b"authorization" in entetes and "appelant" not in scope["state"] and scope["path"] not in LIBRES:
                self._debits.noter("jeton", adresse)

    def _compter(self, chemin: str, adresse: str, entetes: dict[bytes, bytes]) -> None:
        if chemin in LIBRES:
            return
        if chemin.startswith(VERIFICATION):
            self._debits.compter("verification", adresse)
        elif b"authorization" in entetes:
            self._debits.compter("jeton", adresse, apres=True)
        else:
            self._debits.compter("adresse", adresse)


class _Corps:
    """A body, as it comes in."""

    def __init__(self, recevoir: Receive, maximum: int) -> None:
        self._recevoir = recevoir
        self._maximum = maximum
        self._recus = 0
        self._fini = False
        self._debut = time.monotonic()

    async def __call__(self) -> Message:
        if self._fini:  # what follows is the end of the connection, which may be far
            return await self._recevoir()
        echeance = self._debut + CORPS_S + self._recus / OCTETS_PAR_S
        reste = min(SILENCE_S, echeance - time.monotonic())
        try:
            message = await asyncio.wait_for(self._recevoir(), reste)
        except TimeoutError as cause:
            raise CorpsTropLent from cause
        self._recus += len(message.get("body", b""))
        self._fini = not message.get("more_body", False)
        if self._recus > self._maximum:
            raise CorpsTropGros
        return message


def _controler_la_ligne(scope: Scope) -> None:
    """Nothing is found under signs that cannot be written, and no database keeps them.

    Raises:
        Introuvable, RequeteInvalide: there is such a sign in the address, or in its parameters.
    """
    if not scope["path"].isprintable():
        raise Introuvable
    try:
        lisible = unquote(scope["query_string"].decode("ascii"), errors="strict").isprintable()
    except UnicodeDecodeError:
        lisible = False
    if not lisible:
        raise RequeteInvalide([Erreur("query", ILLISIBLE)])
