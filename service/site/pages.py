"""The home page: three doors for who comes in, and the door of his role for who is in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from docgen.contract.schema_charge import schema_json
from service.acces.droits import Acte, peut
from service.acces.pages import accueil_de
from service.acces.visite import visite_de
from service.contexte import Services, services_de
from service.lots.vues import compteurs_d_impression
from service.papiers.seuils import suivre
from service.sessions.exemples import EXEMPLES
from service.sessions.exemples import exemple as contenu_de
from service.sessions.liste import Compteur, compteurs
from service.site.gabarits import page
from service.socle.appelant import Appelant
from service.socle.erreurs import Introuvable

routes = APIRouter(include_in_schema=False)


@routes.get("/")
def accueil(requete: Request) -> Response:
    """The home page."""
    appelant = visite_de(requete).appelant
    if appelant is None:
        return page(requete, "accueil.html")
    deposant, imprimeur = peut(appelant, Acte.DEPOSER), peut(appelant, Acte.COMPOSER)
    if not deposant and not imprimeur:
        return RedirectResponse(accueil_de(appelant), 303)
    titre = "Vos sessions" if appelant.siret else "Toutes les sessions" if deposant else "L’atelier d’impression"
    services = services_de(requete)
    comptes = compteurs(services, appelant) if deposant else []
    comptes += _d_impression(services, appelant) if imprimeur else []
    vue = {"deposant": deposant, "imprimeur": imprimeur and not deposant}
    return page(requete, "tableau_de_bord.html", titre=titre, compteurs=comptes, **vue)


def _d_impression(services: Services, appelant: Appelant) -> list[Compteur]:
    """What waits for the printing staff, stocks too."""
    bas = sum(suivi.badge[0] != "success" for suivi in suivre(services, services.atelier.registre.stocks()))
    stocks = Compteur(bas, "Stocks bas", "Il leur faut des feuilles préimprimées.", "/stock", True)
    return [*compteurs_d_impression(services, appelant), *([stocks] if bas else [])]


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
