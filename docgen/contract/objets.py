"""What every object of the payload shares: its fields are known, ``x_*`` ones are free, and it has a domain class."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from docgen.contract.genres import refus

PREFIXE_LIBRE = "x_"
CHAMPS_MAX = 200


class Objet(BaseModel):
    """An object of the payload; ``domaine`` is the dataclass that it becomes, with the same field names."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"patternProperties": {f"^{PREFIXE_LIBRE}": True}},
    )
    domaine: ClassVar[type[Any]]

    @model_validator(mode="before")
    @classmethod
    def _laisser_les_champs_libres(cls, donnees: object) -> object:
        if not isinstance(donnees, dict):
            return donnees
        champs = {cle: valeur for cle, valeur in donnees.items() if not cle.startswith(PREFIXE_LIBRE)}
        if len(champs) > CHAMPS_MAX:
            raise refus("champs_trop_nombreux", nombre=len(champs), maximum=CHAMPS_MAX)
        return champs


def en_domaine(valeur: Any) -> Any:
    """The domain value of what a model holds."""
    if isinstance(valeur, Objet):
        noms = (champ.name for champ in fields(valeur.domaine))
        return valeur.domaine(**{nom: en_domaine(getattr(valeur, nom)) for nom in noms})
    if isinstance(valeur, tuple):
        return tuple(en_domaine(element) for element in valeur)
    return valeur
