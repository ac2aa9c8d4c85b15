"""The published JSON Schema of the payload: ``python -m docgen.contract.schema_charge`` prints it."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from docgen.contract.gestes import FICHIERS
from docgen.contract.modeles import Charge, FichierSansSession

DIALECTE = "https://json-schema.org/draft/2020-12/schema"


class _Generateur(GenerateJsonSchema):
    """Pydantic's generator without the titles that it makes up from the Python names."""

    schema_dialect = DIALECTE

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_json() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the payload, version 1; the same at every call."""
    schema = Charge.model_json_schema(schema_generator=_Generateur, mode="validation")
    _sans_titres(schema)
    return {"$schema": DIALECTE, "title": "Charge Docgen, version 1", **schema}


def schema_gestes_json() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the file of each act, under ``$defs``; ``x-gestes`` says whose is which."""
    modeles: dict[str, type[FichierSansSession]] = {modele.__name__: modele for modele in FICHIERS.values()}
    references, schema = models_json_schema(
        [(modele, "validation") for modele in modeles.values()], schema_generator=_Generateur
    )
    _sans_titres(schema)
    return {
        "$schema": DIALECTE,
        "title": "Fichiers des gestes Docgen, version 1",
        "description": "Le fichier d’un geste a les clés de la charge et ses paramètres sous « geste ».",
        "x-gestes": {geste.value: references[modele, "validation"] for geste, modele in FICHIERS.items()},
        **schema,
    }


def _sans_titres(schema: dict[str, Any]) -> None:
    schema.pop("title", None)
    for definition in schema["$defs"].values():
        definition.pop("title", None)


if __name__ == "__main__":
    json.dump(schema_json(), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
