"""The only door for outside data: the JSON payload, version 1, to and from the domain."""

from __future__ import annotations

from typing import Any

from docgen.contract.charge import (
    dossier_en_json,
    en_json,
    lire_charge,
    lire_charge_et_geste,
    lire_valeurs_et_charges,
)
from docgen.contract.gestes import lire_charge_et_forme, lire_demarche
from docgen.contract.lecture import TAILLE_MAX

__all__ = [
    "TAILLE_MAX",
    "dossier_en_json",
    "en_json",
    "lire_charge",
    "lire_charge_et_forme",
    "lire_charge_et_geste",
    "lire_demarche",
    "lire_valeurs_et_charges",
    "schema_gestes_json",
    "schema_json",
]


def schema_json() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of the payload."""
    from docgen.contract import schema_charge

    return schema_charge.schema_json()


def schema_gestes_json() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of the file of each act."""
    from docgen.contract import schema_charge

    return schema_charge.schema_gestes_json()
