"""What the description of a route says of its answers and of its body; the headers that several routes answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import Request, Response
from pydantic import BaseModel

from docgen.errors import ChargeInvalide, RegistreIndisponible
from service.socle import erreurs, problems

T = TypeVar("T")
R = TypeVar("R")
Reponses = dict[int | str, dict[str, Any]]
EXEMPLES = ("session-titre-validee", "session-titre-a-convoquer", "session-ccp-validee")
_QUAND = {
    401: ("Clé ou jeton absent, inconnu, révoqué ou périmé.", erreurs.NonIdentifie),
    403: ("Le rôle n’ouvre pas cette route, ou la charge est celle d’un autre centre.", erreurs.RoleInsuffisant),
    404: ("Rien de tel que vous puissiez voir.", erreurs.Introuvable),
    406: ("Le type de document n’existe pas dans ce format.", erreurs.FormatRefuse),
    409: ("Refusé par les règles, ou clé d’idempotence déjà employée.", erreurs.RefuseParLesRegles),
    413: ("Le corps dépasse la taille permise.", erreurs.CorpsTropGros),
    415: ("Le corps n’est pas du JSON.", erreurs.TypeMediaRefuse),
    416: ("La plage est hors du fichier.", erreurs.PlageRefusee),
    422: ("Charge ou paramètres mal formés : toutes les erreurs à la fois.", ChargeInvalide),
    429: ("Trop d’appels : attendre le délai de Retry-After.", erreurs.TropDAppels),
    503: ("Le registre ou les fichiers ne répondent pas : rien n’a été attribué.", RegistreIndisponible),
}
_ENTETE_ATTENTE = {"Retry-After": {"description": "Secondes à attendre.", "schema": {"type": "integer"}}}
TOUTES = (401, 403, 429, 503)
AVEC_CORPS = (413, 415, 422)


def refus(*statuts: int) -> Reponses:
    """The problems that a route may answer."""
    return {statut: _refus(statut) for statut in statuts}


def _refus(statut: int) -> dict[str, Any]:
    quand, classe = _QUAND[statut]
    contenu = {
        "schema": {"$ref": "#/components/schemas/Probleme"},
        "example": problems.exemple(statut, classe),
    }
    entetes = {"headers": _ENTETE_ATTENTE} if statut in (429, 503) else {}
    return {"description": quand, "content": {problems.TYPE_MEDIA: contenu}, **entetes}


def binaire(description: str, *types_media: str) -> Reponses:
    """A file."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": description, "content": dict.fromkeys(types_media, schema)}}


def corps_modele(modele: type[BaseModel], **exemple: object) -> dict[str, Any]:
    """The body of a route that takes a small object; an empty body is an object without a field."""
    contenu = {"application/json": {"schema": modele.model_json_schema(), "example": exemple}}
    return {"requestBody": {"required": False, "content": contenu}}


def corps_charge(
    schema: str = "Charge", obligatoire: bool = True, autres: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The body of a route that takes a payload, with the example sessions."""
    exemples = {nom: {"$ref": f"#/components/examples/{nom}"} for nom in EXEMPLES}
    contenu = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "examples": exemples}}
    return {"requestBody": {"required": obligatoire, "content": {**contenu, **(autres or {})}}}


def couper(
    trouves: Sequence[T], limite: int, place: Callable[[T], R] = attrgetter("id")
) -> tuple[Sequence[T], R | None]:
    """Those of a page, of which one more was asked, and where the next one begins."""
    return trouves[:limite], place(trouves[limite - 1]) if len(trouves) > limite else None


def une_page(
    requete: Request,
    reponse: Response,
    trouves: Sequence[T],
    limite: int,
    place: Callable[[T], R] = attrgetter("id"),
) -> tuple[Sequence[T], R | None]:
    """The same, said by the ``Link`` header too."""
    lignes, suite = couper(trouves, limite, place)
    if suite is not None:
        adresse = requete.url.include_query_params(depuis=str(suite))
        reponse.headers["Link"] = f'<{adresse.path}?{adresse.query}>; rel="next"'
    return lignes, suite


def disposition(fichier: str) -> str:
    """How the file is to be named, by old clients and by new ones."""
    sur = [lettre if lettre.isascii() and lettre.isprintable() and lettre not in '"\\' else "_" for lettre in fichier]
    ascii_seul = "".join(sur)
    suite = "" if ascii_seul == fichier else f"; filename*=UTF-8''{quote(fichier, safe='')}"
    return f'attachment; filename="{ascii_seul}"{suite}'
