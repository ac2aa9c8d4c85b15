"""Forget what is old: files, deposits, finished jobs, first answers. The register and the audit forget nothing.

What each table and each folder of the store keeps is declared here; a test holds that none is left out.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from docgen.errors import DocgenError
from docgen.fichiers.magasin import Magasin, ouvrir_magasin
from service.sessions.repertoire import oublier_les_depots
from service.socle import tables
from service.socle.donnees import Base, maintenant
from service.socle.observation import panne_dite

IDEMPOTENCE = timedelta(hours=48)  # longer than any caller goes on trying
# Bytes outlive the rows that name them by so much: whoever has just read a row, to send, save or print, still has them.
SURSIS = timedelta(days=1)
# ``None``: as long as the settings say. Whatever a job left half-done goes with the rest.
RAYONS: Mapping[str, timedelta | None] = {
    "charges": None,
    "depots": None,
    "fichiers": None,
    "livraisons": None,
    "lots": None,
    "reponses": IDEMPOTENCE,
    "retours": None,
    "sondes": timedelta(hours=1),
    "travaux": None,
}
TABLES_PURGEES = frozenset(
    {
        *("choix", "depots", "fichiers", "idempotence", "livraisons", "morceaux", "restes"),
        *("sessions", "tirages", "travaux", "visites"),
    }
)
# Of presences, what is a day old goes by itself; lots keep their numbers, which no other may take.
TABLES_GARDEES = frozenset({"audit", "cles_api", "imprimantes", "lots", "presences", "seuils"})
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
        oublier_les_depots(ouverte)
        travaux = _effacer_travaux(ouverte, avant)
        limite = (instant - IDEMPOTENCE).isoformat()
        ouverte.execute(delete(tables.visites).where(tables.visites.c.cree < limite))  # none lasts so long
        reponses = ouverte.execute(delete(tables.idempotence).where(tables.idempotence.c.cree < limite)).rowcount
    objets = 0
    for rayon, age in RAYONS.items():
        gardees = _numerises(base) if rayon == "retours" else ()
        objets += magasin.effacer_avant(instant - (age or conservation) - SURSIS, rayon, gardees)
    return Purge(fichiers, depots, travaux, reponses, objets)


def _numerises(base: Base) -> frozenset[str]:
    """The scans that a job names still: one that somebody described again lasts as long as its last job."""
    colonnes = tables.travaux.c
    lignes = base.lignes(select(colonnes.parametres).where(colonnes.genre == "retours"))
    return frozenset(un["cle"] for ligne in lignes for un in json.loads(ligne["parametres"])["fichiers"])


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
    oublies = {"etape": "oublie"}
    ouverte.execute(delete(tables.livraisons).where(tables.livraisons.c.travail.in_(idents)))
    ouverte.execute(update(tables.lots).where(tables.lots.c.travail.in_(idents)).values(oublies))
    ouverte.execute(delete(tables.morceaux).where(tables.morceaux.c.travail.in_(idents)))
    return ouverte.execute(delete(tables.travaux).where(*perime)).rowcount


journal = logging.getLogger(__name__)
PERIODE_S = 3600.0
PREMIERE_S = 60.0  # once the service has started for good


class Entretien:
    """A thread that purges every hour."""

    def __init__(self, base: Base, fichiers: str, conservation: timedelta, premiere_s: float = PREMIERE_S) -> None:
        self._base = base
        self._fichiers = fichiers
        self._conservation = conservation
        self._premiere_s = premiere_s
        self._arret = threading.Event()

    def demarrer(self) -> None:
        """Start."""
        self._arret.clear()
        threading.Thread(target=self._tourner, name="entretien", daemon=True).start()

    def arreter(self) -> None:
        """No purge starts any more; one that runs may go on."""
        self._arret.set()

    def _tourner(self) -> None:
        delai = self._premiere_s
        while not self._arret.wait(delai):
            delai = PERIODE_S
            try:
                journal.info("Purged: %s", purger(self._base, ouvrir_magasin(self._fichiers), self._conservation))
            except DocgenError as panne:
                journal.warning("The purge was not finished", extra=panne_dite(panne))
