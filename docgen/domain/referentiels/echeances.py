"""Until when a session may be held: the titre's prolongation, the agrément, the postponement of a session.

``jour`` chooses the value of the parameters in force. Every day returned is included.
"""

from __future__ import annotations

from datetime import date

from docgen.domain.agrement import TypeCentre
from docgen.domain.dossier import Dossier
from docgen.domain.referentiels.calendrier import ajouter_mois
from docgen.domain.referentiels.parametres import (
    PROLONGATION,
    PROLONGATION_CFA_CRP,
    REPORT_APRES_AGREMENT,
    URGENCE_AU,
    URGENCE_DU,
)


def fin_prolongation(dossier: Dossier, jour: date) -> date:
    """The last day on which the centre may hold a session of the titre (SESS-03)."""
    longue = dossier.centre.type in (TypeCentre.CFA, TypeCentre.CRP)
    mois = (PROLONGATION_CFA_CRP if longue else PROLONGATION).au(jour)
    return ajouter_mois(dossier.titre.fin_validite, mois)


def hors_prolongation_admise(dossier: Dossier) -> bool:
    """The State authorised the session's postponement, or moved its end: the prolongation does not bind it."""
    return dossier.session.report_autorise_le is not None or dossier.session.fin_reportee


def echue_pendant_l_urgence(dossier: Dossier, jour: date) -> bool:
    """The prolongation lapsed during the health emergency of 2020: a report may go beyond it (note 1.9 §4)."""
    return URGENCE_DU.au(jour) <= fin_prolongation(dossier, jour) <= URGENCE_AU.au(jour)


def fin_agrement(dossier: Dossier, jour: date) -> date:
    """The last day that the agrément allows: one that reaches the titre's end follows it in its prolongation.

    Without agrément, no day is refused here: that is the matter of AGRE-04.
    """
    if dossier.agrement is None:
        return date.max
    fin = dossier.agrement.fin
    return fin if fin < dossier.titre.fin_validite else max(fin, fin_prolongation(dossier, jour))


def fin_report_agrement(dossier: Dossier, jour: date) -> date:
    """The last day to which the agrément lets a session be postponed (SESS-02)."""
    return ajouter_mois(fin_agrement(dossier, jour), REPORT_APRES_AGREMENT.au(jour))


def dernier_jour_de_creation(dossier: Dossier, jour: date) -> date:
    """The day that binds a new session, agrément and prolongation together."""
    return min(fin_agrement(dossier, jour), fin_prolongation(dossier, jour))


def dernier_jour(dossier: Dossier, jour: date) -> date:
    """The day that binds the session itself, whose postponement the State may have authorised."""
    admise = hors_prolongation_admise(dossier)
    return fin_report_agrement(dossier, jour) if admise else dernier_jour_de_creation(dossier, jour)


def dernier_jour_de_report(dossier: Dossier, jour: date) -> date:
    """The day that binds a postponement, agrément and prolongation together."""
    au_dela = hors_prolongation_admise(dossier) or echue_pendant_l_urgence(dossier, jour)
    limite = fin_report_agrement(dossier, jour)
    return limite if au_dela else min(limite, fin_prolongation(dossier, jour))
