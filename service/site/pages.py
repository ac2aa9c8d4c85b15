"""The home page: three doors for who comes in, and the door of his role for who is in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse

from docgen.contract.schema_charge import schema_json
from service.acces.droits import Acte, peut
from service.acces.pages import accueil_de
from service.acces.visite import visite_de
from service.contexte import Appel, services_de
from service.lots.vues import compteurs_d_impression
from service.papiers.seuils import suivre
from service.sessions.exemples import EXEMPLES
from service.sessions.exemples import exemple as contenu_de
from service.sessions.liste import Compteur, compteurs
from service.site.gabarits import page
from service.socle.erreurs import Introuvable

routes = APIRouter(include_in_schema=False)


@routes.get("/")
async def accueil(requete: Request) -> Response:
    """The home page."""
    appelant = (await run_in_threadpool(visite_de, requete)).appelant
    if appelant is None:
        return page(requete, "accueil.html")
    appel = Appel(requete, services_de(requete), appelant)
    return await appel.faire(_tableau_de_bord, appel)


def _tableau_de_bord(appel: Appel) -> Response:
    """What waits for who has come in, or the first page of his role."""
    appelant = appel.appelant
    deposant, imprimeur = peut(appelant, Acte.DEPOSER), peut(appelant, Acte.COMPOSER)
    if not deposant and not imprimeur:
        return RedirectResponse(accueil_de(appelant), 303)
    titre = "Vos sessions" if appelant.siret else "Toutes les sessions" if deposant else "L’atelier d’impression"
    comptes = compteurs(appel) if deposant else []
    comptes += _d_impression(appel) if imprimeur else []
    vue = {"deposant": deposant, "imprimeur": imprimeur and not deposant}
    return page(appel.requete, "tableau_de_bord.html", titre=titre, compteurs=comptes, **vue)


def _d_impression(appel: Appel) -> list[Compteur]:
    """What waits for the printing staff, stocks too."""
    bas = sum(suivi.badge[0] != "success" for suivi in suivre(appel.services, appel.services.atelier.registre.stocks()))
    stocks = Compteur(bas, "Stocks bas", "Il leur faut des feuilles préimprimées.", "/stock", True)
    return [*compteurs_d_impression(appel), *([stocks] if bas else [])]


@routes.get("/exemples/{nom}")
def exemple(requete: Request, nom: str) -> Response:
    """A fictional session, to try with; that of the centre who asks for it."""
    if nom not in EXEMPLES:
        raise Introuvable
    appelant = visite_de(requete).appelant
    contenu = contenu_de(nom, services_de(requete).jour(), appelant.siret if appelant else None)
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"'}
    return Response(contenu, media_type="application/json", headers=entetes)


@routes.get("/schema-session.json")
def schema() -> Response:
    """The published form of a payload."""
    return JSONResponse(schema_json(), media_type="application/schema+json")
