"""How documents are asked for: the options that the routes of documents share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Query

from docgen.usecases.formats import USAGES
from service.socle.parametres import Jour, jour_de


class Usage(StrEnum):
    """À conserver, ou à imprimer."""

    ARCHIVE = "archive"
    IMPRESSION = "impression"


assert tuple(Usage) == USAGES


@dataclass(frozen=True, slots=True)
class Options:
    """See the parameters of :func:`lire_options`."""

    jour: date
    usage: str
    brouillon: bool
    papier_en_tete: bool


async def lire_options(
    usage: Annotated[
        Usage, Query(examples=["archive"], description="archive (à conserver) ou impression (papier).")
    ] = Usage.ARCHIVE,
    brouillon: Annotated[
        bool, Query(examples=[False], description="Sans valeur, sans numéro, malgré les refus.")
    ] = False,
    papier_en_tete: Annotated[
        bool, Query(examples=[False], description="Pour un papier qui porte l’en-tête du centre.")
    ] = False,
    jour: Jour = None,
) -> Options:
    """The options of a request."""
    return Options(jour_de(jour), usage.value, brouillon, papier_en_tete)


LesOptions = Annotated[Options, Depends(lire_options)]
