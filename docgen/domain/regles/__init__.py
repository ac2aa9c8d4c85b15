"""The rule book: importing this package declares every rule, one module for each theme."""

from __future__ import annotations

from docgen.domain.regles import (
    candidats,
    convocation,
    dates,
    decisions,
    emission,
    habilitation,
    inscription,
    jury,
    mentions,
    parchemins,
    proces_verbal,
    remise,
    report,
    resultats,
    session,
    titre_agrement,
    validation,
)
from docgen.domain.regles.registry import REGLES, Regle, controler, effets, regles_du_geste
from docgen.domain.regles.vocabulaire import (
    EDITER,
    SANS_SESSION,
    Constat,
    Contexte,
    Effet,
    Geste,
    Gravite,
    Lecture,
    Manquement,
)

MODULES = (
    session,
    dates,
    report,
    validation,
    titre_agrement,
    habilitation,
    jury,
    candidats,
    inscription,
    convocation,
    resultats,
    decisions,
    proces_verbal,
    parchemins,
    emission,
    mentions,
    remise,
)

__all__ = [
    "EDITER",
    "MODULES",
    "REGLES",
    "SANS_SESSION",
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
