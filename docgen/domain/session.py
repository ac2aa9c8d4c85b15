"""The exam session: ``session`` never means anything else in this project."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from docgen.domain.personnes import Adresse


class TypeSession(StrEnum):
    """What the session certifies."""

    TITRE = "TITRE"
    CCP = "CCP"
    CCS = "CCS"


class StatutSession(StrEnum):
    """The state of a session in CERES (notes 1.9, 1.9.6)."""

    EN_PREPARATION = "EN_PREPARATION"
    DTE_DEMANDE = "DTE_DEMANDE"
    CONVOCATIONS_ENVOYEES = "CONVOCATIONS_ENVOYEES"
    TERMINEE = "TERMINEE"
    VALIDEE = "VALIDEE"
    SUSPENDUE = "SUSPENDUE"
    ANNULEE = "ANNULEE"


STATUTS_EN_CLAIR: Mapping[StrEnum, str] = {
    StatutSession.EN_PREPARATION: "En préparation",
    StatutSession.DTE_DEMANDE: "Demande de DTE envoyée",
    StatutSession.CONVOCATIONS_ENVOYEES: "Convocations envoyées",
    StatutSession.TERMINEE: "Terminée",
    StatutSession.VALIDEE: "Validée",
    StatutSession.SUSPENDUE: "Suspendue",
    StatutSession.ANNULEE: "Annulée",
}


@dataclass(frozen=True, slots=True)
class Epreuve:
    """One evaluation situation: its name, its length in minutes, in how many passages."""

    intitule: str
    duree_minutes: int | None = None
    passages: int = 1


@dataclass(frozen=True, slots=True)
class Validation:
    """The State's validation of the session: its day and the sequence number given to the PV."""

    date: datetime.date
    numero_ordre: str | None = None


@dataclass(frozen=True, slots=True)
class Dte:
    """The order of the exam papers: how many candidates it announces, while nobody is enrolled (DTE-01)."""

    nombre_candidats: int


@dataclass(frozen=True, slots=True)
class Session:
    """One exam session. ``debut`` and ``fin`` are both included.

    ``report_autorise_le`` is the day on which the State authorised its postponement (SESS-03).
    """

    id: str
    type: TypeSession
    statut: StatutSession
    debut: date
    fin: date
    entretien_final: bool
    heure_debut: time = time(8, 0)
    heure_convocation: time | None = None
    lieu: Adresse | None = None
    a_distance: bool = False
    fin_reportee: bool = False
    ccp: tuple[str, ...] = ()
    ccs: str | None = None
    epreuves: tuple[Epreuve, ...] = ()
    validation: Validation | None = None
    report_autorise_le: date | None = None
    dte: Dte | None = None
    plis_recuperes: bool = False
    papiers_recus_le: date | None = None
    mentions: tuple[str, ...] = ()
