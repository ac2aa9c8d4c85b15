"""What a candidate holds after a session: CCPs obtained now, obtained before, remaining, and until when they count."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents.page import parties
from docgen.documents.page.typographie import date_longue, texte_courant
from docgen.domain.acquis import ccp_detenus, ccp_obtenus
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat
from docgen.domain.referentiels.calendrier import ajouter_mois
from docgen.domain.referentiels.parametres import PROLONGATION
from docgen.domain.titre import Ccp


@dataclass(frozen=True, slots=True)
class LigneAcquis:
    """A CCP, and where it was obtained."""

    repere: str
    code: str
    libelle: str
    obtention: str


def obtenus(dossier: Dossier, candidat: Candidat) -> tuple[LigneAcquis, ...]:
    """The CCPs held, in the titre's order: those of before, then those of this session, each with its origin."""
    ici, tenus = ccp_obtenus(candidat, dossier), ccp_detenus(candidat, dossier)
    session = f"session n°\u00a0{dossier.session.id}, {parties.dates_de_session(dossier)}"
    return tuple(
        _ligne(ccp, session if ccp.code in ici else "acquis antérieurement")
        for ccp in dossier.titre.ccp
        if ccp.code in tenus
    )


def restants(dossier: Dossier, candidat: Candidat) -> tuple[LigneAcquis, ...]:
    """The CCPs of the titre still to be obtained."""
    tenus = ccp_detenus(candidat, dossier)
    return tuple(_ligne(ccp, "") for ccp in dossier.titre.ccp if ccp.code not in tenus)


def _ligne(ccp: Ccp, obtention: str) -> LigneAcquis:
    return LigneAcquis(f"CCP\u00a0{ccp.numero}", ccp.code, texte_courant(ccp.libelle), obtention)


def phrase_capitalisation(dossier: Dossier) -> str:
    """Until when CCPs add up to the titre: its end of validity, and the prolongation."""
    validite, mois = dossier.titre.fin_validite, PROLONGATION.au(dossier.session.fin)
    fin = ajouter_mois(validite, mois)
    return (
        f"Les certificats obtenus se capitalisent jusqu’au {date_longue(fin)} : fin de validité du titre, "
        f"le {date_longue(validite)}, prolongée de {mois}\u00a0mois."
    ).replace(" :", "\u00a0:")
