"""A caller and its role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a caller is; a centre acts for its own SIRET alone."""

    CERES = "ceres"
    CENTRE = "centre"
    IMPRESSION = "impression"
    VERIFICATEUR = "verificateur"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Appelant:
    """Who calls. ``nom`` identifies it in the audit (``cle:…``, ``oidc:…``) and tells nothing of a person.

    ``siret`` is that of a centre, ``None`` for the other roles, who see every centre.
    """

    nom: str
    role: Role
    siret: str | None = None

    def voit(self, siret: str | None) -> bool:
        """True if what belongs to that centre may be shown to this caller."""
        return self.role is not Role.CENTRE or (siret is not None and siret == self.siret)
