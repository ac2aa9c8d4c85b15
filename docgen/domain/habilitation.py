"""The right of a juror to sit: for a whole titre, or for one of its CCS."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Portee(StrEnum):
    """What a habilitation is for."""

    TITRE = "TITRE"
    CCS = "CCS"


class Action(StrEnum):
    """What may be done to a habilitation (note 1.7.1)."""

    VALIDER = "VALIDER"
    SUPPRIMER = "SUPPRIMER"
    REACTIVER = "REACTIVER"
    METTRE_EN_BROUILLON = "METTRE_EN_BROUILLON"
    SUSPENDRE = "SUSPENDRE"


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
    :func:`docgen.domain.habilitation_etats.fin_effective` (HABI-13).
    """

    portee: Portee
    code: str
    debut: date
    fin: date
    statut: StatutHabilitation = StatutHabilitation.ACTIVE


@dataclass(frozen=True, slots=True)
class HabilitationDesignee(Habilitation):
    """A habilitation taken out of its juror's record; ``id`` is the caller's, to know it again."""

    id: str | None = None


@dataclass(frozen=True, slots=True)
class HabilitationProlongee(Habilitation):
    """A habilitation with the end that counts; ``fin``, which is shown, does not change (HABI-13)."""

    fin_effective: date = field(kw_only=True)
