"""What anyone may read: the rule book, the catalogue, the public keys and certificates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from docgen.contract.charge import en_json
from docgen.documents import catalogue
from docgen.domain.regles.registry import REGLES
from service.acces.portier import LesServices
from service.socle.reponses import Reponses, refus

routeur = APIRouter(prefix="/v1", tags=["références"])
REPONSES: Reponses = {304: {"description": "Rien n’a changé depuis cet ETag."}, **refus(429)}
Route = TypeVar("Route", bound=Callable[..., Response])
UNE_HEURE = "public, max-age=3600"


class RegleVue(BaseModel):
    """Une règle du livre."""

    code: str = Field(description="Son code.")
    enonce: str = Field(description="Ce qu’elle demande.")
    source: str = Field(description="D’où elle vient.")
    lecture: str = Field(description="L : à la lettre ; autre : déduite.")
    effet: str = Field(description="BLOQUANT, AVERTISSEMENT ou EFFET.")
    gestes: list[str] = Field(description="Les gestes qu’elle garde.")
    locale: bool = Field(description="Elle ne vient que du guide de l’AFPAR.")
    du: str | None = Field(description="Le premier jour où elle vaut.")
    au: str | None = Field(description="Le dernier.")
    note: str | None = Field(description="Comment Docgen la lit.")


class FicheTypeVue(BaseModel):
    """Un type de document."""

    code: str = Field(description="Son code.")
    intitule: str = Field(description="Son nom.")
    famille: str = Field(description="Sa famille.")
    portee: str = Field(description="Un document par session, par titre, par candidat…")
    formats: list[str] = Field(description="Le premier est celui d’office.")
    geste: str | None = Field(description="Le geste qui le garde.")
    statuts: list[str] = Field(description="Les statuts de session qui l’appellent.")
    condition: str | None = Field(description="Ce qu’il faut de plus pour qu’il soit appelé.")
    version: str = Field(description="La version de son modèle.")
    versions_anciennes: list[str] = Field(description="Celles d’avant.")


class ClePubliqueVue(BaseModel):
    """Une clé publique de signature."""

    id: str = Field(description="Ce que « k » nomme.")
    algorithme: str = Field(description="Ed25519.")
    cle_publique: str = Field(description="En base64url.")
    etat: Literal["courante", "retiree", "compromise"] = Field(description="En service, retirée ou compromise.")
    creee_le: str = Field(description="Son premier instant.")
    retiree_le: str | None = Field(description="Depuis quand elle ne signe plus.")
    compromise_depuis: str | None = Field(description="Le jour depuis lequel d’autres ont pu signer avec elle.")
    temoignee_jusqu_a: int | None = Field(
        description="Compromise : ses papiers restent sûrs jusqu’à cette ligne du registre, qu’un témoin avait reçue."
    )


class CertificatVue(BaseModel):
    """Un certificat avec lequel l’exploitant a scellé, ou scelle, ses PDF à conserver."""

    empreinte: str = Field(description="Son SHA-256, par lequel on le reconnaît dans un fichier.")
    par: str = Field(description="Au nom de qui.")
    certificat: str = Field(description="Le certificat, en PEM.")
    depuis: str = Field(description="Le jour où il a scellé pour la première fois.")
    jusqu_a: str | None = Field(description="Le jour où un autre a pris sa suite.")


def _publiee(nom: str, resume: str, modele: Any, *refus_possibles: int) -> Callable[[Route], Route]:
    """The route of something that anyone may read."""
    return routeur.get(
        f"/{nom}",
        operation_id=f"publiques_{nom}",
        summary=resume,
        response_model=modele,
        responses={**REPONSES, **refus(*refus_possibles)},
    )


@_publiee("regles", "Le livre des règles", list[RegleVue])
def regles(requete: Request) -> Response:
    """Chaque règle : code, énoncé, source, lecture, effet, gestes."""
    return cachable(requete, _regles())


@_publiee("types", "Le catalogue des documents", list[FicheTypeVue])
def types(requete: Request) -> Response:
    """Chaque type de document : portée, formats, geste qui le garde, statuts qui l’appellent."""
    return cachable(requete, _types())


@_publiee("cles", "Les clés publiques de signature", list[ClePubliqueVue], 503)
def cles(requete: Request, services: LesServices) -> Response:
    """Les clés Ed25519 qui ont signé ou signent les papiers ; les anciennes restent publiées.

    Sans le fichier des clés, rien n’est répondu : sans elles, un vrai papier passerait pour faux.
    """
    services.atelier.registre.exiger_cles()
    return cachable(requete, _octets(services.atelier.registre.trousseau.cles_publiques()))


@_publiee("cachets", "Les certificats du cachet", list[CertificatVue], 503)
def cachets(requete: Request, services: LesServices) -> Response:
    """Les certificats du cachet électronique, du premier au dernier ; aucun si l’exploitant ne scelle pas."""
    return cachable(requete, _octets(en_json(services.atelier.registre.certificats())))


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
