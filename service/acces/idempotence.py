"""A call that may come twice: with an ``Idempotency-Key``, or from one form, the second gets the first's answer.

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
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, select, update
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from docgen.fichiers.magasin import Magasin
from service.acces.portier import Exiger, identifier
from service.acces.visite import FormulairePerime, FormulaireSigne, Reserver, visite_de
from service.contexte import Appel, services_de
from service.processus.tours import Fils
from service.socle import tables
from service.socle.donnees import Base, insertion, maintenant, nouvel_identifiant
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
            "taille": len(reponse.corps),
            "entetes": json.dumps(dict(reponse.entetes)),
            "corps": b"" if objet else reponse.corps,
            "objet": objet,
        }
        self.base.executer(update(tables.idempotence).where(*_tenue(place)).values(**valeurs))

    def _reponse(self, ligne: RowMapping) -> Reponse:
        corps = self.magasin.lire(ligne["objet"]) if ligne["objet"] else bytes(ligne["corps"])
        return Reponse(ligne["statut"], json.loads(ligne["entetes"]), corps)

    def rendre(self, place: Place) -> None:
        """Forget the call, which came to nothing: it may be made again."""
        self.base.executer(delete(tables.idempotence).where(*_tenue(place)))


def _inscrire(ouverte: Connection, place: Place, empreinte: str) -> bool:
    """Write the call down; ``False`` if it was already. Two calls at the same instant: one of them does it."""
    ligne: dict[str, Any] = {
        "appelant": place.appelant,
        "cle": place.cle,
        "empreinte": empreinte,
        "bail": place.bail,
        "cree": maintenant().isoformat(),
    }
    ordre = insertion(ouverte, tables.idempotence).values(ligne).on_conflict_do_nothing()
    return ouverte.execute(ordre.returning(tables.idempotence.c.cle)).first() is not None


def _ici(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (tables.idempotence.c.appelant == place.appelant, tables.idempotence.c.cle == place.cle)


def _tenue(place: Place) -> tuple[ColumnElement[bool], ...]:
    colonnes = tables.idempotence.c
    return (*_ici(place), colonnes.statut.is_(None), colonnes.bail == place.bail)


ENTETE = "Idempotency-Key"
UNIQUE = "unique"  # the field of a form that holds its token
FICHIERS_MAX, CHAMPS_MAX = 200, 4_000  # 500 candidates have a day and an hour each
REJOUEE = {"Idempotency-Replayed": "true"}
ATTENTE_S = 30.0
PAS_S = 0.1
Traitement = Callable[[Request], Coroutine[Any, Any, Response]]


def a_son_tour(travail: Callable[..., Any]) -> Callable[..., Any]:
    """The work of a route that a thread is for, at the turn of who calls: its :class:`Appel`, ``appel``."""
    if iscoroutinefunction(travail):
        return travail

    @wraps(travail)
    async def attendre_son_tour(**valeurs: Any) -> Any:
        appel: Appel = valeurs["appel"]
        return await appel.faire(travail, **valeurs)

    return attendre_son_tour


class RouteATour(APIRoute):
    """Whatever one caller sends, threads are left for the others."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **reste: Any) -> None:
        super().__init__(path, a_son_tour(endpoint), **reste)


class RouteIdempotente(RouteATour):
    """What its POST creates is created once for each key of each caller, whatever dies in between.

    A refusal is not kept: nothing was done, and the same call may be made again. Who calls is known, and may,
    before a byte of the body is read.
    """

    def get_route_handler(self) -> Traitement:
        """The handler of FastAPI, between the taking of the key and the keeping of the answer."""
        faire = super().get_route_handler()
        portes = [une.call for une in self.dependant.dependencies if isinstance(une.call, Exiger | Reserver)]

        async def traiter(requete: Request) -> Response:
            if requete.method != "POST":
                return await faire(requete)
            for porte in portes:
                await self.entrer(requete, porte)
            connu = await self.reconnaitre(requete)
            if connu is None:
                return await faire(requete)
            services = services_de(requete)
            idempotence = Idempotence(services.base, services.magasin)
            place = await _prendre(idempotence, services.fils, *connu)
            if isinstance(place, Reponse):
                return Response(place.corps, place.statut, {**place.entetes, **REJOUEE})
            requete.state.reprise = place.reprise
            return await _faire(faire, self.a_garder, requete, idempotence, place)

        return traiter

    async def entrer(self, requete: Request, porte: Exiger | Reserver) -> None:
        """Let the caller in, or not, by the headers alone.

        Raises:
            NonIdentifie, RoleInsuffisant, PageReservee, FormulairePerime: the caller may not do this.
        """
        if isinstance(porte, Exiger):
            await porte(requete)
        else:
            await run_in_threadpool(porte, requete)

    def a_garder(self, reponse: Response) -> bool:
        """True for an answer that the same call will be given again."""
        return True

    async def reconnaitre(self, requete: Request) -> tuple[str, str, str] | None:
        """Who calls, the key of the call, the digest of what it asks; ``None`` for a call without a key."""
        cle = requete.headers.get(ENTETE)
        appelant = await identifier(requete) if cle and _valable(cle) else None
        return (appelant.nom, cle, await _empreinte(requete)) if appelant and cle else None


class Prealable(RedirectResponse):
    """The way to a page that is read before anything is done."""


class RouteDePage(RouteIdempotente):
    """The same of a form, by the token that it alone bears: two clicks are one act, in any process of the service.

    A form that was changed, and sent again, is another act. What changes nothing, or gives a paper, sends on nowhere:
    it is made again, and not kept. What a form asks is done only if it was drawn by us, for this visit.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **reste: Any) -> None:
        if "POST" in reste["methods"]:
            reste["dependencies"] = [*(reste["dependencies"] or ()), FormulaireSigne]
        super().__init__(path, endpoint, **reste)

    async def entrer(self, requete: Request, porte: Exiger | Reserver) -> None:
        """The same; a form whose visit has ended says so."""
        if (await run_in_threadpool(visite_de, requete)).appelant is None:
            raise FormulairePerime
        await super().entrer(requete, porte)

    def a_garder(self, reponse: Response) -> bool:
        """True once something was done."""
        return 300 <= reponse.status_code < 400 and not isinstance(reponse, Prealable)

    async def reconnaitre(self, requete: Request) -> tuple[str, str, str] | None:
        """The visitor, the form's own token with what it holds."""
        formulaire = await requete.form(max_files=FICHIERS_MAX, max_fields=CHAMPS_MAX)
        unique = formulaire.get(UNIQUE)
        visite = await run_in_threadpool(visite_de, requete)
        if visite.appelant is None or not isinstance(unique, str) or not _valable(unique):
            return None
        tenu = hashlib.sha256(f"{requete.url.path}?{requete.url.query}\n".encode())
        tenu.update(await _contenu(formulaire))
        return visite.appelant.nom, f"formulaire:{unique[:64]}:{tenu.hexdigest()[:32]}", tenu.hexdigest()


def reprise_de(requete: Request) -> str | None:
    """Since when a first call of the same key, which died before it answered, may have done part of the work."""
    reprise: str | None = getattr(requete.state, "reprise", None)
    return reprise


async def _prendre(idempotence: Idempotence, fils: Fils, appelant: str, cle: str, empreinte: str) -> Place | Reponse:
    """The right to make the call, or its answer; waits for whoever is making it.

    Raises:
        CleDejaEmployee: the key was used for another call.
        DemandeEnCours: the first call is not over yet.
    """
    echeance = time.monotonic() + ATTENTE_S
    while (place := await fils.faire(appelant, idempotence.prendre, appelant, cle, empreinte)) is None:
        if time.monotonic() > echeance:
            raise DemandeEnCours
        await asyncio.sleep(PAS_S)
    return place


async def _faire(
    faire: Traitement, garder: Callable[[Response], bool], requete: Request, idempotence: Idempotence, place: Place
) -> Response:
    services = services_de(requete)
    fils, appelant = services.fils, place.appelant
    try:
        await fils.faire(appelant, services.reserve.exiger, appelant)
        reponse = await faire(requete)
    except Exception:
        await fils.faire(appelant, idempotence.rendre, place)
        raise
    if not garder(reponse):
        await fils.faire(appelant, idempotence.rendre, place)
        return reponse
    entetes = {nom: valeur for nom, valeur in reponse.headers.items() if nom != "content-length"}
    gardee = Reponse(reponse.status_code, entetes, bytes(reponse.body))
    await fils.faire(appelant, idempotence.conclure, place, gardee)
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
    empreinte.update(await _contenu(await requete.form()))
    return empreinte.hexdigest()


async def _contenu(formulaire: FormData) -> bytes:
    """What a form holds; what frames its parts is drawn anew at each call."""
    empreinte = hashlib.sha256()
    for champ, valeur in formulaire.multi_items():
        if isinstance(valeur, str):
            nom, contenu = "", valeur.encode()
        else:
            nom, contenu = valeur.filename or "", await valeur.read()
            await valeur.seek(0)
        empreinte.update(f"{champ}\n{nom}\n{hashlib.sha256(contenu).hexdigest()}\n".encode())
    return empreinte.digest()
