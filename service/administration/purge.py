"""Forget what is old: files, deposits, finished jobs, first answers. The register and the audit forget nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from docgen.fichiers import Magasin
from service.fichiers.tables import maintenant
from service.socle import tables
from service.socle.donnees import Base

# Every folder of the store that holds what may be forgotten; whatever a job left half-done goes with the rest.
PREFIXES = ("fichiers", "travaux", "lots", "depots")
IDEMPOTENCE = timedelta(hours=48)  # longer than any caller goes on trying
_FINAUX = ("TERMINE", "PARTIEL", "ECHOUE", "ANNULE")


@dataclass(frozen=True, slots=True)
class Purge:
    """How many rows went, and how many objects of the store."""

    fichiers: int = 0
    depots: int = 0
    travaux: int = 0
    reponses: int = 0
    objets: int = 0


def purger(base: Base, magasin: Magasin, conservation: timedelta, instant: datetime | None = None) -> Purge:
    """Forget what is older than that, first answers older than two days. Taken again after a death, it goes on.

    Rows go first: a file that is described is there, and bytes that nothing describes go at the next purge.

    Raises:
        RegistreIndisponible, FichiersIndisponibles: what was not done will be done next time.
    """
    instant = instant or maintenant()
    avant = (instant - conservation).isoformat()
    with base.ecriture() as ouverte:
        fichiers = _effacer_fichiers(ouverte, avant)
        depots = ouverte.execute(delete(tables.depots).where(tables.depots.c.cree < avant)).rowcount
        travaux = _effacer_travaux(ouverte, avant)
        limite = (instant - IDEMPOTENCE).isoformat()
        reponses = ouverte.execute(delete(tables.idempotence).where(tables.idempotence.c.cree < limite)).rowcount
    objets = sum(magasin.effacer_avant(instant - conservation, prefixe) for prefixe in PREFIXES)
    return Purge(fichiers, depots, travaux, reponses, objets)


def _effacer_fichiers(ouverte: Connection, avant: str) -> int:
    perimes = select(tables.fichiers.c.id).where(tables.fichiers.c.cree < avant)
    ouverte.execute(delete(tables.tirages).where(tables.tirages.c.fichier.in_(perimes)))
    return ouverte.execute(delete(tables.fichiers).where(tables.fichiers.c.cree < avant)).rowcount


def _effacer_travaux(ouverte: Connection, avant: str) -> int:
    """Those that are over and whose files are gone."""
    colonnes = tables.travaux.c
    occupe = select(tables.fichiers.c.id).where(tables.fichiers.c.travail == colonnes.id).exists()
    perime = (colonnes.etat.in_(_FINAUX), colonnes.fini < avant, ~occupe)
    idents = select(colonnes.id).where(*perime)
    ouverte.execute(delete(tables.morceaux).where(tables.morceaux.c.travail.in_(idents)))
    return ouverte.execute(delete(tables.travaux).where(*perime)).rowcount
