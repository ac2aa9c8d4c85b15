"""What whoever asks may decide about a session: the one thing that acts need to know of a caller."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pouvoir:
    """``atteste``: may say that a session was validated with these results. ``siret``: the only centre it acts for.

    ``siret`` is ``None`` for whoever acts for every centre.
    """

    atteste: bool
    siret: str | None = None

    def couvre(self, siret: str) -> bool:
        """True if what belongs to that centre is this caller's business."""
        return self.siret is None or self.siret == siret


ETAT = Pouvoir(atteste=True)
