"""Proof-reading: the drafts of one type, on a contact sheet, or one after the other; then issue them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from docgen.contract import lire_charge
from docgen.documents import catalogue
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.rendering.images import compter_pages
from service.acces.idempotence import RouteATour
from service.acces.visite import Demandeur
from service.papiers.apercus import brouillon_de, personnes_de, sain
from service.sessions.tables import Depot
from service.site.gabarits import page
from service.socle.erreurs import Introuvable

routes = APIRouter(include_in_schema=False, route_class=RouteATour)

PAR_PLANCHE = 24  # a browser without script asks for them all at once


@routes.get("/depots/{ident}/relecture/{code}")
def planche(appel: Demandeur, ident: str, code: str, numero: int = 1) -> Response:
    """The drafts of one type in small, so many on a sheet."""
    depot, octets = sain(appel, ident)
    noms = _noms(octets, code)
    planches = max(1, -(-len(noms) // PAR_PLANCHE))
    if not 1 <= numero <= planches:
        raise Introuvable
    debut = (numero - 1) * PAR_PLANCHE
    vus = [(rang, *noms[rang - 1]) for rang in range(debut + 1, min(debut + PAR_PLANCHE, len(noms)) + 1)]
    vue: dict[str, Any] = {"planche": vus, "nombre": len(noms), "numero": numero, "planches": planches}
    return page(appel.requete, "relecture.html", **_commun(depot, code), **vue)


@routes.get("/depots/{ident}/relecture/{code}/{rang}")
async def feuilleter(appel: Demandeur, ident: str, code: str, rang: int) -> Response:
    """One draft, and the way to the next."""
    depot, octets = await appel.faire(sain, appel, ident)
    noms = await appel.faire(_noms, octets, code)
    if not 1 <= rang <= len(noms):
        raise Introuvable
    qui, nom = noms[rang - 1]
    brouillon = await brouillon_de(appel, octets, code, qui)
    pages = await appel.confier(compter_pages, brouillon)
    base, pour = f"/depots/{depot.id}/apercu/{code}", urlencode({"pour": qui})
    vue: dict[str, Any] = {"nom": nom, "rang": rang, "nombre": len(noms), "planche": (rang - 1) // PAR_PLANCHE + 1}
    adresses = [f"{base}/{numero}.png?{pour}" for numero in range(1, pages + 1)]
    return page(appel.requete, "feuilleter.html", **_commun(depot, code), **vue, pages=adresses)


def _commun(depot: Depot, code: str) -> dict[str, Any]:
    return {"depot": depot, "code": code, "intitule": catalogue()[code].intitule}


def _noms(octets: bytes, code: str) -> list[tuple[str, str]]:
    """Whom a type is for, in the order of its papers.

    Raises:
        Introuvable: there is no such type, or it is for nobody.
    """
    if code not in catalogue():
        raise Introuvable
    dossier = lire_charge(octets)
    noms = {un.id: nom_complet(un) for un in personnes_de(dossier)}
    trouves = [(pour.id, noms[pour.id]) for pour in catalogue()[code].destinataires(dossier) if pour.id in noms]
    if not trouves:
        raise Introuvable
    return trouves
