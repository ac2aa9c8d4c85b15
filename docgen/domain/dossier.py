"""One payload, read: a session with all that its papers need."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.domain.agrement import Agrement, Centre
from docgen.domain.autorites import Autorite
from docgen.domain.personnes import Candidat, Convocable, Jure, Responsable, Surveillant
from docgen.domain.session import Session
from docgen.domain.titre import Titre


@dataclass(frozen=True, slots=True)
class Dossier:
    """A session, its titre, centre, agrément and authority, its people and, once known, its results."""

    session: Session
    titre: Titre
    centre: Centre
    autorite: Autorite
    agrement: Agrement | None = None
    responsable: Responsable | None = None
    jures: tuple[Jure, ...] = ()
    surveillants: tuple[Surveillant, ...] = ()
    candidats: tuple[Candidat, ...] = ()

    @property
    def convocables(self) -> tuple[Convocable, ...]:
        """Everybody whom the session convenes: candidates, jurors, then invigilators."""
        return (*self.candidats, *self.jures, *self.surveillants)

    @property
    def candidats_annonces(self) -> int:
        """Those enrolled; while nobody is, the number that the order of the DTE announces (DTE-01); 0 when unknown."""
        if self.candidats or self.session.dte is None:
            return len(self.candidats)
        return self.session.dte.nombre_candidats
