"""What a message advises: never an act that another rule refuses in the state of the session."""

from __future__ import annotations

from docgen.domain.echeances import dernier_jour_de_report
from docgen.domain.regles.vocabulaire import Contexte
from docgen.domain.session import StatutSession
from docgen.domain.session_etats import REPORTABLES, reportable

ATTENDRE = "Attendez que l’État lui rende son statut."
RECREER = "Créez une nouvelle session."


def report_possible(contexte: Contexte) -> bool:
    """A postponement may still be asked for: the session's state allows it, and a day is left for it."""
    dossier, jour = contexte.dossier, contexte.aujourdhui
    return reportable(dossier.session, jour) and dernier_jour_de_report(dossier, jour) >= jour


def issue(contexte: Contexte, report: str) -> str:
    """What is left to do when the session cannot be changed; ``report`` is the sentence that advises to postpone it."""
    session, jour = contexte.dossier.session, contexte.aujourdhui
    if report_possible(contexte):
        return report
    if session.statut is StatutSession.SUSPENDUE:
        return ATTENDRE
    if session.statut in REPORTABLES and jour <= session.fin:
        return f"Tenez-la aux dates prévues, ou {RECREER[0].lower()}{RECREER[1:]}"
    return RECREER
