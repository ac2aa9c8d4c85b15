"""What the use cases need from outside the domain; each port has one real adapter and, in the tests, one fake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from docgen.domain.papier import DemandePapier, Emission, Evenement, Papier, Statistique
from docgen.domain.stock import BilanStock, Feuille, Reception


class Registre(Protocol):
    """The register of issued papers: the only thing in Docgen that remembers."""

    def emis(self, session: str) -> tuple[Papier, ...]:
        """The papers issued so far for a session and not annulled, oldest first."""
        ...

    def attribuer(self, demandes: Sequence[DemandePapier], jour: date) -> tuple[Papier, ...]:
        """The paper of each demand, in the same order; those that do not exist yet are issued on ``jour``.

        All in one transaction, idempotent, safe against any number of processes at once.

        Raises:
            PapierDivergent: a paper exists with another holder's name, first names or birth date.
            ActeImpossible: a paper was annulled for good.
            RegistreIndisponible: nothing was allocated.
        """
        ...

    def consigner(
        self,
        emissions: Sequence[Emission],
        ensemble: str | None = None,
        poses: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Write down documents that were produced, in one transaction.

        With an ``ensemble`` (a lot), they are written as a part of it; nothing is written if it is already there.
        ``poses``: numbers, by authority and in the order of printing, that take the next sheets of its stock.

        Raises:
            ActeImpossible: a stock is too small, or a number bears a sheet already.
        """
        ...

    def est_consigne(self, ensemble: str) -> bool:
        """True if that lot is written down already."""
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

    def lister(self, siret: str | None = None, depuis_rang: int = 0, limite: int | None = None) -> Iterator[Papier]:
        """The papers, oldest first: those of a centre, those after a rank, a page of them."""
        ...

    def statistiques(self, depuis: date, jusqua: date, siret: str | None = None) -> tuple[Statistique, ...]:
        """How many documents were produced between two days, both included, by centre, authority and type."""
        ...

    def inscrire(self, evenement: Evenement) -> Evenement:
        """Write an act in the life of a numbered paper; the same act again writes nothing.

        Raises:
            ActeImpossible: the paper's life does not allow it, or no paper bears that number.
        """
        ...

    def evenements(self, numero: str) -> tuple[Evenement, ...]:
        """The acts in the life of a paper, oldest first."""
        ...

    def remplacant(self, numero: str) -> str | None:
        """The number of the paper issued in the place of an annulled one, or ``None``."""
        ...

    def recevoir(self, reception: Reception) -> Reception:
        """Take a range of pre-printed sheets into the stock; the same one again writes nothing.

        Raises:
            ActeImpossible: one of its sheets was received before.
        """
        ...

    def mouvoir(self, feuilles: Sequence[Feuille]) -> None:
        """Write what became of sheets, all or nothing; the same again writes nothing.

        Raises:
            ActeImpossible: with every refusal.
        """
        ...

    def bilan_stock(self, departement: str, comptees: int | None = None) -> BilanStock:
        """The account of an authority's sheets."""
        ...

    def feuille_de(self, numero: str) -> str | None:
        """The serial of the sheet that bears a number, or ``None``."""
        ...

    def feuilles_de(self, numeros: Sequence[str]) -> dict[str, str]:
        """The serial of the sheet that bears each of these numbers, for those that a sheet bears."""
        ...

    def verifier(self) -> list[str]:
        """What is wrong with the register's history, in French; empty when all is well."""
        ...
