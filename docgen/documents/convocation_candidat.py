"""The convocation of a candidate: the place, the day, the hour, the nature of the tests, what to bring."""

from __future__ import annotations

from docgen.documents.page import lettre_convocation, libelles, parties
from docgen.documents.page.libelles_personnes import terminaison
from docgen.documents.page.spec import Demande, PorteeDocument
from docgen.domain.personnes import Candidat, Voie

PIECES = (
    "une pièce d’identité en cours de validité, avec photographie\u00a0;",
    "la présente convocation\u00a0;",
    "votre dossier professionnel, complété et signé",
)
PIECES_PAR_VOIE = {
    Voie.VAE: "la notification de recevabilité de votre demande de VAE, en cours de validité",
    Voie.CAPITALISATION: "votre livret de certification",
}


def pieces(candidat: Candidat) -> tuple[str, ...]:
    """The papers to bring, the last one closing the list."""
    propre = PIECES_PAR_VOIE.get(candidat.voie)
    if propre is None:
        return (*PIECES[:-1], f"{PIECES[-1]}.")
    return (*PIECES[:-1], f"{PIECES[-1]}\u00a0;", f"{propre}.")


def vue(demande: Demande) -> lettre_convocation.Vue:
    """The view of one candidate's convocation, which cites the route."""
    candidat = parties.candidat_de(demande)
    voie = libelles.VOIES_EN_TOUTES_LETTRES[candidat.voie]
    paragraphes = (
        f"Vous vous présentez {voie}. Votre identité sera vérifiée avant chaque épreuve, et vous émargerez à chacune.",
        "En cas d’empêchement, prévenez sans délai le responsable de session et remettez-lui un justificatif.",
    )
    qualite = f"candidat{terminaison(candidat.civilite)}"
    return lettre_convocation.vue(SPEC, demande, candidat, qualite, paragraphes, pieces(candidat))


SPEC = parties.spec_convocation(
    code="convocation_candidat",
    intitule="Convocation d’un candidat",
    portee=PorteeDocument.CANDIDAT,
    vue=vue,
    fichier="CONVOCATION_<session>_<candidat id>_<NOM>.pdf",
)
