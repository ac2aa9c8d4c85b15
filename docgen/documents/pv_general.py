"""The procès-verbal général: every candidate, every decision, every signature of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docgen.documents.page import libelles, parties
from docgen.documents.page.libelles_personnes import nom_complet, responsable_imprime
from docgen.documents.page.spec import AncienneVersion, Demande, PorteeDocument
from docgen.documents.page.typographie import accord, date_courte, date_longue, majuscule, nom_imprime, texte_courant
from docgen.domain.acquis import ccp_obtenus, obtient_la_certification
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat
from docgen.domain.resultat import Decision, Presence
from docgen.domain.session import TypeSession


@dataclass(frozen=True, slots=True)
class LigneJure:
    """A juror and his signature box."""

    nom: str
    qualite: str


@dataclass(frozen=True, slots=True)
class LigneCandidat:
    """One row of the table."""

    ordre: int
    identifiant: str
    nom: str
    nom_usage: str | None
    prenoms: str
    naissance: str
    voie: str
    presence: str
    decision: str
    acquis: str
    modalite: str


@dataclass(frozen=True, slots=True)
class LigneCertification:
    """A CCP or a CCS that the session decides on."""

    repere: str
    code: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Total:
    """A figure under the table, its name agreed with it."""

    nombre: int
    intitule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vue(parties.VueDeSession):
    """What the model prints."""

    niveau: str
    numero_ordre: str | None
    date_validation: str | None
    qualite_responsable: str
    jures: tuple[LigneJure, ...]
    certifications: tuple[LigneCertification, ...]
    candidats: tuple[LigneCandidat, ...]
    a_distance: bool
    totaux: tuple[Total, ...]
    mentions: tuple[str, ...]
    deliberation: str
    fait: str


def ligne_candidat(dossier: Dossier, ordre: int, candidat: Candidat) -> LigneCandidat:
    """The row of one candidate."""
    resultat = candidat.resultat
    return LigneCandidat(
        ordre=ordre,
        identifiant=candidat.id,
        nom=nom_imprime(candidat.nom),
        nom_usage=nom_imprime(candidat.nom_usage) if candidat.nom_usage else None,
        prenoms=nom_imprime(candidat.prenoms),
        naissance=date_courte(candidat.naissance.date),
        voie=libelles.VOIES[candidat.voie],
        presence=libelles.presence(candidat),
        decision=libelles.decision(candidat),
        acquis=certificats_acquis(dossier, candidat),
        modalite=texte_courant((resultat.modalite_distance if resultat else None) or libelles.AUCUN),
    )


def certificats_acquis(dossier: Dossier, candidat: Candidat) -> str:
    """``CCP 1, CCP 2``: the CCPs obtained at this session, the same as on the candidate's own PV; or ``CCS``.

    A CCP session with final interview also gives the ``titre`` (RESU-09).
    """
    if dossier.session.type is TypeSession.CCS:
        return "CCS" if obtient_la_certification(candidat, dossier) else libelles.AUCUN
    certificats = libelles.ccp_numerotes(dossier.titre, ccp_obtenus(candidat, dossier))
    if dossier.session.type is TypeSession.CCP and obtient_la_certification(candidat, dossier):
        return f"{certificats}, titre"
    return certificats


def certifications(dossier: Dossier, brouillon: bool) -> tuple[LigneCertification, ...]:
    """The CCPs (or the CCS) that the session may grant, as the table's key."""
    titre, session = dossier.titre, dossier.session
    if session.type is TypeSession.CCS:
        ccs = parties.certification_de(dossier, brouillon)
        return (LigneCertification("CCS", ccs.code, texte_courant(ccs.libelle)),)
    retenus = [ccp for ccp in titre.ccp if session.type is TypeSession.TITRE or ccp.code in session.ccp]
    return tuple(LigneCertification(f"CCP\u00a0{ccp.numero}", ccp.code, texte_courant(ccp.libelle)) for ccp in retenus)


def totaux(dossier: Dossier) -> tuple[Total, ...]:
    """Registered, present, absent, then each decision: the figures that must agree with the rows."""
    resultats = [candidat.resultat for candidat in dossier.candidats]
    presents = sum(resultat is not None and resultat.presence is Presence.PRESENT for resultat in resultats)
    absents = sum(resultat is not None and resultat.presence not in (None, Presence.PRESENT) for resultat in resultats)

    def decides(attendue: Decision) -> int:
        return sum(resultat is not None and resultat.decision is attendue for resultat in resultats)

    comptes = (
        (len(resultats), "inscrit", "inscrits"),
        (presents, "présent", "présents"),
        (absents, "absent", "absents"),
        (decides(Decision.ADMIS), "admis", "admis"),
        (decides(Decision.PARTIEL), "partiellement admis", "partiellement admis"),
        (decides(Decision.REFUSE), "refusé", "refusés"),
    )
    return tuple(Total(nombre, singulier if nombre < 2 else pluriel) for nombre, singulier, pluriel in comptes)


def mentions(dossier: Dossier) -> tuple[str, ...]:
    """The remarks of the PV: remote session, absences, then the incidents and reports of the payload."""
    lignes = []
    if dossier.session.a_distance:
        lignes.append("Session tenue à distance : la modalité retenue pour chaque candidat figure au tableau.")
    for presence, motif in ((Presence.ABSENCE_JUSTIFIEE, "justifiée"), (Presence.ABSENCE_INJUSTIFIEE, "injustifiée")):
        absents = [
            f"{candidat.nom} {candidat.prenoms}"
            for candidat in dossier.candidats
            if candidat.resultat and candidat.resultat.presence is presence
        ]
        if absents:
            nombre = accord(len(absents), f"absence {motif}", f"absences {motif}s")
            lignes.append(f"{nombre} : {' ; '.join(absents)}.")
    return tuple(texte_courant(ligne) for ligne in (*lignes, *dossier.session.mentions))


def lignes_jury(dossier: Dossier) -> tuple[LigneJure, ...]:
    """The jurors, in the payload's order."""
    return tuple(LigneJure(nom_complet(jure), texte_courant(jure.qualite or libelles.AUCUN)) for jure in dossier.jures)


def vue(demande: Demande) -> Vue:
    """The view of the session's general PV."""
    dossier = demande.dossier
    validation = dossier.session.validation
    return Vue(
        **parties.champs_de_session(SPEC, demande, en_tete=True),
        niveau=majuscule(parties.niveaux(dossier.titre)),
        numero_ordre=validation.numero_ordre if validation else None,
        date_validation=date_longue(validation.date) if validation else None,
        qualite_responsable=responsable_imprime(dossier)[1],
        jures=lignes_jury(dossier),
        certifications=certifications(dossier, demande.brouillon),
        candidats=tuple(ligne_candidat(dossier, ordre, c) for ordre, c in enumerate(dossier.candidats, 1)),
        a_distance=dossier.session.a_distance,
        totaux=totaux(dossier),
        mentions=mentions(dossier),
        deliberation=date_longue(dossier.session.fin),
        fait=parties.fait_a(parties.commune_du_site(dossier), dossier.session.fin),
    )


SPEC = parties.spec_pv(
    code="pv_general",
    intitule="Procès-verbal général de session",
    portee=PorteeDocument.SESSION,
    vue=vue,
    fichier="PVG_<session>_<code titre>_<ddmmyyyy>.pdf",
    transmis=lambda _: True,
    pages_visees=1,
    # Before the arrêté of 15 September 2016 named the « représentant territorial compétent », the director acted in
    # the minister's name (règlement général of 8 December 2008, §3.2).
    anciennes=(AncienneVersion("2008-12", date(2016, 9, 15), "2008-12"),),
)
