"""What the use cases need from outside the domain; each port has one real adapter and, in the tests, one fake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from docgen.domain.papier import DemandePapier, Emission, Papier


class Registre(Protocol):
    """The register of issued papers: the only thing in Docgen that remembers."""

    def emis(self, session: str) -> tuple[Papier, ...]:
        """The papers issued so far for a session, oldest first."""
        ...

    def attribuer(self, demandes: Sequence[DemandePapier], jour: date) -> tuple[Papier, ...]:
        """The paper of each demand, in the same order; those that do not exist yet are issued on ``jour``.

        All in one transaction, idempotent, safe against any number of processes at once.

        Raises:
            PapierDivergent: a paper exists with another holder's name, first names or birth date.
            RegistreIndisponible: nothing was allocated.
        """
        ...

    def consigner(self, emissions: Sequence[Emission], ensemble: str | None = None) -> None:
        """Write down documents that were produced, in one transaction.

        With an ``ensemble`` (a lot), they are written as a part of it; nothing is written if it is already there.
        """
        ...

    def papier(self, numero: str) -> Papier | None:
        """The paper of that number, or ``None``."""
        ...

    def emissions(self, numero: str) -> tuple[Emission, ...]:
        """Every time that a numbered paper was produced, oldest first."""
        ...

    def emission(self, sha256: str) -> Emission | None:
        """The first document produced with these bytes, or ``None``."""
        ...

    def lister(self) -> Iterator[Papier]:
        """Every paper, oldest first."""
        ...

    def verifier(self) -> list[str]:
        """What is wrong with the register's history, in French; empty when all is well."""
        ...
