"""Is it alive, is it ready, how does it fare?"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from docgen.errors import DocgenError
from service.acces.portier import LesServices
from service.administration.sondes import ABSENT, PRET, RETARD
from service.contexte import Services
from service.socle import problems
from service.socle.reponses import refus

routeur = APIRouter(tags=["santé"])
A_QUI_LE_TIENT = (
    "À qui le tient : restaurez la sauvegarde la plus récente ; s'il n'y en a pas d'autre, « docgen registre "
    "reprendre » continue au-delà."
)
PAS_PRET = "Le service n'est pas prêt : une de ses ressources ne répond pas. Attendez, ou voyez laquelle."
TEXTE_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@routeur.get("/sante", summary="Le service est-il en vie ?")
async def sante() -> dict[str, str]:
    """Répond dès que le processus tourne, sans rien interroger."""
    return {"etat": "en vie"}


@routeur.get(
    "/sante/pret",
    summary="Le service est-il prêt ?",
    response_model=dict[str, str],
    responses=refus(503),
)
async def pret(requete: Request, services: LesServices) -> JSONResponse:
    """Interroge le registre, sa tête et ses clés, le dépôt de fichiers, les ouvriers et le disque, et y écrit.

    Chacun répond en quelques secondes, ou n’est pas prêt. Dit aussi le témoin et le dernier contrôle de l’historique.
    """
    etats, dits = await requete.app.state.sondes.interroger(), dits_du_service(services)
    if all(etat == PRET for etat in etats.values()):
        return JSONResponse({"etat": PRET, **etats, **dits})
    champs = {"etat": ABSENT, **etats, **dits}
    detail = f"{problems.EN_RETARD} {A_QUI_LE_TIENT}" if etats["registre"] == RETARD else PAS_PRET
    return problems.reponse(503, detail, problems.reference_de(requete), "pas-pret", champs, {"Retry-After": "5"})


@routeur.get(
    "/metriques",
    operation_id="sante_metriques",
    summary="Les mesures, pour Prometheus",
    response_class=Response,
    responses={200: {"content": {TEXTE_PROMETHEUS: {}}, "description": "Appels, durées, travaux."}},
)
def metriques(requete: Request) -> Response:
    """Appels et durées par route, travaux par état."""
    return Response(requete.app.state.mesures.texte(), media_type=TEXTE_PROMETHEUS)


def dits_du_service(services: Services) -> dict[str, str]:
    """What stops nothing, and is told."""
    return {"temoin": _temoin(services), "historique": str(services.surveillance.dernier or "pas encore vérifié")}


def _temoin(services: Services) -> str:
    """Losing it stops nothing; it is told."""
    try:
        perdu = services.atelier.registre.concordance.perdu_depuis
    except DocgenError:
        return ABSENT
    return f"perdu depuis le {perdu:%Y-%m-%d à %H:%M} UTC" if perdu else PRET
