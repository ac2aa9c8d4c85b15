"""Is it alive, is it ready, how does it fare?"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from docgen.errors import DocgenError
from service.auth.portier import LesServices
from service.contexte import Services

routeur = APIRouter(tags=["santé"])
TEXTE_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@routeur.get("/sante", summary="Le service est-il en vie ?")
async def sante() -> dict[str, str]:
    """Répond dès que le processus tourne, sans rien interroger."""
    return {"etat": "en vie"}


@routeur.get(
    "/sante/pret",
    summary="Le service est-il prêt ?",
    responses={503: {"description": "Une des ressources ne répond pas : sa ligne le dit."}},
)
def pret(services: LesServices) -> JSONResponse:
    """Interroge le registre, le dépôt de fichiers et le moteur des travaux."""
    etats = {nom: _essayer(essai) for nom, essai in _essais(services).items()}
    tout_va = all(etat == "prêt" for etat in etats.values())
    return JSONResponse({"etat": "prêt" if tout_va else "indisponible", **etats}, 200 if tout_va else 503)


@routeur.get(
    "/metriques",
    summary="Les mesures, pour Prometheus",
    response_class=Response,
    responses={200: {"content": {TEXTE_PROMETHEUS: {}}, "description": "Appels, durées, travaux."}},
)
def metriques(requete: Request) -> Response:
    """Appels et durées par route, travaux par état."""
    return Response(requete.app.state.mesures.texte(), media_type=TEXTE_PROMETHEUS)


def _essais(services: Services) -> dict[str, Callable[[], object]]:
    return {
        "registre": lambda: services.atelier.registre.papier(""),
        "fichiers": lambda: services.magasin.fiche("essai"),
        "travaux": lambda: services.travaux.lister(limite=1),
    }


def _essayer(essai: Callable[[], object]) -> str:
    try:
        essai()
    except DocgenError:
        return "indisponible"
    return "prêt"
