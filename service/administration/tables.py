"""The audit: who changed what, and how it ended. It only grows (triggers see to it) and names no person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import insert, select

from service.socle import tables
from service.socle.appelant import Appelant
from service.socle.donnees import Base, maintenant


@dataclass(frozen=True, slots=True)
class LigneAudit:
    """One act. ``objet`` is an identifier, a number or a type; ``reference`` that of the request."""

    rang: int
    horodatage: str
    appelant: str
    role: str
    acte: str
    objet: str
    statut: int
    reference: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit of the service."""

    base: Base

    def inscrire(self, appelant: Appelant, acte: str, objet: str, statut: int, reference: str) -> None:
        """Write an act down.

        Raises:
            RegistreIndisponible: it was not written.
        """
        ligne = {
            "horodatage": maintenant().isoformat(),
            "appelant": appelant.nom,
            "role": appelant.role.value,
            "acte": acte,
            "objet": objet,
            "statut": statut,
            "reference": reference,
        }
        with self.base.ecriture() as ouverte:
            ouverte.execute(insert(tables.audit), ligne)

    def lister(self) -> Iterator[LigneAudit]:
        """Every act, oldest first."""
        with self.base.lecture() as ouverte:
            for ligne in ouverte.execute(select(tables.audit).order_by(tables.audit.c.rang)).mappings():
                yield LigneAudit(**ligne)
