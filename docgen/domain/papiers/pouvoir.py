"""What whoever asks may read, and decide about a session: all that acts need to know of a caller."""

from __future__ import annotations

from dataclasses import dataclass

PERSONNE = ""  # no centre has that SIRET


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Whose data may be read: those of the centre of that SIRET, or of every centre (``None``).

    Whatever reads for somebody asks for one: forgetting whom it reads for is a fault of types.
    """

    siret: str | None

    def couvre(self, siret: str | None) -> bool:
        """True if what belongs to that centre is within it; what belongs to no centre is, for who sees all."""
        return self.siret is None or self.siret == siret

    def restreint_a(self, siret: str) -> Perimetre:
        """That centre alone; nothing, if it is not within this one."""
        return Perimetre(siret if self.couvre(siret) else PERSONNE)


PARTOUT = Perimetre(None)


@dataclass(frozen=True, slots=True)
class Pouvoir:
    """``atteste``: may say that a session was validated with these results. ``siret``: the only centre it acts for.

    ``siret`` is ``None`` for whoever acts for every centre.
    """

    atteste: bool
    siret: str | None = None

    @property
    def perimetre(self) -> Perimetre:
        """Whose data it may read."""
        return Perimetre(self.siret)


ETAT = Pouvoir(atteste=True)
