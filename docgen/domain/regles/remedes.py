"""What a message advises: never an act that another rule refuses in the state of the session."""

from __future__ import annotations

from docgen.domain.referentiels.echeances import dernier_jour_de_creation, dernier_jour_de_report
from docgen.domain.regles.vocabulaire import Contexte
from docgen.domain.session import StatutSession
from docgen.domain.session_etats import REPORTABLES, inscription_ouverte, reportable

ATTENDRE = "Attendez que l’État lui rende son statut."
RECREER = "Créez une nouvelle session."
S_ADRESSER = "Demandez à l’État ce qui reste possible."


def report_possible(contexte: Contexte) -> bool:
    """A postponement may still be asked for: the session's state allows it, and a day is left for it."""
    dossier, jour = contexte.dossier, contexte.aujourdhui
    return reportable(dossier.session, jour) and dernier_jour_de_report(dossier, jour) >= jour


def creation_possible(contexte: Contexte) -> bool:
    """Another session may be created: the agrément is there, and it leaves a day for it."""
    dossier, jour = contexte.dossier, contexte.aujourdhui
    agrement = dossier.agrement
    en_vigueur = agrement is not None and agrement.est_accepte and not agrement.est_arrete
    return en_vigueur and dernier_jour_de_creation(dossier, jour) >= jour


def issue(contexte: Contexte, report: str = "") -> str:
    """What is left to do when the session cannot be changed; ``report`` is the sentence that advises to postpone it."""
    session, jour = contexte.dossier.session, contexte.aujourdhui
    if report and report_possible(contexte):
        return report
    if session.statut is StatutSession.SUSPENDUE:
        return ATTENDRE
    recreer = creation_possible(contexte)
    if session.statut in REPORTABLES and jour <= session.fin:
        return (
            "Tenez-la aux dates prévues, ou créez une nouvelle session." if recreer else "Tenez-la aux dates prévues."
        )
    return RECREER if recreer else S_ADRESSER


def inscrire(contexte: Contexte) -> str:
    """How a session without candidates gets one."""
    if inscription_ouverte(contexte.dossier.session, contexte.aujourdhui):
        return "Inscrivez un candidat."
    return RECREER if creation_possible(contexte) else S_ADRESSER
