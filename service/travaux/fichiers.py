"""Finished files: their bytes in the store, their description in the tables; written once, purged by age.

An identifier cannot be guessed: knowing one tells nothing of the others. Who may read a file is decided above.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from docgen.fichiers import Magasin, mesurer
from service.socle import tables
from service.socle.donnees import Base, maintenant, nouvel_identifiant

PREFIXE = "fichiers"


@dataclass(frozen=True, slots=True)
class FichierLivre:
    """A finished file. ``siret`` is its centre's, ``travail`` the job that made it; ``sha256`` serves as its ETag."""

    id: str
    cle: str
    nom: str
    type_media: str
    taille: int
    sha256: str
    siret: str | None
    travail: str | None
    cree: str


@dataclass(frozen=True, slots=True)
class Fichiers:
    """The finished files of the service."""

    base: Base
    magasin: Magasin

    def deposer(
        self, nom: str, type_media: str, contenu: bytes | Path, siret: str | None = None, travail: str | None = None
    ) -> FichierLivre:
        """Keep a finished file, under a new identifier, for ever the same bytes.

        Raises:
            FichiersIndisponibles: the store does not answer; nothing is kept.
        """
        ident = nouvel_identifiant()
        fiche = FichierLivre(
            ident, f"{PREFIXE}/{ident}", nom, type_media, *mesurer(contenu), siret, travail, maintenant().isoformat()
        )
        self.magasin.ecrire(fiche.cle, contenu)
        with self.base.ecriture() as ouverte:
            inscrire(ouverte, fiche)
        return fiche

    def lire_fiche(self, ident: str) -> FichierLivre | None:
        """The description of a file, or ``None`` if there is none, or no more."""
        with self.base.lecture() as ouverte:
            ligne = ouverte.execute(select(tables.fichiers).where(tables.fichiers.c.id == ident)).mappings().first()
        return _fiche(ligne) if ligne else None

    def d_un_travail(self, travail: str) -> tuple[FichierLivre, ...]:
        """The files of a job, in the order of their names."""
        colonnes = tables.fichiers.c
        requete = select(tables.fichiers).where(colonnes.travail == travail).order_by(colonnes.nom)
        with self.base.lecture() as ouverte:
            return tuple(_fiche(ligne) for ligne in ouverte.execute(requete).mappings())

    def lire(self, fiche: FichierLivre, debut: int = 0, fin: int | None = None) -> Iterator[bytes]:
        """The bytes, by pieces, from ``debut`` to ``fin``, the last one not included."""
        return self.magasin.flux(fiche.cle, debut, fin)


def inscrire(ouverte: Connection, fiche: FichierLivre) -> None:
    """Write down a file whose bytes are in the store already."""
    ouverte.execute(insert(tables.fichiers), _ligne(fiche))


def _ligne(fiche: FichierLivre) -> dict[str, Any]:
    return {colonne.name: getattr(fiche, colonne.name) for colonne in tables.fichiers.columns}


def _fiche(ligne: RowMapping) -> FichierLivre:
    return FichierLivre(**ligne)
