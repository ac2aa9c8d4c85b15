"""What is asked of the register for a paper: its holder, what it certifies, its year and department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from docgen.documents.page.parties import certification_de
from docgen.documents.page.spec import Destinataire, Reglages
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.faits import faits_du_papier
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import DemandePapier, GenrePapier, Papier


def demandes_papiers(
    dossier: Dossier,
    voulus: Sequence[tuple[GenrePapier, Destinataire]],
    emis: Sequence[Papier],
    jour: date,
    reglages: Reglages,
) -> list[DemandePapier]:
    """The demand of each paper; the facts of one already issued are those of the day of its first issue.

    One that nobody else could verify is a specimen, for ever: the register keeps that with the rest.

    Raises:
        RenduImpossible: the session certifies a CCS that the titre does not have.
    """
    jours = {(papier.demande.genre, papier.demande.destinataire): papier.date_emission for papier in emis}
    demandes = [_demande(dossier, pour, genre, jours.get((genre, pour.id), jour)) for genre, pour in voulus]
    if not reglages.est_un_essai:
        return demandes
    return [
        replace(demande, faits={**demande.faits, "specimen": True}) if demande.genre.est_numerote else demande
        for demande in demandes
    ]


def _demande(dossier: Dossier, pour: Destinataire, genre: GenrePapier, emission: date) -> DemandePapier:
    """The year of a number is that of the validation, without which PARC-05 refuses it."""
    session = dossier.session
    jour = session.validation.date if session.validation else session.fin
    candidat = next((candidat for candidat in dossier.candidats if candidat.id == pour.id), None)
    return DemandePapier(
        genre=genre,
        session=session.id,
        destinataire=pour.id,
        certification=certification_de(dossier).code,
        annee=jour.year,
        departement=departement_sur_trois(dossier.autorite.departement),
        siret=dossier.centre.siret,
        faits=faits_du_papier(dossier, candidat, genre, emission) if candidat else {},
    )
