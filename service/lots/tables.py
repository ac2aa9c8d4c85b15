"""What the printing staff says of a volume: it has come out of the printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from service.socle import tables
from service.socle.donnees import Base, maintenant


@dataclass(frozen=True, slots=True)
class Tirages:
    """The volumes that were printed."""

    base: Base

    def noter(self, fichier: str, par: str) -> None:
        """Write that a volume is printed; the first who says so is kept.

        Raises:
            RegistreIndisponible: nothing was written.
        """
        ligne = {"fichier": fichier, "imprime": maintenant().isoformat(), "par": par}
        with self.base.ecriture() as ouverte:
            connu = select(tables.tirages.c.fichier).where(tables.tirages.c.fichier == fichier)
            if ouverte.execute(connu).first() is None:
                ouverte.execute(insert(tables.tirages), ligne)

    def retirer(self, fichier: str) -> None:
        """Take back what was said by mistake."""
        with self.base.ecriture() as ouverte:
            ouverte.execute(delete(tables.tirages).where(tables.tirages.c.fichier == fichier))

    def de(self, travail: str) -> Mapping[str, str]:
        """When each printed volume of a job was said to be so, by the file's identifier."""
        return self.des((travail,))

    def des(self, travaux: tuple[str, ...]) -> Mapping[str, str]:
        """The same, for several jobs at once."""
        requete = (
            select(tables.tirages.c.fichier, tables.tirages.c.imprime)
            .join(tables.fichiers, tables.fichiers.c.id == tables.tirages.c.fichier)
            .where(tables.fichiers.c.travail.in_(travaux))
        )
        with self.base.lecture() as ouverte:
            return {ligne.fichier: ligne.imprime for ligne in ouverte.execute(requete)}
