"""The clock: the instant is the server's, the day that of a place. No act is dated after it, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from docgen.domain.referentiels.calendrier import jour_francais
from docgen.domain.referentiels.fuseaux import FUSEAUX
from docgen.errors import ActeImpossible

PARIS = "Europe/Paris"
A_VENIR = (
    "L'acte est daté du {jour}, qui est à venir : le registre ne note que ce qui a eu lieu. Datez-le d'aujourd'hui, "
    "le {aujourdhui}, ou d'avant."
)


def maintenant() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Horloge:
    """The instant, and the day in a place: ``fuseau`` is the operator's zone, departments overseas have their own."""

    fuseau: str = PARIS
    instant: Callable[[], datetime] = maintenant

    def __call__(self, departement: str | None = None) -> date:
        """Today; in that department, if it has a zone of its own."""
        return self._jour(FUSEAUX.get(departement or "", self.fuseau))

    def en_cours(self, departement: str | None, quand: datetime | None = None) -> tuple[date, date]:
        """The days that it is here and in that department, the earlier first: now, or at another instant."""
        fuseaux = (self.fuseau, FUSEAUX.get(departement or "", self.fuseau))
        premier, dernier = sorted(self._jour(fuseau, quand) for fuseau in fuseaux)
        return premier, dernier

    def debut(self, jour: date) -> datetime:
        """The instant at which a day begins, in the operator's zone."""
        return datetime.combine(jour, time.min, ZoneInfo(self.fuseau))

    def refuser_l_avenir(self, jour: date, *departements: str | None) -> None:
        """Accept the day of an act: it has begun here, or in each of these departments.

        Raises:
            ActeImpossible: it is to come.
        """
        dernier = min(self.en_cours(lieu)[1] for lieu in departements or (None,))
        if jour > dernier:
            raise ActeImpossible(A_VENIR.format(jour=jour_francais(jour), aujourdhui=jour_francais(dernier)))

    def _jour(self, fuseau: str, quand: datetime | None = None) -> date:
        return (quand or self.instant()).astimezone(ZoneInfo(fuseau)).date()
