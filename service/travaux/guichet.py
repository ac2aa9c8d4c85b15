"""What both engines have in common: jobs are written down, read, cancelled and followed in the tables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.administration.entretien import Entretien
from service.travaux.execution import Execution
from service.travaux.genre import genre_de
from service.travaux.suivi import Suivi
from service.travaux.tables import Carnet, Travail


class Guichet:
    """See :class:`service.travaux.port.Travaux`. ``suivre`` is for one event loop.

    ``executions`` are the teams of this process; ``execute`` is false when it leaves jobs to others.
    """

    execute = True

    def __init__(self, carnet: Carnet, executions: Sequence[Execution], entretien: Entretien | None = None) -> None:
        self._carnet = carnet
        self._executions = executions
        self._entretien = entretien
        self._suivi = Suivi(carnet)

    def signaler(self, travail: Travail) -> None:
        """Tell the engine of a job that was just written down."""
        raise NotImplementedError

    def demarrer(self) -> None:
        """See :meth:`service.travaux.port.Travaux.demarrer`."""
        if self._entretien:
            self._entretien.demarrer()

    def arreter(self) -> None:
        """See :meth:`service.travaux.port.Travaux.arreter`."""
        if self._entretien:
            self._entretien.arreter()
        for execution in self._executions:
            execution.equipe.fermer()

    def joindre(self) -> None:
        """See :meth:`service.travaux.port.Travaux.joindre`."""
        self._carnet.lister(limite=1)

    def soumettre(
        self, genre: str, parametres: Mapping[str, object], appelant: str, siret: str | None, priorite: int
    ) -> Travail:
        """See :meth:`service.travaux.port.Travaux.soumettre`."""
        genre_de(genre, self._executions[0].lieux.catalogue).verifier(parametres)
        travail = self._carnet.ouvrir(genre, parametres, appelant, siret, priorite)
        self.signaler(travail)
        return travail

    def lire(self, ident: str) -> Travail | None:
        """See :meth:`service.travaux.port.Travaux.lire`."""
        return self._carnet.lire(ident)

    def retrouver(self, genre: str, parametres: Mapping[str, object], appelant: str, depuis: str) -> Travail | None:
        """See :meth:`service.travaux.port.Travaux.retrouver`."""
        return self._carnet.retrouver(genre, parametres, appelant, depuis)

    def lister(
        self, siret: str | None = None, depuis: str | None = None, limite: int = 50, genre: str | None = None
    ) -> tuple[Travail, ...]:
        """See :meth:`service.travaux.port.Travaux.lister`."""
        return self._carnet.lister(siret, depuis, limite, genre)

    def annuler(self, ident: str) -> Travail | None:
        """See :meth:`service.travaux.port.Travaux.annuler`."""
        return self._carnet.annuler(ident)

    async def suivre(self, ident: str, version: int, delai_s: float = 15) -> Travail | None:
        """See :meth:`service.travaux.port.Travaux.suivre`."""
        return await self._suivi.suivre(ident, version, delai_s)
