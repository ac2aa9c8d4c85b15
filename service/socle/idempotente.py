"""A route whose calls may come twice: with an ``Idempotency-Key``, the second gets the answer of the first."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from service.acces.portier import identifier
from service.socle.contexte import services_de
from service.socle.erreurs import DemandeEnCours
from service.socle.idempotence import Idempotence, Place, Reponse
from service.socle.parametres import CLE_MAX

ENTETE = "Idempotency-Key"
REJOUEE = {"Idempotency-Replayed": "true"}
ATTENTE_S = 30.0
PAS_S = 0.1
Traitement = Callable[[Request], Coroutine[Any, Any, Response]]


class RouteIdempotente(APIRoute):
    """What its POST creates is created once for each key of each caller, whatever dies in between.

    A refusal is not kept: nothing was done, and the same call may be made again.
    """

    def get_route_handler(self) -> Traitement:
        """The handler of FastAPI, between the taking of the key and the keeping of the answer."""
        faire = super().get_route_handler()

        async def traiter(requete: Request) -> Response:
            cle = requete.headers.get(ENTETE)
            if cle is None or not _valable(cle) or requete.method != "POST":
                return await faire(requete)
            appelant = await run_in_threadpool(identifier, requete)
            if appelant is None:
                return await faire(requete)
            idempotence = services_de(requete).idempotence
            place = await _prendre(idempotence, appelant.nom, cle, await _empreinte(requete))
            if isinstance(place, Reponse):
                return Response(place.corps, place.statut, {**place.entetes, **REJOUEE})
            requete.state.reprise = place.reprise
            return await _faire(faire, requete, idempotence, place)

        return traiter


def reprise_de(requete: Request) -> str | None:
    """Since when a first call of the same key, which died before it answered, may have done part of the work."""
    reprise: str | None = getattr(requete.state, "reprise", None)
    return reprise


async def _prendre(idempotence: Idempotence, appelant: str, cle: str, empreinte: str) -> Place | Reponse:
    """The right to make the call, or its answer; waits for whoever is making it.

    Raises:
        CleDejaEmployee: the key was used for another call.
        DemandeEnCours: the first call is not over yet.
    """
    echeance = time.monotonic() + ATTENTE_S
    while (place := await run_in_threadpool(idempotence.prendre, appelant, cle, empreinte)) is None:
        if time.monotonic() > echeance:
            raise DemandeEnCours
        await asyncio.sleep(PAS_S)
    return place


async def _faire(faire: Traitement, requete: Request, idempotence: Idempotence, place: Place) -> Response:
    try:
        reponse = await faire(requete)
    except Exception:
        await run_in_threadpool(idempotence.rendre, place)
        raise
    entetes = {nom: valeur for nom, valeur in reponse.headers.items() if nom != "content-length"}
    garder = Reponse(reponse.status_code, entetes, bytes(reponse.body))
    await run_in_threadpool(idempotence.conclure, place, garder)
    return reponse


def _valable(cle: str) -> bool:
    """A key that is not is refused by the route, with the other parameters."""
    return 0 < len(cle) <= CLE_MAX and cle.isascii() and cle.isprintable() and " " not in cle


async def _empreinte(requete: Request) -> str:
    empreinte = hashlib.sha256(f"{requete.method} {requete.url.path}?{requete.url.query}\n".encode())
    empreinte.update(await requete.body())
    return empreinte.hexdigest()
