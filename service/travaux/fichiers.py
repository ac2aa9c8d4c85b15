"""Finished files: their bytes in the store, their description in the tables; written once, purged by age.

An identifier cannot be guessed: knowing one tells nothing of the others. Who may read a file is decided above.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select

from docgen.fichiers.magasin import Magasin
from service.socle import tables
from service.socle.donnees import Base


@dataclass(frozen=True, slots=True)
class FichierLivre:
    """A finished file. ``siret`` is its centre's, ``travail`` the job that made it; ``sha256`` serves as its ETag.

    ``titre``: what people call it; ``nom`` is what it is once on their disk.
    """

    id: str
    cle: str
    nom: str
    type_media: str
    taille: int
    sha256: str
    siret: str | None
    travail: str | None
    cree: str
    titre: str | None = None


@dataclass(frozen=True, slots=True)
class Fichiers:
    """The finished files of the service."""

    base: Base
    magasin: Magasin

    def lire_fiche(self, ident: str) -> FichierLivre | None:
        """The description of a file, or ``None`` if there is none, or no more."""
        ligne = self.base.ligne(select(tables.fichiers).where(tables.fichiers.c.id == ident))
        return FichierLivre(**ligne) if ligne else None

    def d_un_travail(self, travail: str) -> tuple[FichierLivre, ...]:
        """The files of a job, in the order of their names."""
        colonnes = tables.fichiers.c
        requete = select(tables.fichiers).where(colonnes.travail == travail).order_by(colonnes.nom)
        return tuple(FichierLivre(**ligne) for ligne in self.base.lignes(requete))

    def lire(self, fiche: FichierLivre, debut: int = 0, fin: int | None = None) -> Iterator[bytes]:
        """The bytes, by pieces, from ``debut`` to ``fin``, the last one not included."""
        return self.magasin.flux(fiche.cle, debut, fin)

    def contenu(self, fiche: FichierLivre) -> bytes:
        """The whole of it."""
        return b"".join(self.lire(fiche))


def inscrire(ouverte: Connection, fiche: FichierLivre) -> None:
    """Write down a file whose bytes are in the store already."""
    ouverte.execute(insert(tables.fichiers), asdict(fiche))
