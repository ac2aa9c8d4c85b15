"""What is asked of the register for a paper: its holder as printed, its certification, its year and department."""

from __future__ import annotations

from docgen.documents.spec import Destinataire
from docgen.documents.typographie import nom_imprime
from docgen.domain.dossier import Dossier
from docgen.domain.numero import departement_sur_trois
from docgen.domain.papier import DemandePapier, GenrePapier
from docgen.domain.session import TypeSession


def certification(dossier: Dossier) -> str:
    """The code of what the session certifies: the CCS in a CCS session, else the titre."""
    session = dossier.session
    return session.ccs if session.type is TypeSession.CCS and session.ccs else dossier.titre.code


def demande_papier(dossier: Dossier, pour: Destinataire, genre: GenrePapier) -> DemandePapier:
    """The demand of one paper. The year of a number is that of the validation, without which PARC-05 refuses it."""
    session = dossier.session
    jour = session.validation.date if session.validation else session.fin
    candidat = next((candidat for candidat in dossier.candidats if candidat.id == pour.id), None)
    return DemandePapier(
        genre=genre,
        session=session.id,
        destinataire=pour.id,
        certification=certification(dossier),
        annee=jour.year,
        departement=departement_sur_trois(dossier.autorite.departement),
        siret=dossier.centre.siret,
        nom=nom_imprime(candidat.nom) if candidat else "",
        prenoms=nom_imprime(candidat.prenoms) if candidat else "",
        naissance=candidat.naissance.date if candidat else None,
    )
