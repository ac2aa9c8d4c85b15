"""The parameters that several routes share."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Header, Query

from docgen.contract.valeurs import UnJour
from service.socle.requetes import lire_corps

LIMITE_MAX = 200
CLE_MAX = 200

Jour = Annotated[
    UnJour | None,
    Query(
        alias="date",
        examples=["2019-03-20"],
        description="Aujourd’hui pour toutes les règles ; à défaut, le jour du serveur.",
    ),
]
Corps = Annotated[bytes, Depends(lire_corps)]
IDENTIFIANT = "^[A-Za-z0-9_-]{1,64}$"
UN_ID = "9c1f0d2ab3e44d5f8a6b7c8d9e0f1a2b"
UN_NUMERO = "2019-974-0000001-V"
Depuis = Annotated[
    str | None,
    Query(
        pattern=IDENTIFIANT, examples=[UN_ID], description="Le « suite » de la page précédente ; à défaut, le début."
    ),
]
Limite = Annotated[int, Query(ge=1, le=LIMITE_MAX, examples=[50], description="Combien de lignes au plus.")]
CleIdempotence = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=CLE_MAX,
        pattern="^[!-~]+$",
        examples=["session-123456-parchemins-1"],
        description="La même clé et la même demande redonnent la première réponse, sans rien refaire.",
    ),
]


def jour_de(donne: date | None) -> date:
    """Today: the day given, else the system's."""
    return donne or date.today()
