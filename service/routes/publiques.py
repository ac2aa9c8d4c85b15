"""What anyone may read: the rule book, the catalogue, the public keys."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from fastapi import APIRouter, Request, Response

from docgen.documents import catalogue
from docgen.domain.regles import REGLES
from service.auth.portier import LesServices
from service.routes.modeles import ClePubliqueVue, FicheTypeVue, RegleVue
from service.routes.reponses import Reponses, refus

routeur = APIRouter(prefix="/v1", tags=["références"])
REPONSES: Reponses = {304: {"description": "Rien n’a changé depuis cet ETag."}, **refus(429)}
UNE_HEURE = "public, max-age=3600"


@routeur.get("/regles", summary="Le livre des règles", response_model=list[RegleVue], responses=REPONSES)
def regles(requete: Request) -> Response:
    """Chaque règle : code, énoncé, source, lecture, effet, gestes."""
    return cachable(requete, _regles())


@routeur.get("/types", summary="Le catalogue des documents", response_model=list[FicheTypeVue], responses=REPONSES)
def types(requete: Request) -> Response:
    """Chaque type de document : portée, formats, geste qui le garde, statuts qui l’appellent."""
    return cachable(requete, _types())


@routeur.get(
    "/cles",
    summary="Les clés publiques de signature",
    response_model=list[ClePubliqueVue],
    responses={**REPONSES, **refus(503)},
)
def cles(requete: Request, services: LesServices) -> Response:
    """Les clés Ed25519 qui ont signé ou signent les papiers ; les anciennes restent publiées."""
    return cachable(requete, _octets(services.atelier.registre.cles_publiques()))


def cachable(requete: Request, corps: bytes) -> Response:
    """An answer that intermediaries may keep for an hour; nothing is sent again to whoever has it."""
    etag = f'"{hashlib.sha256(corps).hexdigest()}"'
    entetes = {"ETag": etag, "Cache-Control": UNE_HEURE}
    if etag in requete.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=entetes)
    return Response(corps, headers=entetes, media_type="application/json")


@cache
def _regles() -> bytes:
    return _octets([regle.en_json() for regle in REGLES.values()])


@cache
def _types() -> bytes:
    return _octets([spec.en_json() for spec in catalogue().values()])


def _octets(valeur: object) -> bytes:
    return json.dumps(valeur, ensure_ascii=False).encode()
