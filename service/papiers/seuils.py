"""The stocks of pre-printed sheets as they are watched: what is left, what waits to be printed, from when to warn."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from docgen.documents.page.typographie import accord
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.papiers.stock import BilanStock
from service.contexte import Services
from service.lots.pretes import PRETE
from service.socle import tables
from service.socle.donnees import Base, poser

PAR_DEFAUT = 100
_seu, _res, _ses = tables.seuils.c, tables.restes.c, tables.sessions.c


@dataclass(frozen=True, slots=True)
class StockSuivi:
    """The account of an authority; ``seuil``: below so many sheets it is low; ``besoin``: parchemins to print."""

    bilan: BilanStock
    seuil: int
    besoin: int

    @property
    def badge(self) -> tuple[str, str]:
        """Whether it suffices, as lists show it."""
        if self.bilan.restantes < self.besoin:
            return "error", f"il en manque {self.besoin - self.bilan.restantes}"
        if self.bilan.restantes < self.seuil:
            return "warning", "bas"
        return "success", "suffisant"

    @property
    def alerte(self) -> str:
        """What is to be done about it, or nothing."""
        genre, _ = self.badge
        if genre == "error":
            attendent = accord(self.besoin, "parchemin attend", "parchemins attendent")
            return f"{attendent} d’être imprimés, et il reste {accord(self.bilan.restantes, 'feuille')}."
        return f"Il reste moins de {accord(self.seuil, 'feuille')}." if genre == "warning" else ""

    @property
    def part(self) -> int:
        """What is left, in hundredths of what was received."""
        return round(100 * self.bilan.restantes / self.bilan.recues) if self.bilan.recues else 0


def suivre(services: Services, bilans: tuple[BilanStock, ...]) -> list[StockSuivi]:
    """These accounts, with what is asked of each."""
    besoin = select(_ses.autorite, func.sum(_res.attendus - _res.imprimes)).join(
        tables.restes, (_res.siret == _ses.siret) & (_res.session == _ses.session)
    )
    besoin = besoin.where(PRETE, _res.type == GenrePapier.PARCHEMIN.value, _res.attendus > _res.imprimes)
    besoins = services.base.comptes(besoin.group_by(_ses.autorite))
    seuils = services.base.comptes(select(_seu.departement, _seu.feuilles))
    return [
        StockSuivi(bilan, seuils.get(bilan.departement, PAR_DEFAUT), besoins.get(bilan.departement, 0))
        for bilan in bilans
    ]


def fixer(base: Base, departement: str, feuilles: int) -> None:
    """Warn below so many sheets."""
    with base.ecriture() as ouverte:
        poser(ouverte, tables.seuils, {"departement": departement, "feuilles": feuilles})
