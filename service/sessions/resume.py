"""A session in a few lines, at the head of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docgen.documents.page import A_CONVOQUER, VALIDEE, bloc_centre, dates_de_session, type_de_session
from docgen.documents.typographie import accord, enumeration, heure, nom_imprime
from docgen.domain.dossier import Dossier
from service.site.mots import STATUTS


@dataclass(frozen=True, slots=True)
class Resume:
    """What a page says of the session. ``convocable``, ``remise``: what its status allows."""

    session: str
    titre: str
    type: str
    dates: str
    debut: date
    fin: date
    heure: str
    centre: str
    statut: str
    personnes: str
    convocable: bool
    remise: bool


def resumer(dossier: Dossier) -> Resume:
    """The few lines of a session."""
    session, titre = dossier.session, dossier.titre
    comptes = [
        accord(len(dossier.candidats), "candidat"),
        accord(len(dossier.jures), "juré"),
        accord(len(dossier.surveillants), "surveillant"),
    ]
    return Resume(
        session=session.id,
        titre=f"{titre.code} – {nom_imprime(titre.libelle)}",
        type=type_de_session(dossier),
        dates=dates_de_session(dossier),
        debut=session.debut,
        fin=session.fin,
        heure=heure(session.heure_debut),
        centre=bloc_centre(dossier).nom,
        statut=STATUTS[session.statut],
        personnes=enumeration(comptes),
        convocable=session.statut in A_CONVOQUER,
        remise=session.statut in VALIDEE,
    )
