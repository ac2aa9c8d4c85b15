"""The centre and the agrément by which it may hold sessions of a titre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from docgen.domain.communes import plier
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


@dataclass(frozen=True, slots=True)
class Agrement:
    """An agrément. A decision ``ACCEPTEE`` makes it valid whatever the displayed status (AGRE-03)."""

    id: str
    debut: date
    fin: date
    decision: str
    statut: str

    @property
    def est_accepte(self) -> bool:
        """The State said yes, in whatever spelling."""
        return plier(self.decision) in ("acceptee", "accepte")

    @property
    def est_suspendu(self) -> bool:
        """The displayed status says that the agrément is suspended, in whatever spelling."""
        return plier(self.statut) in ("suspendu", "suspendue")
