"""What an act is asked with, beside the payload or in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docgen.domain.agrement import Agrement
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Action, Habilitation, HabilitationDesignee
from docgen.domain.personnes import Candidat, Jure
from docgen.domain.report import SANS_REPORT, Report
from docgen.domain.session import Session, StatutSession
from docgen.domain.titre import Titre


@dataclass(frozen=True, slots=True)
class SessionSuivie:
    """A session seen from its agrément: no more than what a collective measure reads and changes."""

    id: str
    statut: StatutSession
    debut: date
    fin: date
    statut_avant_suspension: StatutSession | None = None
    fin_reportee: bool = False


@dataclass(frozen=True, slots=True)
class Parametres:
    """The parameters of an act, those of a postponement aside (:class:`Report`). Each act reads its own.

    ``debut_absent``: the session to be created came without its first day. ``inscrit_en_session`` is ``None`` when
    nobody says whether the juror is entered in a session.
    """

    debut_absent: bool = False
    candidat: Candidat | None = None
    candidat_id: str | None = None
    jure: Jure | None = None
    jures: tuple[Jure, ...] | None = None
    habilitation: Habilitation | None = None
    action: Action | None = None
    inscrit_en_session: bool | None = None
    dernier_exercice: date | None = None
    ccp_detenus: tuple[str, ...] = ()
    agrement: Agrement | None = None
    sessions: tuple[SessionSuivie, ...] = ()
    date_decision: date | None = None
    ancienne_fin: date | None = None
    nouvelle_fin: date | None = None
    agrements: tuple[Agrement, ...] = ()
    habilitations: tuple[HabilitationDesignee, ...] = ()


SANS_PARAMETRES = Parametres()


@dataclass(frozen=True, slots=True)
class Extrait:
    """What is given of a payload to an act that needs no whole one."""

    session: Session | None = None
    titre: Titre | None = None
    jures: tuple[Jure, ...] = ()
    candidats: tuple[Candidat, ...] = ()


@dataclass(frozen=True, slots=True)
class Demarche:
    """An act as it was asked for: the payload, or a part of it, and the parameters.

    ``mis_en_forme``: the pointers of the texts that are not as they were given, for they were put in normal form.
    """

    objet: Dossier | Extrait
    parametres: Parametres = SANS_PARAMETRES
    report: Report = SANS_REPORT
    mis_en_forme: frozenset[str] = frozenset()
