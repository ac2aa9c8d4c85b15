"""The day and hour at which each person of a session is convened (CONV-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat, Convocable
from docgen.domain.referentiels.parametres import HEURE_PAR_DEFAUT
from docgen.domain.session import Session


@dataclass(frozen=True, slots=True)
class Convocation:
    """When the person of that identifier must be there."""

    id: str
    date: date
    heure: time


def convocation_de(personne: Convocable, session: Session) -> tuple[date, time]:
    """The person's own day and hour, else the session's, else 08:00 on the first day.

    The hour at which the session starts plays no part: a convocation may well precede it.
    """
    jour = personne.date_convocation if isinstance(personne, Candidat) else None
    heure = personne.heure_convocation or session.heure_convocation or HEURE_PAR_DEFAUT.au(session.debut)
    return jour or session.debut, heure


def convocations(dossier: Dossier) -> tuple[Convocation, ...]:
    """The convocation of every candidate, juror and invigilator, in the payload's order."""
    return tuple(Convocation(un.id, *convocation_de(un, dossier.session)) for un in dossier.convocables)
