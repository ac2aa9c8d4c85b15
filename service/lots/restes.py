"""What is left to print of each session, by type: what its file calls for, and what stands on paper."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select, update

from service.socle import tables
from service.socle.donnees import poser

_colonnes = tables.restes.c


def attendre(ouverte: Connection, siret: str, session: str, documents: Mapping[str, int]) -> None:
    """A deposit came: so many documents of each type are called for, and none of any other."""
    _poser(ouverte, siret, session, "attendus", documents)


def imprimer(ouverte: Connection, siret: str, session: str, documents: Mapping[str, int]) -> None:
    """So many documents of each type stand on paper, and none of any other."""
    _poser(ouverte, siret, session, "imprimes", documents)


def oublier(ouverte: Connection) -> None:
    """What was remembered of sessions that are no more."""
    for table in (tables.restes, tables.choix):
        connue = select(tables.sessions.c.siret).where(
            tables.sessions.c.siret == table.c.siret, tables.sessions.c.session == table.c.session
        )
        ouverte.execute(delete(table).where(~connue.exists()))


def _poser(ouverte: Connection, siret: str, session: str, champ: str, documents: Mapping[str, int]) -> None:
    ici = (_colonnes.siret == siret, _colonnes.session == session)
    ouverte.execute(update(tables.restes).where(*ici).values({champ: 0}))
    if not documents:
        return
    vide = {"siret": siret, "session": session, "attendus": 0, "imprimes": 0}
    lignes = [{**vide, "type": code, champ: combien} for code, combien in documents.items()]
    poser(ouverte, tables.restes, lignes, [champ])
