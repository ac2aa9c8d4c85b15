"""The published description of the routes (OpenAPI): the payload's own schema, real examples, problems, no filler."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from docgen.contract import schema_gestes_json
from service.routes.lots import DemandeLot
from service.routes.modeles import Probleme
from service.routes.reponses import EXEMPLES

_DEFS, _COMPOSANTS = "#/$defs/", "#/components/schemas/"
_DES_CADRES = ("HTTPValidationError", "ValidationError")  # FastAPI's own, which no route answers


def decrire(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application; the same at every call."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=ETIQUETTES,
        )
        schemas = document["components"]["schemas"]
        schemas.update(_schemas())
        for nom in _DES_CADRES:
            schemas.pop(nom, None)
        document["components"]["examples"] = {nom: _exemple(nom) for nom in EXEMPLES}
        for operations in document["paths"].values():
            for operation in operations.values():
                _retoucher(operation)
        document["components"]["schemas"] = dict(sorted(schemas.items()))
        app.openapi_schema = document
    return app.openapi_schema


ETIQUETTES = [
    {"name": "contrôles", "description": "Ce qui s’oppose à un geste, et ce qu’il changerait."},
    {"name": "documents", "description": "Les documents, à l’instant."},
    {"name": "dépôts", "description": "Les charges déposées et le compte rendu de leur contrôle."},
    {"name": "travaux", "description": "Ce qui prend du temps : dossiers entiers et lots d’impression."},
    {"name": "fichiers", "description": "Les fichiers finis."},
    {"name": "registre", "description": "La vie des papiers numérotés."},
    {"name": "références", "description": "Règles, catalogue, clés publiques, vérification : ouvert à tous."},
    {"name": "santé", "description": "Pour qui tient le service."},
]


def _schemas() -> dict[str, Any]:
    """The published schemas of the payload and of the acts, under the names that the routes give them."""
    gestes = schema_gestes_json()
    fichiers = sorted({reference["$ref"] for reference in gestes["x-gestes"].values()})
    probleme = Probleme.model_json_schema(ref_template=_COMPOSANTS + "{model}")
    demarche = {
        "description": "Le fichier du geste : la charge, et ses paramètres sous « geste ».",
        "anyOf": [{"$ref": reference} for reference in fichiers],
    }
    lot = DemandeLot.model_json_schema(ref_template=_COMPOSANTS + "{model}")
    schemas = {**gestes["$defs"], **probleme.pop("$defs"), **lot.pop("$defs")}
    schemas |= {"Probleme": probleme, "Demarche": demarche, "DemandeLot": lot}
    texte = json.dumps(schemas, ensure_ascii=False)
    lus: dict[str, Any] = json.loads(texte.replace(_DEFS, _COMPOSANTS))
    return lus


def _exemple(nom: str) -> dict[str, Any]:
    charge = json.loads((resources.files("docgen") / "exemples" / f"{nom}.json").read_text(encoding="utf-8"))
    return {"summary": nom.replace("-", " ").capitalize(), "value": charge}


def _retoucher(operation: dict[str, Any]) -> None:
    """Say in French what FastAPI says in English unasked, and leave out the 422 that it adds to every parameter."""
    reponses = operation["responses"]
    for reponse in reponses.values():
        if reponse["description"] == "Successful Response":
            reponse["description"] = "La demande a abouti."
    if "HTTPValidationError" in json.dumps(reponses.get("422", {})):
        del reponses["422"]
