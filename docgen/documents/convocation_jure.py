"""The convocation of a juror, with what his employer needs and who he may not judge."""

from __future__ import annotations

from docgen.documents.page import lettre_convocation, parties
from docgen.documents.page.spec import Demande, PorteeDocument

PARAGRAPHES = (
    "Incompatibilités\u00a0: un membre du jury ne délibère ni sur un candidat qu’il a formé, ni sur un candidat de la "
    "même entreprise ou du même organisme que lui. Si tel est votre cas, prévenez dès maintenant le responsable "
    "de session.",
    "À l’attention de l’employeur\u00a0: un salarié peut s’absenter pour siéger à un jury d’examen. Il en fait la "
    "demande écrite à son employeur quinze jours au moins avant la session, en y joignant la présente convocation, "
    "qui en indique le lieu et les dates.",
)


def vue(demande: Demande) -> lettre_convocation.Vue:
    """The view of one juror's convocation."""
    jure = demande.dossier.jures[demande.rang]
    return lettre_convocation.vue(SPEC, demande, jure, "membre du jury", PARAGRAPHES)


SPEC = parties.spec_convocation(
    code="convocation_jure",
    intitule="Convocation d’un membre du jury",
    portee=PorteeDocument.JURE,
    vue=vue,
    fichier="CONVOCATION_<session>_JURE_<NOM>.pdf",
)
