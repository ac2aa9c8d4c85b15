"""The audit: who changed what, and how it ended. It only grows (triggers see to it) and names no person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, or_, select

from docgen.errors import RegistreAbsent
from service.socle import tables
from service.socle.appelant import Appelant, Role
from service.socle.donnees import Base, maintenant, nouvel_identifiant, ouvrir_base

SAUVEGARDE = "Sauvegarder le service"


@dataclass(frozen=True, slots=True)
class LigneAudit:
    """One act, in the words of its route. ``objet`` is an identifier, a number or a type; ``reference`` that of the
    request."""

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
        self.base.executer(insert(tables.audit).values(ligne))

    def derniere_sauvegarde(self) -> datetime | None:
        """When the last backup ended, as far as it was written down."""
        colonnes = tables.audit.c
        requete = select(colonnes.horodatage).where(colonnes.acte == SAUVEGARDE).order_by(colonnes.rang.desc()).limit(1)
        derniere = self.base.valeur(requete)
        return datetime.fromisoformat(derniere) if derniere else None

    def chercher(
        self, cherche: str, appelants: Collection[str], avant: int | None, limite: int
    ) -> tuple[LigneAudit, ...]:
        """Acts, newest first: those that name it (caller, act, object, reference) or are of these callers, before a
        rank."""
        colonnes = tables.audit.c
        requete = select(tables.audit).order_by(colonnes.rang.desc()).limit(limite)
        if cherche:
            ou = (colonnes.appelant, colonnes.acte, colonnes.objet, colonnes.reference)
            dits = (colonne.icontains(cherche, autoescape=True) for colonne in ou)
            requete = requete.where(or_(colonnes.appelant.in_(appelants), *dits))
        if avant is not None:
            requete = requete.where(colonnes.rang < avant)
        return tuple(LigneAudit(**ligne) for ligne in self.base.lignes(requete))

    def derniers(self) -> dict[str, str]:
        """When each caller last did something that is written here."""
        colonnes = tables.audit.c
        requete = select(colonnes.appelant, func.max(colonnes.horodatage).label("quand")).group_by(colonnes.appelant)
        return {ligne["appelant"]: ligne["quand"] for ligne in self.base.lignes(requete)}


def noter_sauvegarde(url: str) -> bool:
    """Write down that a backup has ended, so that its age can be watched; ``False`` where the service never ran.

    Raises:
        RegistreIndisponible: the database cannot be written.
    """
    try:
        ouvrir_base(url, "lire").fermer()
    except RegistreAbsent:
        return False
    base = ouvrir_base(url, "ecrire")
    try:
        Audit(base).inscrire(Appelant("docgen", Role.ADMIN), SAUVEGARDE, "registre", 201, nouvel_identifiant())
    finally:
        base.fermer()
    return True
