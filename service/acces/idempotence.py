"""A call that may come twice: with an ``Idempotency-Key``, the second gets the answer of the first.

The first call holds a lease while it works. A second one waits for its answer; if the first died, the lease expires and
the second takes over, knowing that part of the work may be done already.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from starlette.concurrency import run_in_threadpool

from docgen.fichiers import Magasin
from service.acces.portier import identifier
from service.contexte import services_de
from service.socle import tables
from service.socle.donnees import Base, maintenant, nouvel_identifiant
from service.socle.erreurs import CleDejaEmployee, DemandeEnCours
from service.socle.requetes import CLE_MAX

BAIL_S = 120.0
EN_BASE_MAX = 16_384  # bytes of an answer that its row may hold; a larger one goes to the store
RAYON = "reponses"


@dataclass(frozen=True, slots=True)
class Reponse:
    """An answer, as it was sent."""

    statut: int
    entetes: Mapping[str, str]
    corps: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """The right to make the call. ``reprise``: since when a first call, now dead, may have begun it."""

    appelant: str
    cle: str
    bail: float
    reprise: str | None = None


@dataclass(frozen=True, slots=True)
class Idempotence:
    """The answers kept."""

    base: Base
    magasin: Magasin
    bail_s: float = BAIL_S

    def prendre(self, appelant: str, cle: str, empreinte: str) -> Place | Reponse | None:
        """Begin a call: a place to make it, the answer that it had, or ``None`` while another is making it.

        Raises:
            CleDejaEmployee: the key was used for another call.
            RegistreIndisponible: nothing is known; the call must not be made.
        """
        place = Place(appelant, cle, time.time() + self.bail_s)
        with self.base.ecriture() as ouverte:
            if _inscrire(ouverte, place, empreinte):
                return place
            requete = select(tables.idempotence).where(*_ici(place)).with_for_update()
            ligne = ouverte.execute(requete).mappings().one()
            if ligne["empreinte"] != empreinte:
                raise CleDejaEmployee
            if ligne["statut"] is not None:
                return self._reponse(ligne)
            if ligne["bail"] > time.time():
                return None
            ouverte.execute(update(tables.idempotence).where(*_ici(place)).values(bail=place.bail))
            return Place(appelant, cle, place.bail, ligne["cree"])

    def conclure(self, place: Place, reponse: Reponse) -> None:
        """Keep the answer. Whoever lost its lease meanwhile keeps nothing: the other one's answer is the answer."""
        objet = None
        if len(reponse.corps) > EN_BASE_MAX:
            objet = f"{RAYON}/{nouvel_identifiant()}"
            self.magasin.ecrire(objet, reponse.corps)
        valeurs = {
            "statut": reponse.statut,
            "entetes": json.dumps(dict(reponse.entetes)),
            "corps": b"" if objet else reponse.corps,
            "objet": objet,
        }
        with self.base.ecriture() as ouverte:
            ouverte.execute(update(tables.idempotence).where(*_tenue(place)).values(**valeurs))

    def _reponse(self, ligne: RowMapping) -> Reponse:
        corps = self.magasin.lire(ligne["objet"]) if ligne["objet"] else bytes(ligne["corps"])
        return Reponse(ligne["statut"], json.loads(ligne["entetes"]), corps)

    def rendre(self, place: Place) -> None:
        """Forget the call, which came to nothing: it may be made again."""
        with self.base.ecriture() as ouverte:
            ouverte.execute(delete(tables.idempotence).where(*_tenue(place)))


def _inscrire(ouverte: Connection, place: Place, empreinte: str) -> bool:
    """Write the call down; ``False`` if it was already. Two calls at the same instant: one of them does it."""
    inserer = postgresql.insert if ouverte.dialect.name == "postgresql" else sqlite.insert
    ligne: dict[str, Any] = {
        "appelant": place.appelant,
        "cle": place.cle,
        "empreinte": empreinte,
        "bail": place.bail,
        "cree": maintenant().isoformat(),
    }
    ordre = inserer(tables.idempotence).values(ligne).on_conflict_do_nothing().returning(tables.idempotence.c.cle)
    return ouverte.execute(ordre).first() is not None


def _ici(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (tables.idempotence.c.appelant == place.appelant, tables.idempotence.c.cle == place.cle)


def _tenue(place: Place) -> tuple[ColumnElement[bool], ...]:
    colonnes = tables.idempotence.c
    return (*_ici(place), colonnes.statut.is_(None), colonnes.bail == place.bail)


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
            appelant = await identifier(requete)
            if appelant is None:
                return await faire(requete)
            idempotence = Idempotence(services_de(requete).base, services_de(requete).magasin)
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
    corps = await requete.body()
    if not requete.headers.get("Content-Type", "").casefold().startswith("multipart/"):
        empreinte.update(corps)
        return empreinte.hexdigest()
    for champ, valeur in (await requete.form()).multi_items():  # what frames the parts is drawn anew at each call
        if isinstance(valeur, str):
            nom, contenu = "", valeur.encode()
        else:
            nom, contenu = valeur.filename or "", await valeur.read()
            await valeur.seek(0)
        empreinte.update(f"{champ}\n{nom}\n{hashlib.sha256(contenu).hexdigest()}\n".encode())
    return empreinte.hexdigest()
