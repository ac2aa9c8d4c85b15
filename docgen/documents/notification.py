"""The notification: the decision, its reason, what the candidate keeps, what comes next, how to appeal."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents.page import libelles, libelles_acquis, parties, signature
from docgen.documents.page.libelles_personnes import appel, lignes_adresse, ne_le, nom_complet, terminaison
from docgen.documents.page.spec import Demande
from docgen.documents.page.typographie import a_lieu, paragraphes
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.personnes import Candidat
from docgen.domain.referentiels.parametres import RECOURS, REPRESENTATION
from docgen.domain.resultat import Decision
from docgen.domain.session import TypeSession

RIEN_OBTENU = "Aucun certificat de compétences professionnelles n’a été obtenu à ce jour."
RIEN_EN_CCS = "Cette décision ne change rien au titre professionnel que vous détenez."


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueCommune):
    """What the model prints."""

    destinataire: str
    adresse: tuple[str, ...]
    appel: str
    qualite: str
    naissance: str
    identifiant: str
    type_session: str
    proces_verbal: str
    decision: str
    motif: tuple[str, ...]
    obtenus: tuple[libelles_acquis.LigneAcquis, ...]
    rien_obtenu: str
    restants: tuple[libelles_acquis.LigneAcquis, ...]
    suites: tuple[str, ...]
    recours: tuple[str, ...]
    delai_recours: int
    signataire: signature.BlocSignataire


def suites(dossier: Dossier, candidat: Candidat) -> tuple[str, ...]:
    """What the candidate may do next, and until when."""
    mois = REPRESENTATION.au(dossier.session.fin)
    reprise = (
        f"Vous pouvez vous présenter de nouveau, sans suivre une nouvelle formation, dans les {mois}\u00a0mois "
        "qui suivent cette session\u00a0: rapprochez-vous du centre."
    )
    if dossier.session.type is TypeSession.CCS or not libelles_acquis.obtenus(dossier, candidat):
        return (reprise,)
    entretien = "Le titre s’obtient en réunissant tous ses certificats, puis en réussissant l’entretien final."
    if not libelles_acquis.restants(dossier, candidat):
        entretien = "Tous les certificats du titre sont acquis\u00a0: il vous reste à réussir l’entretien final."
    return (reprise, entretien, libelles_acquis.phrase_capitalisation(dossier))


def recours(demande: Demande) -> tuple[str, ...]:
    """The three remedies: gracieux, hiérarchique, contentieux."""
    dossier = demande.dossier
    champs = parties.champs_communs(SPEC, demande)
    autorite = champs["unite"] or champs["structure"]
    ville = f" {a_lieu(dossier.autorite.commune)}" if dossier.autorite.commune else ""
    return (
        f"un recours gracieux, adressé à l’autorité qui a pris la décision ({autorite}{ville})\u00a0;",
        "un recours hiérarchique, adressé au ministre chargé de la formation professionnelle\u00a0;",
        "un recours contentieux, formé devant le tribunal administratif compétent.",
    )


def vue(demande: Demande) -> Vue:
    """The view of one candidate's notification."""
    dossier, candidat = demande.dossier, parties.candidat_de(demande)
    resultat = candidat.resultat
    partiel = resultat is not None and resultat.decision is Decision.PARTIEL
    en_ccs = dossier.session.type is TypeSession.CCS
    return Vue(
        **parties.champs_communs(SPEC, demande),
        destinataire=nom_complet(candidat),
        adresse=lignes_adresse(candidat.adresse),
        appel=appel(candidat.civilite),
        qualite=f"candidat{terminaison(candidat.civilite)}",
        naissance=ne_le(candidat),
        identifiant=candidat.id,
        type_session=parties.type_de_session(dossier),
        proces_verbal=f"n°\u00a0{dossier.session.id}, {parties.dates_de_session(dossier)}",
        decision="Admission partielle" if partiel else libelles.decision(candidat),
        motif=paragraphes(resultat.commentaire if resultat else None),
        obtenus=() if en_ccs else libelles_acquis.obtenus(dossier, candidat),
        rien_obtenu=RIEN_EN_CCS if en_ccs else RIEN_OBTENU,
        restants=() if en_ccs else libelles_acquis.restants(dossier, candidat),
        suites=suites(dossier, candidat),
        recours=recours(demande),
        delai_recours=RECOURS.au(dossier.session.fin),
        signataire=signature.bloc_signataire(demande),
    )


SPEC = parties.spec_papier(
    code="notification",
    intitule="Notification de décision",
    vue=vue,
    fichier="NOTIFICATION_<session>_<candidat id>.pdf",
    genre=GenrePapier.NOTIFICATION,
)
