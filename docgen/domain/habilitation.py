"""The right of a juror to sit: for a whole titre, or for one of its CCS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Portee(StrEnum):
    """What a habilitation is for."""

    TITRE = "TITRE"
    CCS = "CCS"


class StatutHabilitation(StrEnum):
    """The state of a habilitation (note 1.7.1)."""

    BROUILLON = "BROUILLON"
    ACTIVE = "ACTIVE"
    SUSPENDUE = "SUSPENDUE"
    EXPIREE = "EXPIREE"


@dataclass(frozen=True, slots=True)
class Habilitation:
    """A habilitation on ``code`` (``TP-ddddd`` or a CCS code), from ``debut`` to ``fin`` included.

    ``fin`` is the end that is shown; the end that counts during a titre's prolongation is
    :func:`docgen.domain.regles.jury.fin_effective` (HABI-13).
    """

    portee: Portee
    code: str
    debut: date
    fin: date
    statut: StatutHabilitation = StatutHabilitation.ACTIVE
