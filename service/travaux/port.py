"""What the routes ask of jobs, whatever engine runs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from service.travaux.tables import Travail

# The greater goes first. One person who waits for one session is never behind a national lot.
PRIORITE_LOT = 0
PRIORITE_DOSSIER = 10


class Travaux(Protocol):
    """Submit jobs, look at them, stop them. Safe for threads."""

    def soumettre(
        self, genre: str, parametres: Mapping[str, object], appelant: str, siret: str | None, priorite: int
    ) -> Travail:
        """Write a job down and have it run; it survives the death of any process from then on.

        ``genre`` and ``parametres``: see :mod:`service.travaux.genre`.

        Raises:
            UsageInvalide: no such kind, or parameters that it does not understand.
            RegistreIndisponible: nothing was written.
        """
        ...

    def lire(self, ident: str) -> Travail | None:
        """A job, or ``None`` if there is none of that identifier."""
        ...

    def retrouver(self, genre: str, parametres: Mapping[str, object], appelant: str, depuis: str) -> Travail | None:
        """The job that this caller submitted in these very words since that instant, if any."""
        ...

    def lister(
        self, siret: str | None = None, depuis: str | None = None, limite: int = 50, genre: str | None = None
    ) -> tuple[Travail, ...]:
        """The jobs of a centre, of a kind (of all, without them), newest first; ``depuis``: after that identifier."""
        ...

    def annuler(self, ident: str) -> Travail | None:
        """Ask for a job to stop; what runs finishes or is cut short, nothing more starts. Idempotent."""
        ...

    async def suivre(self, ident: str, version: int, delai_s: float = 15) -> Travail | None:
        """Wait until a job has another version than this one, ``delai_s`` at most; gives it as it is then."""
        ...

    def joindre(self) -> None:
        """Make sure that jobs can be submitted and run.

        Raises:
            RegistreIndisponible: the tables, or the queue, do not answer.
        """
        ...

    def demarrer(self) -> None:
        """Start to run pieces in child processes of this process (the service's lifespan, ``docgen ouvrier``)."""
        ...

    def arreter(self) -> None:
        """Stop: pieces in hand are given back and will be run again elsewhere, at once."""
        ...
