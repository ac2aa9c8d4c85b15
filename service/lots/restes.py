"""What is left to print of each session, by type: what its file calls for, and what stands on paper."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.socle import tables

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
    inserer = postgresql.insert if ouverte.dialect.name == "postgresql" else sqlite.insert
    vide = {"siret": siret, "session": session, "attendus": 0, "imprimes": 0}
    ordre = inserer(tables.restes).values(
        [{**vide, "type": code, champ: combien} for code, combien in documents.items()]
    )
    change = {champ: ordre.excluded[champ]}
    ouverte.execute(ordre.on_conflict_do_update(index_elements=["siret", "session", "type"], set_=change))
