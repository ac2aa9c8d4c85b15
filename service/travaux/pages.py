"""Jobs for people: their list, where each stands, what it made."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from service.acces.droits import genres_vus
from service.acces.idempotence import RouteDePage
from service.acces.visite import Demandeur, Suiveur
from service.contexte import Services
from service.site.gabarits import page
from service.socle.reponses import couper
from service.travaux.routes import travail_visible
from service.travaux.tables import Etat, Travail
from service.travaux.vues import avancement_de, compte_du_travail, palier_de, phrase_du_travail

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

PAR_PAGE = 50
RYTHME_S = 10
PLUS_RIEN = 286  # what htmx takes for: ask no more
# The kinds of jobs whose results have pages of their own.
PROPRES = {"lot": ("/impression", "Lots à imprimer"), "retours": ("/retours", "Papiers signés")}


@routes.get("/travaux")
def liste(appel: Demandeur, depuis: str | None = None, etat: str = "") -> Response:
    """What has been issued, or is being so; those that failed, if they are asked for."""
    voulu = Etat.ECHOUE if etat == Etat.ECHOUE else None
    trouves = appel.services.travaux.carnet.lister(
        appel.perimetre, depuis, PAR_PAGE + 1, genres_vus(appel.appelant), voulu
    )
    travaux, suite = couper(trouves, PAR_PAGE)
    return page(appel.requete, "travaux.html", travaux=travaux, etat=voulu, suite=suite)


@routes.get("/travaux/{ident}")
def suivre(appel: Suiveur, ident: str, auto: str = "") -> Response:
    """Where a job stands; then what it made."""
    travail = travail_visible(appel, ident)
    if travail.etat.fini and travail.genre in PROPRES:
        return RedirectResponse(f"{PROPRES[travail.genre][0]}/{travail.id}", 303)
    pas = [PROPRES.get(travail.genre, ("/travaux", "Émissions"))]
    return page(
        appel.requete, "travail.html", titre=travail.titre, pas=pas, **_vue(travail, appel.services, auto != "non")
    )


@routes.get("/travaux/{ident}/suivi")
def nouvelles(appel: Suiveur, ident: str, version: int = 0, palier: int = -1) -> Response:
    """The parts of the page that have changed since that version; the page asks again and again, whatever fails.

    What is read aloud changes with the step alone: ``palier`` is the one that was said last.
    """
    travail = travail_visible(appel, ident)
    if travail.version == version:
        return Response(status_code=204)
    reponse = page(appel.requete, "travail_nouvelles.html", dit=palier, **_vue(travail, appel.services, True))
    if travail.etat.fini:
        reponse.status_code = PLUS_RIEN
    if travail.etat.fini and travail.genre in PROPRES:
        reponse.headers["HX-Redirect"] = f"{PROPRES[travail.genre][0]}/{travail.id}"
    return reponse


@routes.post("/travaux/{ident}/annulation", summary="Annuler un travail")
def annuler(appel: Suiveur, ident: str) -> Response:
    """Stop a job."""
    travail_visible(appel, ident)
    appel.services.travaux.carnet.annuler(ident)
    return RedirectResponse(f"/travaux/{ident}", 303)


def _session_de(travail: Travail, services: Services) -> str | None:
    """The page of the session that a job is for."""
    connue = services.sessions.lire(travail.siret, travail.session) if travail.siret and travail.session else None
    return connue.adresse if connue else None


def _vue(travail: Travail, services: Services, auto: bool) -> dict[str, Any]:
    fichiers = services.fichiers.d_un_travail(travail.id) if travail.etat.fini else ()
    bilan = travail.bilan or {}
    manquements = [*bilan.get("erreurs", ()), *bilan.get("manquements", ())] if not fichiers else []
    return {
        "travail": travail,
        "badge": travail.etat.badge,
        "phrase": phrase_du_travail(travail),
        "avancement": avancement_de(travail),
        "compte": compte_du_travail(travail),
        "palier": palier_de(travail),
        "session": _session_de(travail, services),
        "manquements": [faute["message"] for faute in manquements],
        "archive": next((fichier for fichier in fichiers if fichier.type_media == "application/zip"), None),
        "fichiers": [fichier for fichier in fichiers if fichier.type_media != "application/zip"],
        "auto": auto,
        "rythme": RYTHME_S,
    }
