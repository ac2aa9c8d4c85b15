"""One payload, read: a session with all that its papers need."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.domain.agrement import Agrement, Centre
from docgen.domain.autorites import Autorite
from docgen.domain.personnes import Candidat, Jure, Responsable, Surveillant
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
