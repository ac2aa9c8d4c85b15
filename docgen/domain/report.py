"""What the postponement of a session asks for: the new days, and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Profil(StrEnum):
    """Who acts in CERES (note 1.9 §3)."""

    CENTRE = "CENTRE"
    UD = "UD"
    DIRECCTE = "DIRECCTE"


@dataclass(frozen=True, slots=True)
class Report:
    """The wished days of a session, both included. ``profil`` is ``None`` when nobody says who acts."""

    debut: date | None = None
    fin: date | None = None
    profil: Profil | None = None

    @property
    def est_demande(self) -> bool:
        """True as soon as one wished day is given."""
        return self.debut is not None or self.fin is not None


SANS_REPORT = Report()
