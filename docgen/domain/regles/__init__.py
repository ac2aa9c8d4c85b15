"""The rule book: importing this package declares every rule, one module for each theme."""

from __future__ import annotations

from docgen.domain.regles.apres_examen import (
    decisions,
    emission,
    parchemins,
    proces_verbal,
    remise,
    resultats,
    session_attestee,
    validation,
)
from docgen.domain.regles.avant_examen import (
    candidats,
    convocations,
    dates,
    habilitations,
    inscription,
    jury,
    mentions,
    reports,
    sessions,
    titre_agrement,
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
    sessions,
    dates,
    reports,
    validation,
    titre_agrement,
    habilitations,
    jury,
    candidats,
    inscription,
    convocations,
    resultats,
    decisions,
    proces_verbal,
    parchemins,
    emission,
    session_attestee,
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
