"""What every object of the payload shares: its fields are known, ``x_*`` ones are free, and it has a domain class."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from docgen.contract.genres import refus
from docgen.domain.langue.textes import champs_de

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
    if isinstance(valeur, tuple):
        return tuple(map(en_domaine, valeur))
    if not isinstance(valeur, Objet):
        return valeur
    domaine: Any = valeur.domaine
    return domaine(**{nom: en_domaine(getattr(valeur, nom)) for nom in champs_de(domaine)})
