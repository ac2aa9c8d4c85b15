"""What one caller may hold of what all share: bytes kept, and streams open. Jobs are counted where they are written."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from service.administration.purge import IDEMPOTENCE
from service.socle import tables
from service.socle.donnees import Base, maintenant
from service.socle.erreurs import PlaceEpuisee, TropDeSuivis

FRAICHEUR_S = 15.0  # a caller's bytes are added up again after so long; those that it sends meanwhile are added
MO = 1_000_000
MINIMUM_S = 60
PLEIN = (
    "Rien n'a été gardé : vos dépôts, vos charges de lots, vos papiers numérisés et vos premières réponses tiennent "
    "{occupes:.1f} Mo, et {maximum:.0f} Mo vous sont permis. La place se libère à partir du {jour}, quand les plus "
    "anciens passent l'âge ; d'ici là, demandez à qui tient Docgen de vous en permettre plus."
)
SUIVIS = (
    "Vous suivez déjà {nombre} travaux, le plus qui vous soit permis à la fois : fermez un de ces suivis, ou lisez le "
    "travail de temps en temps (GET /v1/travaux/ID)."
)


@dataclass(slots=True)
class Reserve:
    """The bytes kept for each caller. ``conservation``: the age at which they are forgotten."""

    base: Base
    maximum: int
    conservation: timedelta
    _connus: dict[str, tuple[float, int]] = field(default_factory=dict)

    def exiger(self, appelant: str, octets: int = 0) -> None:
        """Make sure that so many bytes more may be kept.

        Raises:
            PlaceEpuisee: they may not; it says when they will.
        """
        lu, occupes = self._connus.get(appelant, (0.0, 0))
        if time.monotonic() - lu > FRAICHEUR_S or occupes + octets > self.maximum:
            lu, occupes = time.monotonic(), self._compter(appelant)
        if occupes + octets > self.maximum:
            raise self._refus(appelant, occupes)
        self._connus[appelant] = lu, occupes + octets

    def _compter(self, appelant: str) -> int:
        if len(self._connus) > 10_000:
            self._connus.clear()
        with self.base.lecture() as ouverte:
            return sum(
                ouverte.execute(select(func.coalesce(func.sum(taille), 0)).where(qui == appelant)).scalar_one()
                for taille, qui, _, _ in self._sources()
            )

    def _refus(self, appelant: str, occupes: int) -> PlaceEpuisee:
        with self.base.lecture() as ouverte:
            fins = [
                datetime.fromisoformat(plus_ancien) + age
                for taille, qui, cree, age in self._sources()
                if (plus_ancien := ouverte.execute(select(func.min(cree)).where(qui == appelant, taille > 0)).scalar())
            ]
        fin = min(fins, default=maintenant() + self.conservation)
        dit = PLEIN.format(occupes=occupes / MO, maximum=self.maximum / MO, jour=f"{fin:%d/%m/%Y à %H h %M} UTC")
        return PlaceEpuisee(max(MINIMUM_S, int((fin - maintenant()).total_seconds())), dit)

    def _sources(self) -> tuple[tuple[Any, Any, Any, timedelta], ...]:
        """Size, caller, birth of the rows, and their age at the purge."""
        depots, travaux, reponses = tables.depots.c, tables.travaux.c, tables.idempotence.c
        return (
            (depots.taille, depots.appelant, depots.cree, self.conservation),
            (travaux.octets, travaux.appelant, travaux.cree, self.conservation),
            (reponses.taille, reponses.appelant, reponses.cree, IDEMPOTENCE),
        )


@dataclass(slots=True)
class Suivis:
    """The streams that each caller has open in this process."""

    maximum: int
    _ouverts: Counter[str] = field(default_factory=Counter)
    _verrou: threading.Lock = field(default_factory=threading.Lock)

    def prendre(self, appelant: str) -> None:
        """Hold one more, that :meth:`rendre` gives back.

        Raises:
            TropDeSuivis: it would be one too many.
        """
        with self._verrou:
            if self._ouverts[appelant] >= self.maximum:
                raise TropDeSuivis(SUIVIS.format(nombre=self.maximum))
            self._ouverts[appelant] += 1

    def rendre(self, appelant: str) -> None:
        """One less."""
        with self._verrou:
            self._ouverts[appelant] -= 1
            if not self._ouverts[appelant]:
                del self._ouverts[appelant]
