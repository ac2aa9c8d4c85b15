"""The convocation of an invigilator, with what his employer needs and whom he may not watch over."""

from __future__ import annotations

from docgen.documents.page import lettre_convocation, parties
from docgen.documents.page.libelles_personnes import terminaison
from docgen.documents.page.spec import Demande, PorteeDocument

PARAGRAPHES = (
    "Incompatibilités\u00a0: un formateur ne surveille pas la session d’un candidat qu’il a formé, sauf pour assurer "
    "la sécurité sur un équipement dangereux. Si tel est votre cas, prévenez dès maintenant le responsable de session.",
    "À l’attention de l’employeur\u00a0: la présente convocation indique le lieu et les dates de la session\u00a0; "
    "elle peut être jointe à la demande d’absence.",
)


def vue(demande: Demande) -> lettre_convocation.Vue:
    """The view of one invigilator's convocation."""
    surveillant = demande.dossier.surveillants[demande.rang]
    qualite = f"surveillant{terminaison(surveillant.civilite)}"
    return lettre_convocation.vue(SPEC, demande, surveillant, qualite, PARAGRAPHES)


SPEC = parties.spec_convocation(
    code="convocation_surveillant",
    intitule="Convocation d’un surveillant",
    portee=PorteeDocument.SURVEILLANT,
    vue=vue,
    fichier="CONVOCATION_<session>_SURVEILLANT_<NOM>.pdf",
)
