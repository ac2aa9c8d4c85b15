"""The request for a report: the centre asks the UD, which alone may postpone the session (SESS-06 to SESS-09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docgen.documents.page import parties
from docgen.documents.page.libelles_personnes import responsable_imprime
from docgen.documents.page.spec import Demande, PorteeDocument, Spec
from docgen.documents.page.typographie import date_longue, majuscule, nom_imprime
from docgen.domain.autorites import service_du_departement
from docgen.domain.referentiels.echeances import echue_pendant_l_urgence, fin_prolongation
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.session import STATUTS_EN_CLAIR

A_COMPLETER = "à compléter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueCommune):
    """What the model prints. ``echu`` says that the titre's prolongation is over, and since when.

    ``service`` is who decides, in a sentence and in the word of its day.
    """

    type_session: str
    fait: str
    centre: parties.BlocCentre
    courriel_autorite: str | None
    service: str
    statut: str
    debut: str
    fin: str
    debut_souhaite: str
    fin_souhaitee: str
    echu: str | None
    responsable: str
    qualite_responsable: str


def vue(demande: Demande) -> Vue:
    """The view of the request; a draft may lack the wished days."""
    dossier, session = demande.dossier, demande.dossier.session
    responsable, qualite = responsable_imprime(dossier)
    return Vue(
        **parties.champs_communs(SPEC, demande),
        type_session=parties.type_de_session(dossier),
        fait=f"{nom_imprime(dossier.centre.adresse.commune)}, le {date_longue(demande.jour)}",
        centre=parties.bloc_centre(dossier),
        courriel_autorite=dossier.autorite.courriel,
        service=service_du_departement(dossier.autorite, SPEC.jour_libelles(demande)),
        statut=STATUTS_EN_CLAIR[session.statut],
        debut=majuscule(date_longue(session.debut)),
        fin=majuscule(date_longue(session.fin)),
        debut_souhaite=_jour(demande.report.debut),
        fin_souhaitee=_jour(demande.report.fin),
        echu=_echeance(demande),
        responsable=responsable,
        qualite_responsable=qualite,
    )


def _jour(jour: date | None) -> str:
    return date_longue(jour) if jour else A_COMPLETER


def _echeance(demande: Demande) -> str | None:
    """The lockdown is the reason of a report only where the prolongation lapsed during it (SESS-09)."""
    dossier, report = demande.dossier, demande.report
    validite, limite = dossier.titre.fin_validite, fin_prolongation(dossier, demande.jour)
    souhaitee = report.fin or report.debut
    if souhaitee is None or souhaitee <= limite:
        return None
    constat = (
        f"La validité du titre prend fin le {date_longue(validite)} et sa prolongation le {date_longue(limite)}\u00a0; "
        "la session souhaitée tombe au-delà."
    )
    if echue_pendant_l_urgence(dossier, demande.jour):
        return f"{constat} Le report est demandé en raison des difficultés nées du confinement de 2020."
    autorise = dossier.session.report_autorise_le
    return f"{constat} L’État a autorisé le report le {date_longue(autorise)}." if autorise else constat


SPEC = Spec(
    code="demande_report",
    intitule="Demande de report d’une session",
    famille="sessions",
    portee=PorteeDocument.SESSION,
    geste=Geste.REPORTER_SESSION,
    statuts=frozenset(),
    sur_report=True,
    vue=vue,
    fichier="REPORT_<session>.pdf",
    formats=("pdf", "docx"),
    pages_visees=1,
)
