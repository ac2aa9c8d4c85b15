"""The procès-verbal individuel: one candidate, the decision, the CCPs one by one, the comment in full."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.documents import libelles, page, pv_general
from docgen.documents.spec import Demande, PorteeDocument, Spec
from docgen.documents.typographie import majuscule, nom_imprime, paragraphes, texte_courant
from docgen.domain.attribution import ccp_obtenus
from docgen.domain.dossier import Dossier
from docgen.domain.noms_fichiers import nom_fichier, partie, partie_majuscule
from docgen.domain.personnes import Candidat
from docgen.domain.regles import Geste
from docgen.domain.session import TypeSession


@dataclass(frozen=True, slots=True)
class LigneCcp:
    """A CCP and what became of it: obtained, not obtained, not presented."""

    repere: str
    code: str
    libelle: str
    etat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(page.VueCommune):
    """What the model prints."""

    type_session: str
    niveau: str
    dates: str
    centre: page.BlocCentre
    identite: str
    nom_usage: str | None
    naissance: str
    identifiant: str
    voie: str
    presence: str
    decision: str
    ccp: tuple[LigneCcp, ...]
    modalite: str | None
    commentaire: tuple[str, ...]
    jures: tuple[pv_general.LigneJure, ...]
    responsable: str


def lignes_ccp(dossier: Dossier, candidat: Candidat) -> tuple[LigneCcp, ...]:
    """A row for each CCP of the titre; none in a CCS session."""
    if dossier.session.type is TypeSession.CCS:
        return ()
    return tuple(
        LigneCcp(f"CCP\u00a0{ccp.numero}", ccp.code, nom_imprime(ccp.libelle), etat_ccp(dossier, candidat, ccp.code))
        for ccp in dossier.titre.ccp
    )


def etat_ccp(dossier: Dossier, candidat: Candidat, code: str) -> str:
    """``Acquis``, ``Non acquis``, ``Non présenté`` or ``Acquis antérieurement``: a CCP once obtained stays so."""
    resultat = candidat.resultat
    concerne = dossier.session.type is TypeSession.TITRE or code in dossier.session.ccp
    if code in candidat.ccp_anterieurs:
        return "Acquis antérieurement"
    if code in ccp_obtenus(candidat, dossier):
        return "Acquis"
    if not concerne or resultat is None or not resultat.est_present:
        return "Non présenté"
    return "Non acquis"


def vue(demande: Demande) -> Vue:
    """The view of one candidate's PV."""
    dossier, candidat = demande.dossier, page.candidat_de(demande)
    resultat = candidat.resultat
    return Vue(
        **page.champs_communs(SPEC, demande),
        type_session=page.type_de_session(dossier),
        niveau=majuscule(page.niveaux(dossier.titre)),
        dates=majuscule(page.dates_de_session(dossier)),
        centre=page.bloc_centre(dossier),
        identite=page.nom_complet(candidat),
        nom_usage=nom_imprime(candidat.nom_usage) if candidat.nom_usage else None,
        naissance=majuscule(page.ne_le(candidat)),
        identifiant=candidat.id,
        voie=libelles.VOIES[candidat.voie],
        presence=libelles.presence(candidat),
        decision=libelles.decision(candidat),
        ccp=lignes_ccp(dossier, candidat),
        modalite=texte_courant(resultat.modalite_distance) if resultat and resultat.modalite_distance else None,
        commentaire=paragraphes(resultat.commentaire if resultat else None),
        jures=pv_general.lignes_jury(dossier),
        responsable=pv_general.responsable(dossier)[0],
    )


def fichier(demande: Demande) -> str:
    """``PVI_<session>_<candidat id>_<NOM>.pdf``."""
    candidat = page.candidat_de(demande)
    session = demande.dossier.session.id
    return nom_fichier("PVI", partie(session), partie(candidat.id), partie_majuscule(candidat.nom))


SPEC = Spec(
    code="pv_individuel",
    intitule="Procès-verbal individuel",
    famille="pv",
    portee=PorteeDocument.CANDIDAT,
    geste=Geste.EDITER_PV,
    statuts=page.PV,
    version="2026-11",
    destinataires=page.pour_les_candidats,
    jour_libelles=page.fin_de_session,
    vue=vue,
    nom_fichier=fichier,
    pages_visees=2,
)
