"""The pli to the State: which individual PVs go with the general PV, and which stay (PV-02)."""

from __future__ import annotations

from docgen.domain.acquis import est_decide
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat
from docgen.domain.resultat import Decision

# The PVs, then what the pli holds, in the order of print.
TYPES_DES_PV = ("pv_general", "pv_individuel")
TYPES_DU_PLI = ("bordereau_pv", *TYPES_DES_PV)


def est_transmis(candidat: Candidat) -> bool:
    """True when the candidate's individual PV goes to the State: present, and partly admitted or refused."""
    return est_decide(candidat, Decision.PARTIEL, Decision.REFUSE)


def pv_transmis(dossier: Dossier) -> tuple[Candidat, ...]:
    """The candidates whose individual PV is in the pli, in the payload's order."""
    return tuple(candidat for candidat in dossier.candidats if est_transmis(candidat))


def pv_conserves(dossier: Dossier) -> tuple[Candidat, ...]:
    """The candidates whose individual PV stays at the centre: the admitted and the absent."""
    return tuple(candidat for candidat in dossier.candidats if not est_transmis(candidat))
