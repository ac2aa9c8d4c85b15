"""The service's tables as they are described, and what forbids to rewrite the audit; as for the register's."""

from __future__ import annotations

from sqlalchemy import Connection

from docgen.registre.migrations.creation import verrouiller
from service.socle import tables


def creer(connexion: Connection) -> None:
    """Build everything."""
    tables.metadata.create_all(connexion)
    verrouiller(connexion, "audit", [tables.audit])
