"""Every error as ``application/problem+json`` (RFC 9457): one table from the class to the status, and no other place.

A breakdown of ours says nothing of its cause to the caller: a reference leads whoever keeps the service to its logs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from docgen import errors
from docgen.contract.charge import en_json
from docgen.errors import ChargeInvalide, DocgenError, Erreur, Origine, RegistreEnRetard
from service.processus.equipe import EquipeOccupee, RenduAbandonne, RenduInterrompu
from service.socle import erreurs
from service.socle.erreurs import ErreurService, Introuvable, PlageRefusee, RefuseParLesRegles, RequeteInvalide
from service.socle.requetes import fautes_de_requete

TYPE_MEDIA = "application/problem+json"
DANS_L_ADRESSE = "path/"
STATUTS: Mapping[type[DocgenError], int] = {
    errors.DocgenError: 500,
    errors.ChargeInvalide: 422,
    errors.UsageInvalide: 422,
    errors.RenduImpossible: 422,
    errors.InstallationIncomplete: 503,
    errors.MachineEmpechee: 503,
    errors.RegistreIndisponible: 503,
    errors.RegistreDepasse: 503,
    errors.RegistreAltere: 503,
    errors.RegistreAbsent: 503,
    errors.RegistreEnRetard: 503,
    errors.FichiersIndisponibles: 503,
    errors.FichierAbsent: 404,
    errors.CachetImpossible: 503,
    errors.PapierDivergent: 409,
    errors.ActeImpossible: 409,
    RenduInterrompu: 503,
    RenduAbandonne: 503,
    EquipeOccupee: 503,
    erreurs.ErreurService: 500,
    erreurs.RequeteInvalide: 422,
    erreurs.RefuseParLesRegles: 409,
    erreurs.CleDejaEmployee: 409,
    erreurs.DemandeEnCours: 409,
    erreurs.NonIdentifie: 401,
    erreurs.RoleInsuffisant: 403,
    erreurs.CentreInterdit: 403,
    erreurs.Introuvable: 404,
    erreurs.FormatRefuse: 406,
    erreurs.CorpsTropLent: 408,
    erreurs.CorpsTropGros: 413,
    erreurs.TypeMediaRefuse: 415,
    erreurs.PlageRefusee: 416,
    erreurs.TropDAppels: 429,
    erreurs.PlaceEpuisee: 413,
    erreurs.TropDeTravaux: 429,
    erreurs.TropDeSuivis: 429,
    erreurs.EmetteurIndisponible: 503,
    erreurs.SansOuvrier: 503,
}
TITRES = {
    401: "Appel non identifié",
    403: "Appel refusé",
    404: "Introuvable",
    405: "Méthode refusée",
    406: "Format refusé",
    408: "Corps trop lent",
    409: "Refusé en l’état",
    413: "Corps trop gros",
    415: "Type de contenu refusé",
    416: "Plage hors du fichier",
    422: "Données mal formées",
    429: "Trop d’appels",
    500: "Erreur imprévue",
    503: "Service indisponible",
}
DETAILS = {
    404: erreurs.Introuvable.message_par_defaut(),
    405: "La méthode n'est pas de celles que cette adresse accepte : voyez l'en-tête Allow.",
    500: "Une erreur imprévue a tout arrêté. Transmettez la référence à qui tient Docgen, qui en lira la cause.",
}
EN_RETARD = (
    "Le service ne numérote plus rien : son registre va moins loin que ce qu'en sait son témoin, il a été restauré ou "
    "vidé. Réessayer n'y change rien : prévenez qui tient Docgen."
)
ILLISIBLE = "Le formulaire est illisible ; vérifiez ce qui l’envoie."
REESSAYER = "Réessayez dans un instant ; si cela dure, transmettez la référence à qui tient Docgen."
APRES_S = 5


def statut_de(erreur: DocgenError) -> int:
    """The status of an error: its own class's, or that of the nearest class above."""
    return next(STATUTS[classe] for classe in type(erreur).__mro__ if classe in STATUTS)


def probleme(erreur: DocgenError, reference: str) -> JSONResponse:
    """The answer to an error of Docgen or of the service."""
    statut = statut_de(erreur)
    champs: dict[str, Any] = {}
    if isinstance(erreur, RefuseParLesRegles):
        champs["manquements"] = en_json(erreur.manquements)
    if isinstance(erreur, (ChargeInvalide, RequeteInvalide)):
        champs["erreurs"] = [asdict(faute) for faute in erreur.erreurs]
    entetes = {}
    if statut == 401:
        entetes["WWW-Authenticate"] = "Bearer"
    if isinstance(erreur, PlageRefusee):
        entetes["Content-Range"] = f"bytes */{erreur.taille}"
    apres = erreur.apres_s if isinstance(erreur, ErreurService) else None
    if apres is None and statut == 503:
        apres = APRES_S
    if apres is not None:
        entetes["Retry-After"] = str(apres)
    return reponse(statut, dit_a_l_auteur(erreur), reference, _sorte(type(erreur)), champs, entetes)


def reponse(
    statut: int,
    detail: str,
    reference: str,
    sorte: str | None = None,
    champs: Mapping[str, Any] | None = None,
    entetes: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem, written."""
    corps = {
        "type": f"urn:docgen:probleme:{sorte}" if sorte else "about:blank",
        "title": TITRES.get(statut, "Erreur"),
        "status": statut,
        "detail": detail,
        "reference": reference,
        **(champs or {}),
    }
    return JSONResponse(corps, statut, dict(entetes or {}), TYPE_MEDIA)


def reference_de(requete: Request) -> str:
    """The identifier of the request, which its answer and its log line bear."""
    reference: str = getattr(requete.state, "reference", "-")
    return reference


def installer(app: FastAPI) -> None:
    """Have the application answer every error with a problem."""

    async def de_docgen(requete: Request, erreur: Exception) -> JSONResponse:
        assert isinstance(erreur, DocgenError)
        requete.state.erreur = erreur
        return probleme(erreur, reference_de(requete))

    async def de_validation(requete: Request, erreur: Exception) -> JSONResponse:
        assert isinstance(erreur, RequestValidationError)
        fautes = fautes_de_requete(erreur.errors())
        ailleurs = [faute.message for faute in fautes if faute.chemin.startswith(DANS_L_ADRESSE)]
        refus = Introuvable(f"L'adresse ne mène à rien : {' '.join(ailleurs)}") if ailleurs else RequeteInvalide(fautes)
        return probleme(refus, reference_de(requete))

    async def du_routeur(requete: Request, erreur: Exception) -> JSONResponse:
        assert isinstance(erreur, HTTPException)
        if isinstance(erreur.__cause__, DocgenError):  # the framework met it while it read a form
            return await de_docgen(requete, erreur.__cause__)
        if isinstance(erreur.__cause__, ClientDisconnect):
            raise erreur.__cause__
        if erreur.status_code == 400:  # what the framework says of a form that it cannot read
            return await de_docgen(requete, RequeteInvalide([Erreur("", ILLISIBLE)]))
        return _du_cadre(requete, erreur)

    app.add_exception_handler(DocgenError, de_docgen)
    app.add_exception_handler(RequestValidationError, de_validation)
    app.add_exception_handler(HTTPException, du_routeur)


def _du_cadre(requete: Request, erreur: HTTPException) -> JSONResponse:
    """What the framework refuses."""
    entetes = dict(erreur.headers or {})
    if erreur.status_code == 405 and (methodes := _methodes(requete)):
        entetes["Allow"] = ", ".join(methodes)
    detail = DETAILS.get(erreur.status_code, str(erreur.detail))
    return reponse(erreur.status_code, detail, reference_de(requete), entetes=entetes)


def _methodes(requete: Request) -> list[str]:
    """What this address accepts, by all the routes that answer there; the framework tells those of the first."""
    routes: Sequence[APIRoute] = requete.app.state.routes
    trouvees = [route for route in routes if route.matches(requete.scope)[0] is Match.PARTIAL]
    return sorted(methode for route in trouvees for methode in route.methods or ())


def dit_a_l_auteur(erreur: DocgenError) -> str:
    """What whoever asked is told: of a breakdown, its nature alone, for its cause names machines and their settings."""
    statut = statut_de(erreur)
    if isinstance(erreur, (ErreurService, RenduInterrompu, RenduAbandonne, EquipeOccupee)):
        return str(erreur)
    if statut < 500:
        return type(erreur).message_par_defaut() if erreur.origine is Origine.MACHINE else str(erreur)
    if isinstance(erreur, RegistreEnRetard):
        return EN_RETARD
    return f"{type(erreur).message_par_defaut()} {REESSAYER}" if statut == 503 else DETAILS[500]


def _sorte(classe: type[DocgenError]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", classe.__name__).lower()


def exemple(statut: int, classe: type[DocgenError] | None = None, **champs: Sequence[object]) -> dict[str, Any]:
    """A problem as the published description shows it."""
    return {
        "type": f"urn:docgen:probleme:{_sorte(classe)}" if classe else "about:blank",
        "title": TITRES[statut],
        "status": statut,
        "detail": classe.message_par_defaut() if classe else DETAILS[statut],
        "reference": "0f8b5a3c9d7e4f21",
        **champs,
    }
