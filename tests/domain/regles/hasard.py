"""Dossiers, acts and their parameters drawn at random: of the right types, and otherwise anything."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from docgen.domain.agrement import DecisionAgrement, StatutAgrement, TypeCentre
from docgen.domain.demarche import Extrait, Parametres, SessionSuivie
from docgen.domain.habilitation import Action, HabilitationDesignee, Portee, StatutHabilitation
from docgen.domain.papiers.faits import FAITS as FAITS_CONNUS
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.personnes import RoleResponsable, Voie
from docgen.domain.report import Profil, Report
from docgen.domain.resultat import Decision, Presence, Resultat
from docgen.domain.session import StatutSession, TypeSession, Validation
from tests import builders as b

TEXTE = st.text(max_size=8)
JOUR = st.sampled_from([date.min, date(2019, 2, 28), date(2020, 2, 29), date(2021, 3, 31), date.max]) | st.dates()
CODE = st.sampled_from([b.CCP_1, b.CCP_2, "CP-000000", ""])
CODES = st.lists(CODE, max_size=3).map(tuple)
HEURE = st.none() | st.just(time(0, 0)) | st.times()


def _ou_rien(strategie: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategie


RESULTAT = st.builds(
    Resultat, _ou_rien(st.sampled_from(Presence)), _ou_rien(st.sampled_from(Decision)), CODES, _ou_rien(TEXTE)
)
NAISSANCE = st.builds(
    b.naissance,
    date=JOUR,
    commune=TEXTE,
    code_postal=_ou_rien(TEXTE),
    pays=st.sampled_from(["FRANCE", "Réunion", "GRÈCE", ""]),
)
CANDIDAT = st.builds(
    b.candidat,
    id=st.sampled_from(["A", "B", "9741411152681F"]),
    nom=TEXTE,
    prenoms=TEXTE,
    naissance=NAISSANCE,
    voie=st.sampled_from(Voie),
    sessions_12_mois=st.integers(0, 5),
    heure_convocation=HEURE,
    date_convocation=_ou_rien(JOUR),
    resultat=_ou_rien(RESULTAT),
)
HABILITATION = st.builds(
    b.habilitation,
    portee=st.sampled_from(Portee),
    code=st.sampled_from(["TP-01303", b.CCS_1, ""]),
    debut=JOUR,
    fin=JOUR,
    statut=st.sampled_from(StatutHabilitation),
)
JURE = st.builds(
    b.jure, id=st.sampled_from(["J1", "J2"]), nom=TEXTE, habilitations=st.lists(HABILITATION, max_size=2).map(tuple)
)
SESSION = st.builds(
    b.session,
    type=st.sampled_from(TypeSession),
    statut=st.sampled_from(StatutSession),
    debut=JOUR,
    fin=JOUR,
    heure_convocation=HEURE,
    ccp=CODES,
    ccs=_ou_rien(st.just(b.CCS_1)),
    fin_reportee=st.booleans(),
    validation=_ou_rien(st.builds(Validation, JOUR)),
    papiers_recus_le=_ou_rien(JOUR),
)
RESPONSABLE = st.builds(b.responsable, role=_ou_rien(st.sampled_from(RoleResponsable)), nom=_ou_rien(TEXTE))
TITRE = st.builds(
    b.titre, niveau=st.integers(), nsf=st.lists(TEXTE, max_size=2).map(tuple), fin_validite=JOUR, date_arrete=JOUR
)
AGREMENT = st.builds(
    b.agrement,
    id=st.sampled_from(["1", "2"]),
    debut=JOUR,
    fin=JOUR,
    decision=st.sampled_from(DecisionAgrement),
    statut=st.sampled_from(StatutAgrement),
)
DOSSIER = st.builds(
    b.dossier,
    session=SESSION,
    titre=TITRE,
    agrement=_ou_rien(AGREMENT),
    centre=st.builds(b.centre, type=st.sampled_from(TypeCentre)),
    autorite=st.builds(b.autorite, departement=TEXTE, structure=_ou_rien(TEXTE), commune=_ou_rien(TEXTE)),
    responsable=_ou_rien(RESPONSABLE),
    jures=st.lists(JURE, max_size=2).map(tuple),
    surveillants=st.just(()),
    candidats=st.lists(CANDIDAT, max_size=3).map(tuple),
)
FAITS = st.dictionaries(st.sampled_from(sorted(FAITS_CONNUS)), TEXTE, max_size=4)
EMIS = st.lists(st.builds(b.papier, genre=st.sampled_from(GenrePapier), faits=FAITS), max_size=2)
PRENOMS = st.text(st.sampled_from("aéŁЖ李\u0301 -–—'’`,.3\u00a0\u2212") | st.characters(), max_size=12)
EXTRAIT = st.builds(
    Extrait,
    session=_ou_rien(SESSION),
    titre=TITRE,
    jures=st.lists(JURE, max_size=2).map(tuple),
    candidats=st.lists(CANDIDAT, max_size=2, unique_by=lambda candidat: candidat.id).map(tuple),
)
SUIVIE = st.builds(
    SessionSuivie,
    id=TEXTE,
    statut=st.sampled_from(StatutSession),
    debut=JOUR,
    fin=JOUR,
    statut_avant_suspension=_ou_rien(st.sampled_from(StatutSession)),
    fin_reportee=st.booleans(),
)
SESSIONS = st.lists(SUIVIE, max_size=4, unique_by=lambda suivie: suivie.id).map(tuple)
DESIGNEE = st.builds(
    HabilitationDesignee, st.sampled_from(Portee), TEXTE, JOUR, JOUR, st.sampled_from(StatutHabilitation), TEXTE
)
REPORT = st.builds(Report, _ou_rien(JOUR), _ou_rien(JOUR), _ou_rien(st.sampled_from(Profil)))
PARAMETRES = st.builds(
    Parametres,
    debut_absent=st.booleans(),
    candidat=_ou_rien(CANDIDAT),
    candidat_id=_ou_rien(TEXTE),
    jure=_ou_rien(JURE),
    jures=_ou_rien(st.lists(JURE, max_size=2).map(tuple)),
    habilitation=_ou_rien(HABILITATION),
    action=_ou_rien(st.sampled_from(Action)),
    inscrit_en_session=_ou_rien(st.booleans()),
    dernier_exercice=_ou_rien(JOUR),
    ccp_detenus=CODES,
    agrement=_ou_rien(AGREMENT),
    sessions=SESSIONS,
    date_decision=_ou_rien(JOUR),
    ancienne_fin=_ou_rien(JOUR),
    nouvelle_fin=_ou_rien(JOUR),
    agrements=st.lists(AGREMENT, max_size=2, unique_by=lambda agrement: agrement.id).map(tuple),
    habilitations=st.lists(DESIGNEE, max_size=2, unique_by=lambda designee: designee.id).map(tuple),
)
