"""The first answer of a call, kept under the caller's key: the same call again gets it, and nothing is done twice.

The first call holds a lease while it works. A second one waits for its answer; if the first died, the lease expires and
the second takes over, knowing that part of the work may be done already.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.fichiers.tables import maintenant
from service.socle import tables
from service.socle.donnees import Base
from service.socle.erreurs import CleDejaEmployee

BAIL_S = 120.0


@dataclass(frozen=True, slots=True)
class Reponse:
    """An answer, as it was sent."""

    statut: int
    entetes: Mapping[str, str]
    corps: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """The right to make the call. ``reprise``: since when a first call, now dead, may have begun it."""

    appelant: str
    cle: str
    bail: float
    reprise: str | None = None


@dataclass(frozen=True, slots=True)
class Idempotence:
    """The answers kept."""

    base: Base
    bail_s: float = BAIL_S

    def prendre(self, appelant: str, cle: str, empreinte: str) -> Place | Reponse | None:
        """Begin a call: a place to make it, the answer that it had, or ``None`` while another is making it.

        Raises:
            CleDejaEmployee: the key was used for another call.
            RegistreIndisponible: nothing is known; the call must not be made.
        """
        place = Place(appelant, cle, time.time() + self.bail_s)
        with self.base.ecriture() as ouverte:
            if _inscrire(ouverte, place, empreinte):
                return place
            requete = select(tables.idempotence).where(*_ici(place)).with_for_update()
            ligne = ouverte.execute(requete).mappings().one()
            if ligne["empreinte"] != empreinte:
                raise CleDejaEmployee
            if ligne["statut"] is not None:
                return _reponse(ligne)
            if ligne["bail"] > time.time():
                return None
            ouverte.execute(update(tables.idempotence).where(*_ici(place)).values(bail=place.bail))
            return Place(appelant, cle, place.bail, ligne["cree"])

    def conclure(self, place: Place, reponse: Reponse) -> None:
        """Keep the answer. Whoever lost its lease meanwhile keeps nothing: the other one's answer is the answer."""
        valeurs = {
            "statut": reponse.statut,
            "entetes": json.dumps(dict(reponse.entetes)),
            "corps": reponse.corps,
        }
        with self.base.ecriture() as ouverte:
            ouverte.execute(update(tables.idempotence).where(*_tenue(place)).values(**valeurs))

    def rendre(self, place: Place) -> None:
        """Forget the call, which came to nothing: it may be made again."""
        with self.base.ecriture() as ouverte:
            ouverte.execute(delete(tables.idempotence).where(*_tenue(place)))


def _inscrire(ouverte: Connection, place: Place, empreinte: str) -> bool:
    """Write the call down; ``False`` if it was already. Two calls at the same instant: one of them does it."""
    inserer = postgresql.insert if ouverte.dialect.name == "postgresql" else sqlite.insert
    ligne: dict[str, Any] = {
        "appelant": place.appelant,
        "cle": place.cle,
        "empreinte": empreinte,
        "bail": place.bail,
        "cree": maintenant().isoformat(),
    }
    ordre = inserer(tables.idempotence).values(ligne).on_conflict_do_nothing().returning(tables.idempotence.c.cle)
    return ouverte.execute(ordre).first() is not None


def _ici(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (tables.idempotence.c.appelant == place.appelant, tables.idempotence.c.cle == place.cle)


def _tenue(place: Place) -> tuple[ColumnElement[bool], ...]:
    colonnes = tables.idempotence.c
    return (*_ici(place), colonnes.statut.is_(None), colonnes.bail == place.bail)


def _reponse(ligne: RowMapping) -> Reponse:
    return Reponse(ligne["statut"], json.loads(ligne["entetes"]), bytes(ligne["corps"]))
