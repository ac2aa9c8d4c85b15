"""Which papers a session's results call for (PARC-06)."""

from __future__ import annotations

from docgen.domain.acquis import ccp_accordes, est_decide, obtient_la_certification
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.personnes import Candidat
from docgen.domain.resultat import Decision


def papiers_du_candidat(candidat: Candidat, dossier: Dossier) -> tuple[GenrePapier, ...]:
    """The papers due to one candidate: none when absent or undecided."""
    if obtient_la_certification(candidat, dossier):
        return (GenrePapier.PARCHEMIN,)
    livret = (GenrePapier.LIVRET,) if ccp_accordes(candidat, dossier) else ()
    notification = (GenrePapier.NOTIFICATION,) if est_decide(candidat, Decision.PARTIEL, Decision.REFUSE) else ()
    return (*livret, *notification)


def papiers_attendus(dossier: Dossier) -> tuple[tuple[Candidat, GenrePapier], ...]:
    """Every paper of the session with its holder, in the payload's order."""
    return tuple(
        (candidat, genre) for candidat in dossier.candidats for genre in papiers_du_candidat(candidat, dossier)
    )
