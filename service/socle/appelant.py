"""A caller and its role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from docgen.domain.papiers.pouvoir import PERSONNE, Perimetre, Pouvoir


class Role(StrEnum):
    """What a caller is; a centre acts for its own SIRET alone."""

    CERES = "ceres"
    CENTRE = "centre"
    IMPRESSION = "impression"
    VERIFICATEUR = "verificateur"
    ADMIN = "admin"


ATTESTENT = frozenset({Role.CERES, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Appelant:
    """Who calls. ``nom`` identifies it in the audit (``cle:…``, ``oidc:…``) and tells nothing of a person.

    ``siret`` is that of a centre, ``None`` for the other roles, who see every centre.
    """

    nom: str
    role: Role
    siret: str | None = None

    @property
    def pouvoir(self) -> Pouvoir:
        """What the rules know of this caller."""
        return Pouvoir(self.role in ATTESTENT, (self.siret or PERSONNE) if self.role is Role.CENTRE else None)

    @property
    def perimetre(self) -> Perimetre:
        """Whose data it may read."""
        return self.pouvoir.perimetre

    def voit(self, siret: str | None) -> bool:
        """True if what belongs to that centre may be shown to this caller."""
        return self.perimetre.couvre(siret)
