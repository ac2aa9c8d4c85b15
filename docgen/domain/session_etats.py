"""What the state of a session still allows: the rules that refuse and the remedies that they name read it here."""

from __future__ import annotations

from datetime import date

from docgen.domain.session import Session, StatutSession

ARRETEES = (StatutSession.SUSPENDUE, StatutSession.ANNULEE)
INSCRIPTION = (StatutSession.EN_PREPARATION, StatutSession.DTE_DEMANDE)
REPORTABLES = (*INSCRIPTION, StatutSession.CONVOCATIONS_ENVOYEES)


def arretee(session: Session) -> bool:
    """Suspended or cancelled: nothing goes on (SESS-11)."""
    return session.statut in ARRETEES


def commencee(session: Session, jour: date) -> bool:
    """The first day is in the session."""
    return jour >= session.debut


def reportable(session: Session, jour: date) -> bool:
    """The UD may still postpone it (SESS-06, SESS-07)."""
    return session.statut in REPORTABLES and not commencee(session, jour)


def inscription_ouverte(session: Session, jour: date) -> bool:
    """Anyone may still be enrolled (INSC-01)."""
    return session.statut in INSCRIPTION and not commencee(session, jour)


def resultats_ouverts(session: Session, jour: date) -> bool:
    """Results may be entered (SESS-11, SESS-16, SESS-19)."""
    return commencee(session, jour) and not arretee(session) and not session.fin_reportee
