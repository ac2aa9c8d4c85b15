"""Which papers a session's results call for (PARC-06)."""

from __future__ import annotations

from docgen.domain.dossier import Dossier
from docgen.domain.papier import GenrePapier
from docgen.domain.personnes import Candidat
from docgen.domain.resultat import Decision
from docgen.domain.session import TypeSession


def ccp_obtenus(candidat: Candidat, dossier: Dossier) -> tuple[str, ...]:
    """The CCP that the candidate obtains at this session.

    ADMIS without a list means all that the session decides on: every CCP of the titre, or those of a CCP session.
    """
    resultat = candidat.resultat
    if resultat is None or not resultat.est_present or dossier.session.type is TypeSession.CCS:
        return ()
    if resultat.decision is Decision.PARTIEL:
        return resultat.ccp_acquis
    if resultat.decision is not Decision.ADMIS:
        return ()
    if dossier.session.type is TypeSession.CCP:
        return resultat.ccp_acquis or dossier.session.ccp
    return tuple(ccp.code for ccp in dossier.titre.ccp)


def papiers_du_candidat(candidat: Candidat, dossier: Dossier) -> tuple[GenrePapier, ...]:
    """The papers due to one candidate: none when absent or undecided."""
    resultat = candidat.resultat
    if resultat is None or not resultat.est_present or resultat.decision is None:
        return ()
    if resultat.decision is Decision.REFUSE:
        return (GenrePapier.NOTIFICATION,)
    livret = (GenrePapier.LIVRET,) if ccp_obtenus(candidat, dossier) else ()
    if resultat.decision is Decision.PARTIEL:
        return (*livret, GenrePapier.NOTIFICATION)
    return livret if dossier.session.type is TypeSession.CCP else (GenrePapier.PARCHEMIN,)


def papiers_attendus(dossier: Dossier) -> tuple[tuple[Candidat, GenrePapier], ...]:
    """Every paper of the session with its holder, in the payload's order."""
    return tuple(
        (candidat, genre) for candidat in dossier.candidats for genre in papiers_du_candidat(candidat, dossier)
    )
