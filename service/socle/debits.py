"""How often one may call: by caller once identified, by address otherwise. Each process counts its own calls."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter

from service.socle.erreurs import TropDAppels
from service.socle.settings import ConfigurationService, Debit


def _compteur() -> RateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


@dataclass(frozen=True, slots=True)
class Debits:
    """The limits of the service: ``appelant``, ``adresse`` and ``verification``."""

    limites: Mapping[str, RateLimitItem]
    compteur: RateLimiter = field(default_factory=_compteur)

    @classmethod
    def de(cls, configuration: ConfigurationService) -> Debits:
        """The limits that the operator decided."""
        return cls(
            {
                "appelant": _limite(configuration.debit),
                "adresse": _limite(configuration.debit_adresse),
                "verification": _limite(configuration.debit_verification),
            }
        )

    def compter(self, limite: str, qui: str) -> None:
        """One more call.

        Raises:
            TropDAppels: it is one too many.
        """
        regle = self.limites[limite]
        if not self.compteur.hit(regle, limite, qui):
            fenetre = self.compteur.get_window_stats(regle, limite, qui)
            raise TropDAppels(max(1, math.ceil(fenetre.reset_time - time.time())))


def _limite(debit: Debit) -> RateLimitItem:
    return RateLimitItemPerSecond(debit.appels, debit.periode_s)
