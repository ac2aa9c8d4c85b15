"""The home page: three doors for who comes in, and the door of his role for who is in."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from docgen.contract import schema_json
from service.erreurs import Introuvable
from service.pages.entree import accueil_de
from service.pages.gabarits import page
from service.pages.visite import visite_de

routes = APIRouter(include_in_schema=False)

EXEMPLES = {
    "session-titre-validee.json": "Session de titre validée : procès-verbaux, parchemins, livrets, notifications",
    "session-titre-a-convoquer.json": "Session de titre à convoquer : convocations et émargement",
    "session-ccp-validee.json": "Session de CCP validée : livrets",
}


@routes.get("/")
def accueil(requete: Request) -> Response:
    """The home page."""
    appelant = visite_de(requete).appelant
    if appelant is not None:
        return RedirectResponse(accueil_de(appelant), 303)
    return page(requete, "accueil.html")


@routes.get("/exemples/{nom}")
def exemple(nom: str) -> Response:
    """A fictional session, to try with."""
    if nom not in EXEMPLES:
        raise Introuvable
    contenu = files("docgen.exemples").joinpath(nom).read_bytes()
    return Response(
        contenu, media_type="application/json", headers={"Content-Disposition": f'attachment; filename="{nom}"'}
    )


@routes.get("/schema-session.json")
def schema() -> Response:
    """The published form of a payload."""
    return JSONResponse(schema_json(), media_type="application/schema+json")
