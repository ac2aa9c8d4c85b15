"""The centre and the agrément by which it may hold sessions of a titre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from docgen.domain.personnes import Adresse


class TypeCentre(StrEnum):
    """CFA and CRP have a longer prolongation (SESS-03)."""

    CFA = "CFA"
    CRP = "CRP"
    AUTRE = "AUTRE"


@dataclass(frozen=True, slots=True)
class Centre:
    """An exam centre. ``nom_court`` is the name used in file names (REMI-01)."""

    siret: str
    raison_sociale: str
    nom_court: str
    type: TypeCentre
    adresse: Adresse
    telephone: str | None = None
    courriel: str | None = None


class DecisionAgrement(StrEnum):
    """What the State answered to the demand."""

    ACCEPTEE = "ACCEPTEE"
    REFUSEE = "REFUSEE"
    EN_COURS = "EN_COURS"


class StatutAgrement(StrEnum):
    """The status that CERES shows."""

    VALIDE = "VALIDE"
    EN_COURS_D_INSTRUCTION = "EN_COURS_D_INSTRUCTION"
    SUSPENDU = "SUSPENDU"
    ECHU = "ECHU"
    RETIRE = "RETIRE"


@dataclass(frozen=True, slots=True)
class Agrement:
    """An agrément. A decision ``ACCEPTEE`` makes it valid whatever the displayed status (AGRE-03)."""

    id: str
    debut: date
    fin: date
    decision: DecisionAgrement
    statut: StatutAgrement

    @property
    def est_accepte(self) -> bool:
        """The State said yes."""
        return self.decision is DecisionAgrement.ACCEPTEE

    @property
    def est_arrete(self) -> bool:
        """The State stopped it, whatever it had decided before: suspended, or taken back."""
        return self.statut in (StatutAgrement.SUSPENDU, StatutAgrement.RETIRE)
