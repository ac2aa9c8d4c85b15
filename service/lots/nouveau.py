"""Compose a lot: the sessions that are ready, filtered a page at a time; those chosen stay so until it is asked for."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Response

from docgen.documents import catalogue
from service.acces.idempotence import Prealable, RouteDePage
from service.acces.visite import Imprimeur
from service.lots.pretes import Filtre, Pretes
from service.lots.tables import Lots
from service.lots.vues import autorite_lisible, en_types, lots_en_cours
from service.sessions.liste import dates_de
from service.site.gabarits import page

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

PAR_PAGE = 50
ADRESSE = "/lots/nouveau"
TOUT, RIEN, DOCUMENTS = "tout", "rien", "documents"


class Choix(Filtre, frozen=True):
    """The same form as it is sent: what the page showed, what is ticked of it, where its button leads."""

    vue: tuple[str, ...] = ()
    depot: tuple[str, ...] = ()
    vers: str = ""


@routes.get(ADRESSE)
def lister(appel: Imprimeur, filtre: Annotated[Filtre, Depends()], numero: int = 1) -> Response:
    """The sessions that are ready."""
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    Lots(appel.services.base).actualiser()
    pretes = Pretes(appel.services.base, appel.appelant.nom, appel.perimetre)
    total, lignes = pretes.lister(filtre, max(1, numero), PAR_PAGE)
    choisies, types = pretes.compter()
    return page(
        appel.requete,
        "lot_nouveau.html",
        filtre=filtre,
        options=pretes.options({code: spec.intitule for code, spec in catalogue().items()}),
        lignes=lignes,
        total=total,
        page=max(1, numero),
        pages=-(-total // PAR_PAGE),
        choisies=choisies,
        restent=sum(restent for _, restent in types.values()),
        restes=en_types,
        en_cours=lots_en_cours(appel.services),
        autorite=autorite_lisible,
        dates=dates_de,
    )


@routes.post(f"{ADRESSE}/choix", summary="Choisir les sessions d’un lot")
def choisir(appel: Imprimeur, choix: Annotated[Choix, Form()]) -> Response:
    """Remember what is ticked on this page, then go where the button says: a page of the list, or what to print."""
    pretes = Pretes(appel.services.base, appel.appelant.nom, appel.perimetre)
    pretes.choisir(choix.vue, choix.depot)
    if choix.vers == TOUT:
        pretes.tout_choisir(choix)
    elif choix.vers == RIEN:
        pretes.vider()
    elif choix.vers == DOCUMENTS:
        return Prealable(f"{ADRESSE}/documents", 303)
    champs = Filtre(**choix.model_dump()).champs | ({"numero": choix.vers} if choix.vers.isdecimal() else {})
    return Prealable(f"{ADRESSE}?{urlencode(champs)}" if champs else ADRESSE, 303)
