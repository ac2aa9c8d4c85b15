"""The only door for outside data: the JSON payload, version 1, to and from the domain."""

from __future__ import annotations

from docgen.contract.charge import (
    dossier_en_json,
    en_json,
    lire_charge,
    lire_charge_et_geste,
    lire_valeurs_et_charges,
)
from docgen.contract.decoupe import Extrait
from docgen.contract.gestes import lire_charge_et_forme, lire_demarche
from docgen.contract.lecture import TAILLE_MAX

__all__ = [
    "TAILLE_MAX",
    "Extrait",
    "dossier_en_json",
    "en_json",
    "lire_charge",
    "lire_charge_et_forme",
    "lire_charge_et_geste",
    "lire_demarche",
    "lire_valeurs_et_charges",
]
