"""How many documents were produced over twelve rolling months, by centre, by authority, by type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from docgen.domain.papiers.papier import Statistique
from docgen.usecases.atelier import Atelier


@dataclass(frozen=True, slots=True)
class Statistiques:
    """The counts between two days, both included; ``details`` holds each (centre, authority, type)."""

    depuis: date
    jusqua: date
    details: tuple[Statistique, ...]

    @property
    def total(self) -> int:
        """All the documents."""
        return sum(detail.documents for detail in self.details)

    def par(self, axe: str) -> dict[str, int]:
        """The counts along one axis: ``siret``, ``departement`` or ``type``, the greatest first."""
        comptes: Counter[str] = Counter()
        for detail in self.details:
            comptes[getattr(detail, axe)] += detail.documents
        return dict(sorted(comptes.items(), key=lambda compte: (-compte[1], compte[0])))

    def en_json(self) -> dict[str, object]:
        """The same, for a machine."""
        return {
            "depuis": self.depuis.isoformat(),
            "jusqua": self.jusqua.isoformat(),
            "total": self.total,
            "par_centre": self.par("siret"),
            "par_autorite": self.par("departement"),
            "par_type": self.par("type"),
        }


def douze_mois(jour: date) -> tuple[date, date]:
    """The twelve months that end on a day: from the day after the same one, a year before."""
    try:
        anniversaire = jour.replace(year=jour.year - 1)
    except ValueError:  # 29 February
        anniversaire = date(jour.year - 1, 2, 28)
    return anniversaire + timedelta(days=1), jour


def statistiques(jour: date, atelier: Atelier, siret: str | None = None) -> Statistiques:
    """The documents of the twelve months that end on ``jour``; of one centre, if ``siret`` is given."""
    depuis, jusqua = douze_mois(jour)
    return Statistiques(depuis, jusqua, atelier.registre.statistiques(depuis, jusqua, siret))
