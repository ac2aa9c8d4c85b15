"""Errors as pages, for who reads with a browser; every other caller keeps the problem that the interface answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from docgen.errors import DocgenError
from service.erreurs import CentreInterdit, ErreurService, RefuseParLesRegles, TropDAppels
from service.pages.gabarits import page
from service.pages.issues import FormulairePerime, PageReservee
from service.pages.visite import visite_de
from service.problems import reference_de, statut_de

Reponse = Callable[[Request, Exception], Awaitable[Response]]

_INTITULES = {
    400: "La demande est illisible",
    403: "Cette page n’est pas pour ce compte",
    404: "Cette page n’existe pas",
    405: "Cette adresse ne se demande pas ainsi",
    409: "Les règles s’y opposent",
    413: "Le fichier est trop gros",
    422: "La demande n’a pas abouti",
    429: "Trop de demandes en peu de temps",
    500: "Une erreur imprévue a tout arrêté",
    503: "Le service est indisponible",
}
_PHRASES = {
    400: ("Sa forme n’est pas celle qu’attend le service. Revenez à la page précédente et recommencez.",),
    403: ("Vous êtes connecté, mais ce compte n’ouvre pas cette page. Déconnectez-vous pour en prendre un autre.",),
    404: (
        "L’adresse a peut-être été mal recopiée ; ou ce qu’elle montrait n’est plus gardé, ou n’est pas à votre centre.",
    ),
    405: ("Elle attend un formulaire. Revenez à la page précédente et recommencez.",),
    413: ("Une session tient en 10 Mo. Exportez une seule session par fichier, puis déposez-le de nouveau.",),
    422: ("Une valeur ne convient pas. Revenez à la page précédente, vérifiez les champs et recommencez.",),
    500: (
        "Ce n’est pas de votre fait, et rien n’a été émis. Recommencez ; si cela se répète, transmettez la référence "
        "ci-dessous à qui administre le service.",
    ),
    503: (
        "Le registre ou le dépôt des fichiers ne répond pas. Rien n’a été émis ni perdu : recommencez dans quelques "
        "minutes.",
    ),
}


def monter(app: FastAPI) -> None:
    """Put the pages of errors before the problems that the application answers already."""
    for classe in (DocgenError, RequestValidationError, HTTPException):
        app.add_exception_handler(classe, _devant(app.exception_handlers[classe]))  # type: ignore[arg-type]
    app.add_exception_handler(PageReservee, _se_connecter)
    app.add_exception_handler(FormulairePerime, _perime)


def veut_une_page(requete: Request) -> bool:
    """True for a browser that shows what it gets; htmx and programs say otherwise, or nothing."""
    return "text/html" in requete.headers.get("accept", "") and "hx-request" not in requete.headers


def page_d_erreur(
    requete: Request, statut: int, phrases: tuple[str, ...] = (), intitule: str | None = None, apres_s: int | None = None
) -> Response:
    """The page of an error: what it is, why, what to do."""
    visite = visite_de(requete)
    issues = [("/depots", "Aller à mes dépôts")] if visite.appelant else []
    reponse = page(
        requete,
        "erreur.html",
        statut,
        intitule=intitule or _INTITULES.get(statut, _INTITULES[500]),
        phrases=phrases or _PHRASES.get(statut, _PHRASES[500]),
        reference=reference_de(requete) if statut >= 500 else None,
        issues=[*issues, ("/", "Revenir à l’accueil")],
    )
    if apres_s:
        reponse.headers["Retry-After"] = str(apres_s)
    return reponse


def _devant(suivant: Reponse) -> Reponse:
    async def repondre(requete: Request, erreur: Exception) -> Response:
        reponse = await suivant(requete, erreur)  # it also writes the error down
        if not veut_une_page(requete) or reponse.status_code < 400:
            return reponse
        return _page_de(requete, erreur, reponse.status_code)

    return repondre


def _page_de(requete: Request, erreur: Exception, statut: int) -> Response:
    if statut == 401:
        return _vers_la_connexion(requete)
    if isinstance(erreur, TropDAppels):
        attente = f"Attendez {erreur.apres_s} s, puis recommencez : rien n’a été perdu."
        return page_d_erreur(requete, statut, (attente,), apres_s=erreur.apres_s)
    if isinstance(erreur, RefuseParLesRegles):
        return page_d_erreur(requete, statut, tuple(manquement.message for manquement in erreur.manquements))
    parle = isinstance(erreur, CentreInterdit) or (
        isinstance(erreur, DocgenError) and not isinstance(erreur, ErreurService) and statut_de(erreur) < 500
    )
    return page_d_erreur(requete, statut, (str(erreur),) if parle else ())


async def _se_connecter(requete: Request, erreur: Exception) -> Response:
    assert isinstance(erreur, PageReservee)
    return page_d_erreur(requete, 403) if erreur.connecte else _vers_la_connexion(requete)


def _vers_la_connexion(requete: Request) -> Response:
    suite = requete.url.path if requete.method == "GET" else ""
    return RedirectResponse(f"/connexion?suite={quote(suite)}", 303)


async def _perime(requete: Request, erreur: Exception) -> Response:
    phrase = (
        "La visite a pris fin, ou le formulaire a été ouvert avant que vous ne vous connectiez. Rien n’a été fait : "
        "rouvrez la page et recommencez."
    )
    return page_d_erreur(requete, 403, (phrase,), intitule="Ce formulaire n’est plus valable")
