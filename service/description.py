"""The published description of the routes (OpenAPI): the payload's own schema, real examples, problems, no filler."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from docgen.contract.schema_charge import schema_gestes_json
from service.lots.routes import DemandeLot
from service.socle.reponses import EXEMPLES
from service.socle.vues import Probleme

_DEFS, _COMPOSANTS = "#/$defs/", "#/components/schemas/"
_PARTAGES = {"ErreurVue", "Gravite", "ManquementVu"}  # in answers and in problems
_DES_CADRES = ("HTTPValidationError", "ValidationError")  # FastAPI's own, which no route answers


_LITTERAUX = ("example", "examples", "default", "enum", "const")  # values, which may have a « title » of their own
_NOMS = {"docgen__domain__papiers__vie__Etat": "EtatPapier", "service__travaux__tables__Etat": "EtatTravail"}
_ENTETES = {
    "Location": "Où suivre ce qui vient d’être créé.",
    "Link": 'La page suivante, s’il y en a une : rel="next".',
    "Preference-Applied": "« respond-async » quand « Prefer » l’a demandé.",
    "Idempotency-Replayed": "« true » quand la clé d’idempotence a rejoué la première réponse.",
}
_ENUMERATIONS = {
    "ActePapier": "Ce qui arrive à un papier numéroté après son émission.",
    "EtatDepot": "Ce que vaut un dépôt au jour où il est fait.",
    "EtatDevenir": "Ce qu’un papier vaut, pour qui le tient.",
    "EtatPapier": "Ce qu’est devenu un papier.",
    "EtatTravail": "Où en est un travail ; les quatre derniers ne changent plus.",
    "GenreLot": "À quoi sert un lot : les papiers des sessions, ou le pli destiné à l’État.",
    "Gravite": "Un manquement refuse le geste, ou prévient.",
    "NomGeste": "Ce qui se fait d’une session, et que des règles gardent.",
    "TypeDocument": "Les types de documents : voir /v1/types.",
    "Verdict": "Ce que l’on sait d’un papier.",
}


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
        document = _renommer(document)
        schemas = document["components"]["schemas"]
        publies = _schemas()
        assert schemas.keys() & publies.keys() <= _PARTAGES, "two schemas of one name: a route would show the wrong one"
        schemas.update(publies)
        for nom in _DES_CADRES:
            schemas.pop(nom, None)
        for nom, description in _ENUMERATIONS.items():
            schemas[nom]["description"] = description
        document["components"]["examples"] = {nom: _exemple(nom) for nom in EXEMPLES}
        reponses = json.loads((resources.files("service") / "exemples.json").read_text(encoding="utf-8"))
        for operations in document["paths"].values():
            for operation in operations.values():
                _retoucher(operation)
                _illustrer(operation, reponses)
        _intituler(document)
        document["components"]["schemas"] = dict(sorted(schemas.items()))
        app.openapi_schema = document
    return app.openapi_schema


ETIQUETTES = [
    {"name": "contrôles", "description": "Ce qui s’oppose à un geste, et ce qu’il changerait."},
    {"name": "documents", "description": "Les documents, à l’instant."},
    {"name": "dépôts", "description": "Les charges déposées et le compte rendu de leur contrôle."},
    {"name": "attestations", "description": "Ce que l’État affirme des sessions validées, et ce qu’il renvoie."},
    {"name": "travaux", "description": "Ce qui prend du temps : dossiers entiers, lots d’impression, papiers signés."},
    {"name": "fichiers", "description": "Les fichiers finis."},
    {"name": "registre", "description": "La vie des papiers numérotés."},
    {"name": "références", "description": "Règles, catalogue, clés publiques, vérification : ouvert à tous."},
    {"name": "santé", "description": "Pour qui tient le service."},
]


def _renommer(document: dict[str, Any]) -> dict[str, Any]:
    """Two enumerations of one name are told apart by what they are of, rather than by where the code keeps them."""
    texte = json.dumps(document, ensure_ascii=False)
    for long, court in _NOMS.items():
        texte = texte.replace(f'"{long}"', f'"{court}"').replace(f'{_COMPOSANTS}{long}"', f'{_COMPOSANTS}{court}"')
    renomme: dict[str, Any] = json.loads(texte)
    return renomme


def _intituler(document: dict[str, Any]) -> None:
    """Each model bears its own name and no other: whoever generates a client makes a class of each title."""
    _retirer_les_titres(document["paths"])
    for nom, schema in document["components"]["schemas"].items():
        _retirer_les_titres(schema)
        schema["title"] = nom


def _retirer_les_titres(noeud: Any) -> None:
    if isinstance(noeud, dict):
        if isinstance(noeud.get("title"), str):
            del noeud["title"]
        for nom, valeur in noeud.items():
            if nom not in _LITTERAUX:
                _retirer_les_titres(valeur)
    elif isinstance(noeud, list):
        for element in noeud:
            _retirer_les_titres(element)


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
    _dire_les_entetes(operation)
    if "HTTPValidationError" in json.dumps(reponses.get("422", {})):
        del reponses["422"]


def _dire_les_entetes(operation: dict[str, Any]) -> None:
    """The headers of a success that the framework does not know of."""
    noms = {parametre["name"] for parametre in operation.get("parameters", ())}
    for statut in {"200", "201", "202"} & operation["responses"].keys():
        presents = {
            "Location": statut != "200" and "requestBody" in operation,
            "Link": "depuis" in noms,
            "Preference-Applied": statut == "202" and "Prefer" in noms,
            "Idempotency-Replayed": "Idempotency-Key" in noms,
        }
        if entetes := {nom: _entete(nom) for nom, present in presents.items() if present}:
            operation["responses"][statut].setdefault("headers", {}).update(entetes)


def _entete(nom: str) -> dict[str, Any]:
    return {"description": _ENTETES[nom], "schema": {"type": "string"}}


def _illustrer(operation: dict[str, Any], exemples: dict[str, Any]) -> None:
    """Show what a success looks like: an answer that the service gave to the example sessions."""
    exemple = exemples.get(operation["operationId"])
    for statut, reponse in operation["responses"].items():
        if exemple is not None and statut.startswith("2") and "application/json" in reponse.get("content", {}):
            reponse["content"]["application/json"]["example"] = exemple
