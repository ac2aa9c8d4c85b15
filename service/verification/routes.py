"""The public verification of a paper, for machines; people who come with a browser get the page of the same address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.routing import Match
from starlette.types import Scope

from docgen.usecases.tenue.verification import Verdict, verifier_public
from service.acces.portier import LesServices
from service.socle import problems
from service.socle.reponses import refus
from service.socle.requetes import UN_NUMERO
from service.verification.vues import VerificationVue


class RoutePourMachines(APIRoute):
    """Leaves browsers to the route of the page, when there is one."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for who asks for HTML."""
        accepte = Headers(scope=scope).get("accept", "") if scope["type"] == "http" else ""
        if "text/html" in accepte and getattr(scope["app"].state, "appelant_de_session", None) is not None:
            return Match.NONE, {}
        return super().matches(scope)


routeur = APIRouter(tags=["références"], route_class=RoutePourMachines)


@routeur.get(
    "/verification/{numero}",
    summary="Vérifier un papier",
    response_model=VerificationVue,
    responses=refus(404, 422, 429, 503),
)
def verifier(
    requete: Request,
    numero: Annotated[str, Path(max_length=64, examples=[UN_NUMERO], description="Le numéro imprimé.")],
    services: LesServices,
    cle: Annotated[
        str | None, Query(alias="k", max_length=64, examples=["b828b8c4"], description="La clé, lue dans le code QR.")
    ] = None,
    code: Annotated[
        str | None, Query(alias="c", max_length=200, examples=["A" * 86], description="Le code, à la suite de la clé.")
    ] = None,
) -> JSONResponse:
    """Sans le bon code, la réponse est la même que le numéro existe ou non ; avec lui, elle dit ce qu’il dit."""
    verification = verifier_public(numero, cle, code, services.atelier)
    if verification.verdict is Verdict.INDISPONIBLE:
        return problems.reponse(
            503,
            verification.constats[0],
            problems.reference_de(requete),
            "verification-indisponible",
            {"verdict": verification.verdict.value},
            {"Retry-After": str(problems.APRES_S)},
        )
    return JSONResponse(verification.en_json())
