"""The rule book: importing this package declares every rule, one module for each theme."""

from __future__ import annotations

from docgen.domain.regles import (
    candidats,
    convocation,
    jury,
    parchemins,
    proces_verbal,
    remise,
    report,
    resultats,
    session,
)
from docgen.domain.regles.registry import REGLES, Regle, controler, effets, regles_du_geste
from docgen.domain.regles.vocabulaire import (
    EDITER,
    Constat,
    Contexte,
    Effet,
    Geste,
    Gravite,
    Lecture,
    Manquement,
)

MODULES = (session, report, jury, candidats, convocation, resultats, proces_verbal, parchemins, remise)

__all__ = [
    "EDITER",
    "MODULES",
    "REGLES",
    "Constat",
    "Contexte",
    "Effet",
    "Geste",
    "Gravite",
    "Lecture",
    "Manquement",
    "Regle",
    "controler",
    "effets",
    "regles_du_geste",
]
