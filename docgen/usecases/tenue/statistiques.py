"""How many documents were issued over twelve rolling months, by month, by centre, by authority, by type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from docgen.domain.papiers.papier import Statistique
from docgen.domain.referentiels.calendrier import ajouter_jours, ajouter_mois
from docgen.usecases.atelier import Atelier


@dataclass(frozen=True, slots=True)
class Statistiques:
    """The counts between two days, both included; ``details`` holds each (month, centre, authority, type)."""

    depuis: date
    jusqua: date
    details: tuple[Statistique, ...]

    @property
    def total(self) -> int:
        """All the documents."""
        return sum(detail.documents for detail in self.details)

    @property
    def mois(self) -> tuple[str, ...]:
        """Every calendar month that the period touches, oldest first, empty ones included."""
        premier, dernier = (jour.year * 12 + jour.month - 1 for jour in (self.depuis, self.jusqua))
        return tuple(f"{rang // 12}-{rang % 12 + 1:02d}" for rang in range(premier, dernier + 1))

    def du_mois(self, mois: str) -> Statistiques:
        """The counts of one month."""
        return replace(self, details=tuple(detail for detail in self.details if detail.mois == mois))

    def de_types(self, *types: str) -> Statistiques:
        """The counts of some types."""
        return replace(self, details=tuple(detail for detail in self.details if detail.type in types))

    def par(self, axe: str) -> dict[str, int]:
        """The counts along one axis: ``siret``, ``departement`` or ``type``, the greatest first."""
        comptes: Counter[str] = Counter()
        for detail in self.details:
            comptes[getattr(detail, axe)] += detail.documents
        return dict(sorted(comptes.items(), key=lambda compte: (-compte[1], compte[0])))

    def coupes(self) -> dict[str, object]:
        """The total, and the counts along each axis."""
        axes = {"par_centre": "siret", "par_autorite": "departement", "par_type": "type"}
        return {"total": self.total, **{nom: self.par(axe) for nom, axe in axes.items()}}

    def en_json(self) -> dict[str, object]:
        """The same, for a machine."""
        return {
            "depuis": self.depuis.isoformat(),
            "jusqua": self.jusqua.isoformat(),
            **self.coupes(),
            "par_mois": [{"mois": mois, **self.du_mois(mois).coupes()} for mois in self.mois],
        }


def statistiques(jour: date, atelier: Atelier) -> Statistiques:
    """The documents of the twelve months that end on ``jour``, of the centres that whoever asks may see."""
    depuis = ajouter_jours(ajouter_mois(jour, -12), 1)
    return Statistiques(depuis, jour, atelier.registre.statistiques(depuis, jour, atelier.pouvoir.perimetre))
