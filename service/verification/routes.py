"""The public verification of a paper, for machines; people who come with a browser get the page of the same address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, File, Form, Path, Query, Request, UploadFile
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.routing import Match
from starlette.types import Scope

from docgen.errors import Erreur, UsageInvalide
from docgen.usecases.processus.isolement import TROP
from docgen.usecases.tenue import verification_pdf
from docgen.usecases.tenue.verification import (
    Saisie,
    Verdict,
    Verification,
    verifier_jeton_public,
    verifier_public,
)
from service.acces.portier import LesServices
from service.contexte import Services
from service.processus.equipe import RenduInterrompu
from service.processus.tours import ATTENTE_PLACE_S
from service.socle import problems
from service.socle.erreurs import RequeteInvalide
from service.socle.reponses import refus
from service.socle.requetes import UN_NUMERO
from service.verification.vues import VerificationVue

R = TypeVar("R")
DELAI_S: Final = 20  # for a file that anyone may send


class RoutePourMachines(APIRoute):
    """Leaves browsers to the route of the page, when there is one."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for who asks for HTML."""
        accepte = Headers(scope=scope).get("accept", "") if scope["type"] == "http" else ""
        if "text/html" in accepte and getattr(scope["app"].state, "appelant_de_session", None) is not None:
            return Match.NONE, {}
        return super().matches(scope)


routeur = APIRouter(tags=["références"], route_class=RoutePourMachines)
Fichier = Annotated[UploadFile | None, File(description="Le PDF d’un papier, tel qu’il a été reçu.")]
Jeton = Annotated[
    str | None,
    Form(max_length=4096, description="Ce qui suit « # » dans l’adresse d’un code QR, ou cette adresse entière."),
]
_UN_DES_DEUX: Final = "Donnez un PDF sous « fichier », ou le jeton d’un code QR sous « jeton » : l’un des deux."
_CORPS = {"requestBody": {"content": {"multipart/form-data": {"example": {"fichier": "%PDF-1.7 …"}}}}}


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
        str | None,
        Query(max_length=64, examples=["7K3F-9QXM-2B4T"], description="Les douze signes imprimés sous le numéro."),
    ] = None,
) -> JSONResponse:
    """Sans la bonne clé, la réponse est la même que le numéro existe ou non ; avec elle, elle dit ce que le papier dit.

    Ni la casse, ni les espaces, ni les tirets ne comptent ; O se lit 0, I et L se lisent 1.
    """
    return _repondre(requete, verifier_public(Saisie(numero, cle), services.atelier))


@routeur.post(
    "/verification",
    summary="Vérifier un fichier PDF, ou le jeton d’un code QR",
    response_model=VerificationVue,
    responses=refus(413, 422, 429, 503),
    openapi_extra=_CORPS,
)
def verifier_envoi(
    requete: Request,
    services: LesServices,
    fichier: Fichier = None,
    jeton: Jeton = None,
) -> JSONResponse:
    """D’un fichier : est-il, octet pour octet, ce qui a été émis ? Sinon, en quoi ses données, son texte et son dessin
    diffèrent. D’un jeton : ce qu’il dit, si une de nos clés l’a signé, et ce que son papier est devenu.

    D’un fichier qui n’a pas le jeton de son numéro, rien n’est dit de ce numéro.
    """
    return _repondre(requete, verifier_ce_qui_est_envoye(fichier, jeton, services))


def verifier_ce_qui_est_envoye(fichier: UploadFile | None, jeton: str | None, services: Services) -> Verification:
    """What is publicly known of a PDF, or of the token of a QR: of one of them."""
    if fichier is not None and jeton is None:
        return verifier_fichier(fichier, services)
    if jeton is not None and fichier is None:
        return verifier_jeton_public(jeton, services.atelier)
    raise RequeteInvalide([Erreur("fichier", _UN_DES_DEUX)])


def verifier_fichier(fichier: UploadFile, services: Services) -> Verification:
    """What is publicly known of a PDF that was sent; a child reads it."""

    def confier(fonction: Callable[..., R], *arguments: object) -> R:
        try:
            return services.equipe.faire(fonction, *arguments, delai_s=DELAI_S, attente_s=ATTENTE_PLACE_S)
        except RenduInterrompu as cause:
            raise UsageInvalide(TROP) from cause

    nom = fichier.filename or "fichier.pdf"
    return verification_pdf.verifier_fichier(fichier.file.read(), nom, services.atelier, True, confier)


def _repondre(requete: Request, verification: Verification) -> JSONResponse:
    if verification.verdict is Verdict.INDISPONIBLE:
        autres: dict[str, Any] = {"verdict": verification.verdict.value}
        return problems.reponse(
            503,
            verification.constats[0].dire(),
            problems.reference_de(requete),
            "verification-indisponible",
            autres,
            {"Retry-After": str(problems.APRES_S)},
        )
    return JSONResponse(verification.en_json())
