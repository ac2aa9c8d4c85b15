"""The procès-verbal individuel: one candidate, the decision, the CCPs one by one, the comment in full."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents import pv_general
from docgen.documents.page import libelles, parties
from docgen.documents.page.libelles_personnes import ne_le, nom_complet
from docgen.documents.page.spec import Demande, PorteeDocument
from docgen.documents.page.typographie import majuscule, nom_imprime, paragraphes, texte_courant
from docgen.domain.acquis import ccp_obtenus, entretien_passe, est_decide, obtient_la_certification
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat
from docgen.domain.pli import est_transmis
from docgen.domain.resultat import Decision
from docgen.domain.session import TypeSession

ACQUIS, NON_ACQUIS, NON_PRESENTE = "Acquis", "Non acquis", "Non présenté"
ENTRETIENS = {True: "A eu lieu", False: "N’a pas eu lieu", None: "Sans objet"}


@dataclass(frozen=True, slots=True)
class LigneCertificat:
    """A CCP, or the CCS, and what became of it: obtained, not obtained, not presented."""

    repere: str
    code: str
    libelle: str
    etat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueDeSession):
    """What the model prints."""

    niveau: str
    identite: str
    nom_usage: str | None
    naissance: str
    identifiant: str
    voie: str
    presence: str
    decision: str
    resultat_decide: bool
    conclusion: str
    certificats: tuple[LigneCertificat, ...]
    entretien: str
    modalite: str | None
    commentaire: tuple[str, ...]
    jures: tuple[pv_general.LigneJure, ...]
    fait: str


def certificats(dossier: Dossier, candidat: Candidat, brouillon: bool) -> tuple[LigneCertificat, ...]:
    """A row for each CCP, then for the titre if the session may give it so; in a CCS session, the row of the CCS."""
    if dossier.session.type is TypeSession.CCS:
        ccs = parties.certification_de(dossier, brouillon)
        return (LigneCertificat("CCS", ccs.code, texte_courant(ccs.libelle), etat_global(dossier, candidat)),)
    lignes = [
        LigneCertificat(
            f"CCP\u00a0{ccp.numero}", ccp.code, texte_courant(ccp.libelle), etat_ccp(dossier, candidat, ccp.code)
        )
        for ccp in dossier.titre.ccp
    ]
    if dossier.session.type is TypeSession.CCP and dossier.session.entretien_final:
        titre = dossier.titre
        etat = etat_global(dossier, candidat)
        lignes.append(LigneCertificat("Titre", titre.code, texte_courant(titre.libelle), etat))
    return tuple(lignes)


def etat_ccp(dossier: Dossier, candidat: Candidat, code: str) -> str:
    """``Acquis``, ``Non acquis``, ``Non présenté`` or ``Acquis antérieurement``: a CCP once obtained stays so."""
    concerne = dossier.session.type is TypeSession.TITRE or code in dossier.session.ccp
    if code in candidat.ccp_anterieurs:
        return "Acquis antérieurement"
    if code in ccp_obtenus(candidat, dossier):
        return ACQUIS
    return NON_ACQUIS if concerne and est_decide(candidat, *Decision) else NON_PRESENTE


def etat_global(dossier: Dossier, candidat: Candidat) -> str:
    """The same three words for the CCS of a CCS session, or the titre that a final interview gives (RESU-09)."""
    if obtient_la_certification(candidat, dossier):
        return ACQUIS
    return NON_ACQUIS if est_decide(candidat, *Decision) else NON_PRESENTE


def conclusion(candidat: Candidat) -> str:
    """What the signatures stand under, so that they never stand alone: of whom the jury says what."""
    qui = f"{nom_complet(candidat)} ({candidat.id})"
    if candidat.resultat and candidat.resultat.decision:
        return f"Après délibération, le jury arrête pour {qui} la décision\u00a0:"
    return f"Le jury constate pour {qui}\u00a0:"


def vue(demande: Demande) -> Vue:
    """The view of one candidate's PV."""
    dossier, candidat = demande.dossier, parties.candidat_de(demande)
    resultat = candidat.resultat
    return Vue(
        **parties.champs_de_session(SPEC, demande, en_tete=True),
        niveau=majuscule(parties.niveaux(dossier.titre)),
        identite=nom_complet(candidat),
        nom_usage=nom_imprime(candidat.nom_usage) if candidat.nom_usage else None,
        naissance=majuscule(ne_le(candidat)),
        identifiant=candidat.id,
        voie=libelles.VOIES[candidat.voie],
        presence=libelles.presence(candidat),
        decision=libelles.decision(candidat),
        certificats=certificats(dossier, candidat, demande.brouillon),
        entretien=ENTRETIENS[entretien_passe(candidat, dossier)],
        resultat_decide=resultat is not None and resultat.decision is not None,
        conclusion=conclusion(candidat),
        modalite=texte_courant(resultat.modalite_distance) if resultat and resultat.modalite_distance else None,
        commentaire=paragraphes(resultat.commentaire if resultat else None),
        jures=pv_general.lignes_jury(dossier),
        fait=parties.fait_a(parties.commune_du_site(dossier), dossier.session.fin),
    )


SPEC = parties.spec_pv(
    code="pv_individuel",
    intitule="Procès-verbal individuel",
    portee=PorteeDocument.CANDIDAT,
    vue=vue,
    fichier="PVI_<session>_<candidat id>_<NOM>.pdf",
    transmis=lambda demande: est_transmis(parties.candidat_de(demande)),
    pages_visees=2,
)
