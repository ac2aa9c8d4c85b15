"""What a session gives a candidate: the one answer that the rules and every paper share (RESU-08, RESU-09)."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat
from docgen.domain.resultat import Decision
from docgen.domain.session import TypeSession


@dataclass(frozen=True, slots=True)
class Certification:
    """What a parchemin of the session says has been obtained: the titre, or a CCS of its."""

    nature: TypeSession
    code: str
    libelle: str


def certification(dossier: Dossier) -> Certification | None:
    """The titre or, in a CCS session, its CCS: ``None`` if the titre has no such CCS, never the titre in its stead."""
    titre, session = dossier.titre, dossier.session
    if session.type is not TypeSession.CCS:
        return Certification(TypeSession.TITRE, titre.code, titre.libelle)
    ccs = titre.ccs_de_code(session.ccs)
    return Certification(TypeSession.CCS, ccs.code, ccs.libelle) if ccs else None


def numero_certification(dossier: Dossier) -> str:
    """The TP number; in a session of one CCP, its number."""
    portee = ccp_de_la_session(dossier)
    return portee[0] if dossier.session.type is TypeSession.CCP and len(portee) == 1 else dossier.titre.code


def ccp_de_la_session(dossier: Dossier) -> tuple[str, ...]:
    """The CCPs on which the jury decides: all those of the titre, those of a CCP session, none in a CCS session."""
    session, titre = dossier.session, dossier.titre
    if session.type is TypeSession.CCS:
        return ()
    return titre.ccp_en_ordre(session.ccp) if session.type is TypeSession.CCP else tuple(ccp.code for ccp in titre.ccp)


def est_decide(candidat: Candidat, *decisions: Decision) -> bool:
    """True when the candidate was present and the jury took one of these decisions."""
    resultat = candidat.resultat
    return resultat is not None and resultat.est_present and resultat.decision in decisions


def ccp_accordes(candidat: Candidat, dossier: Dossier) -> tuple[str, ...]:
    """The CCPs that the jury grants: all those of the session for ADMIS, listed or not; for PARTIEL, those listed."""
    if est_decide(candidat, Decision.ADMIS):
        return ccp_de_la_session(dossier)
    if candidat.resultat is None or not est_decide(candidat, Decision.PARTIEL):
        return ()
    ccs = dossier.session.type is TypeSession.CCS
    return () if ccs else dossier.titre.ccp_en_ordre(candidat.resultat.ccp_acquis)


def ccp_obtenus(candidat: Candidat, dossier: Dossier) -> tuple[str, ...]:
    """The CCPs granted at this session that the candidate did not hold before: a CCP once obtained stays so."""
    return tuple(code for code in ccp_accordes(candidat, dossier) if code not in candidat.ccp_anterieurs)


def ccp_detenus(candidat: Candidat, dossier: Dossier) -> tuple[str, ...]:
    """The CCPs of the titre that the candidate holds after the session, in the titre's order."""
    tenus = {*candidat.ccp_anterieurs, *ccp_obtenus(candidat, dossier)}
    return tuple(ccp.code for ccp in dossier.titre.ccp if ccp.code in tenus)


def ccp_hors_de_portee(candidat: Candidat, dossier: Dossier) -> tuple[str, ...]:
    """The CCPs of the titre that the candidate neither held before nor can obtain at this session."""
    couverts = {*candidat.ccp_anterieurs, *ccp_de_la_session(dossier)}
    return tuple(ccp.code for ccp in dossier.titre.ccp if ccp.code not in couverts)


def obtient_la_certification(candidat: Candidat, dossier: Dossier) -> bool:
    """True when ADMIS gives the titre or the CCS, hence a parchemin.

    So does a CCP session with final interview, which is passed on the last CCPs (RESU-09).
    """
    if not est_decide(candidat, Decision.ADMIS):
        return False
    session = dossier.session
    if session.type is not TypeSession.CCP:
        return True
    return session.entretien_final and not ccp_hors_de_portee(candidat, dossier)


def entretien_passe(candidat: Candidat, dossier: Dossier) -> bool | None:
    """Whether the final interview took place; ``None`` for a session without one.

    In a CCP session it is passed once all the CCPs of the session are obtained.
    """
    if not dossier.session.entretien_final:
        return None
    if not est_decide(candidat, *Decision):
        return False
    if dossier.session.type is not TypeSession.CCP:
        return True
    return set(ccp_de_la_session(dossier)) <= {*candidat.ccp_anterieurs, *ccp_accordes(candidat, dossier)}
