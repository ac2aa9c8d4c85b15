"""The table of the rules, continued: the life of sessions, agréments, habilitations and enrolments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from docgen.domain.agrement import StatutAgrement
from docgen.domain.demarche import Extrait, Parametres, SessionSuivie
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Action, Portee, StatutHabilitation
from docgen.domain.personnes import Voie
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.report import Profil
from docgen.domain.session import StatutSession, TypeSession
from tests import builders as b
from tests.domain.regles.cas_type import AVERTISSEMENT, Cas, vers

CREER, MODIFIER, SUPPRIMER = Geste.CREER_SESSION, Geste.MODIFIER_DATES, Geste.SUPPRIMER_SESSION
INSCRIRE, DESINSCRIRE, VALIDER = Geste.INSCRIRE_CANDIDAT, Geste.DESINSCRIRE_CANDIDAT, Geste.VALIDER_SESSION
HABILITER, CHANGER, INACTIVER = Geste.HABILITER_JURE, Geste.CHANGER_HABILITATION, Geste.INACTIVER_JURE
H, A = StatutHabilitation, Action
EXTRAIT = Extrait(titre=b.titre())
ACTION = ("/geste/action",)


def au_statut(statut: StatutSession) -> Dossier:
    """A dossier whose session has that status."""
    return b.a_convoquer(session=replace(b.a_convoquer().session, statut=statut))


def avec(**champs: Any) -> dict[str, Any]:
    """The option that gives parameters to the act."""
    return {"parametres": Parametres(**champs)}


def suivie(statut: StatutSession, debut: date, fin: date, **champs: Any) -> SessionSuivie:
    """A session as an agrément sees it."""
    return SessionSuivie("S1", statut, debut, fin, **champs)


def changer(statut: StatutHabilitation, action: Action, **champs: Any) -> dict[str, Any]:
    """The option that asks for an action on a habilitation of that state."""
    return avec(habilitation=b.habilitation(statut=statut, **champs), action=action)


PREPARATION = au_statut(StatutSession.EN_PREPARATION)
CONVOQUEE = au_statut(StatutSession.CONVOCATIONS_ENVOYEES)
AILLEURS = date(2020, 10, 5)
VAE = b.candidat("VAE", voie=Voie.VAE)
EN_VIE, EN_PROLONGATION, HORS = date(2020, 7, 1), date(2022, 1, 1), date(2024, 1, 1)
AVANT_LA_FIN = date(2021, 4, 27)
CHERCHER = Geste.RECHERCHER_JURES
EN_CCS = b.habilitation(portee=Portee.CCS, code=b.CCS_1)
TERMINEE = Extrait(b.session(statut=StatutSession.TERMINEE), jures=b.jures())
ECHU_LA_VEILLE = b.jure("J2", habilitations=(b.habilitation(fin=AVANT_LA_FIN),))

SESSION = [
    Cas("SESS-02", b.a_convoquer(agrement=b.agrement(fin=date(2020, 9, 16))), CREER),
    Cas("SESS-02", b.a_convoquer(agrement=None), CREER),
    Cas("SESS-02", b.a_convoquer(agrement=b.agrement(fin=date(2020, 9, 15))), CREER, ("/session/fin",)),
    Cas(
        "SESS-02",
        b.a_convoquer(titre=b.titre(fin_validite=date(2020, 1, 1)), agrement=b.agrement(fin=date(2020, 1, 1))),
        CREER,
    ),
    Cas("SESS-04", PREPARATION, MODIFIER, options=vers(AILLEURS, AILLEURS, Profil.CENTRE)),
    Cas("SESS-04", b.a_convoquer(), MODIFIER, ("/session/statut",), options=vers(AILLEURS, profil=Profil.CENTRE)),
    Cas("SESS-04", b.a_convoquer(), MODIFIER, ("/session/statut",)),
    Cas("SESS-04", b.a_convoquer(), MODIFIER, options=vers(fin=AILLEURS)),
    Cas("SESS-04", b.a_convoquer(), MODIFIER, options=vers(AILLEURS, profil=Profil.UD)),
    Cas("SESS-05", PREPARATION, MODIFIER, options=vers(AILLEURS, profil=Profil.DIRECCTE)),
    Cas("SESS-05", b.a_convoquer(), MODIFIER, options=vers(b.a_convoquer().session.debut, AILLEURS, Profil.UD)),
    *(
        Cas("SESS-05", au_statut(statut), MODIFIER, ("/session/debut",), options=vers(AILLEURS, profil=profil))
        for statut in StatutSession
        if statut is not StatutSession.EN_PREPARATION
        for profil in Profil
    ),
    Cas("SESS-10", PREPARATION, SUPPRIMER),
    *(
        Cas("SESS-10", au_statut(statut), SUPPRIMER, ("/session/statut",))
        for statut in StatutSession
        if statut is not StatutSession.EN_PREPARATION
    ),
    Cas("SESS-10", b.a_convoquer(), SUPPRIMER, options={"regles_locales": False}),
]
AGREMENT = [
    Cas(
        "AGRE-02",
        EXTRAIT,
        Geste.RETABLIR_AGREMENT,
        options=avec(
            sessions=(
                suivie(StatutSession.SUSPENDUE, EN_VIE, AILLEURS, statut_avant_suspension=StatutSession.DTE_DEMANDE),
                suivie(StatutSession.VALIDEE, EN_VIE, EN_VIE),
            ),
            date_decision=date(2020, 6, 30),
        ),
    ),
    Cas(
        "AGRE-02",
        EXTRAIT,
        Geste.RETABLIR_AGREMENT,
        ("/geste/sessions/0/statut_avant_suspension",),
        options=avec(sessions=(suivie(StatutSession.SUSPENDUE, AILLEURS, AILLEURS),), date_decision=EN_VIE),
    ),
    Cas("AGRE-04", b.a_convoquer(agrement=b.agrement(statut=StatutAgrement.EN_COURS_D_INSTRUCTION)), CREER),
]
HABILITATION = [
    Cas("HABI-01", EXTRAIT, CHANGER, options=changer(H.BROUILLON, A.VALIDER)),
    Cas("HABI-01", EXTRAIT, CHANGER, ACTION, options=changer(H.BROUILLON, A.SUSPENDRE)),
    Cas("HABI-02", EXTRAIT, CHANGER, options=changer(H.SUSPENDUE, A.REACTIVER)),
    Cas("HABI-02", EXTRAIT, CHANGER, ACTION, options=changer(H.SUSPENDUE, A.SUPPRIMER)),
    Cas("HABI-03", EXTRAIT, CHANGER, options=changer(H.ACTIVE, A.SUSPENDRE)),
    Cas("HABI-03", EXTRAIT, CHANGER, ACTION, options=changer(H.ACTIVE, A.VALIDER)),
    Cas("HABI-04", EXTRAIT, CHANGER, jour=EN_PROLONGATION, options=changer(H.EXPIREE, A.SUSPENDRE)),
    Cas("HABI-04", EXTRAIT, CHANGER, ACTION, jour=EN_PROLONGATION, options=changer(H.EXPIREE, A.METTRE_EN_BROUILLON)),
    Cas("HABI-05", EXTRAIT, CHANGER, options=changer(H.EXPIREE, A.METTRE_EN_BROUILLON)),
    Cas("HABI-05", EXTRAIT, CHANGER, ACTION, options=changer(H.EXPIREE, A.SUSPENDRE)),
    Cas(
        "HABI-06",
        EXTRAIT,
        CHANGER,
        jour=EN_PROLONGATION,
        options=changer(H.EXPIREE, A.METTRE_EN_BROUILLON, fin=AVANT_LA_FIN),
    ),
    Cas(
        "HABI-06",
        EXTRAIT,
        CHANGER,
        ACTION,
        jour=EN_PROLONGATION,
        options=changer(H.EXPIREE, A.SUSPENDRE, fin=AVANT_LA_FIN),
    ),
    Cas("HABI-07", EXTRAIT, CHANGER, jour=HORS, options=changer(H.ACTIVE, A.SUSPENDRE)),
    *(Cas("HABI-07", EXTRAIT, CHANGER, ACTION, jour=HORS, options=changer(H.EXPIREE, action)) for action in A),
    Cas("HABI-08", EXTRAIT, CHANGER, options=avec(action=A.SUPPRIMER, inscrit_en_session=False)),
    Cas("HABI-08", EXTRAIT, CHANGER, options=avec(action=A.SUSPENDRE, inscrit_en_session=True)),
    Cas(
        "HABI-08",
        EXTRAIT,
        CHANGER,
        ("/geste/inscrit_en_session",),
        options=avec(action=A.SUPPRIMER, inscrit_en_session=True),
    ),
    Cas("HABI-09", EXTRAIT, CHANGER, options=avec(action=A.VALIDER)),
    Cas("HABI-09", EXTRAIT, CHANGER, options=avec(action=A.METTRE_EN_BROUILLON)),
    *(
        Cas("HABI-09", EXTRAIT, CHANGER, ACTION, AVERTISSEMENT, options=avec(action=action))
        for action in (A.REACTIVER, A.SUSPENDRE, A.SUPPRIMER)
    ),
    Cas("HABI-09", EXTRAIT, INACTIVER, ("/geste/jure",), AVERTISSEMENT, options=avec(jure=b.jure())),
    Cas("HABI-10", EXTRAIT, INACTIVER, options=avec(jure=b.jure())),
    Cas("HABI-10", Extrait(b.session(), jures=b.jures()), INACTIVER, options=avec(jure=b.jure())),
    Cas("HABI-10", TERMINEE, INACTIVER, options=avec(jure=b.jure("AUTRE"))),
    Cas("HABI-10", TERMINEE, INACTIVER, ("/session/statut",), options=avec(jure=b.jure())),
    Cas(
        "HABI-10",
        EXTRAIT,
        INACTIVER,
        ("/geste/sessions/1/statut",),
        options=avec(
            jure=b.jure(),
            inscrit_en_session=True,
            sessions=(
                suivie(StatutSession.VALIDEE, EN_VIE, EN_VIE),
                suivie(StatutSession.TERMINEE, EN_VIE, EN_VIE),
                suivie(StatutSession.ANNULEE, EN_VIE, EN_VIE),
            ),
        ),
    ),
    Cas(
        "HABI-10",
        EXTRAIT,
        INACTIVER,
        ("/geste/inscrit_en_session",),
        options=avec(jure=b.jure(), inscrit_en_session=True),
    ),
    Cas("HABI-11", EXTRAIT, HABILITER, options=avec(habilitation=EN_CCS, ccp_detenus=("CP-000000", b.CCP_2))),
    Cas("HABI-11", EXTRAIT, HABILITER, options=avec(habilitation=b.habilitation())),
    Cas(
        "HABI-11",
        EXTRAIT,
        HABILITER,
        ("/geste/ccp_detenus",),
        options=avec(habilitation=EN_CCS, ccp_detenus=("CP-000000",)),
    ),
    Cas("HABI-12", EXTRAIT, HABILITER, options=avec(habilitation=b.habilitation(), dernier_exercice=date(2011, 5, 1))),
    Cas("HABI-12", EXTRAIT, HABILITER, options=avec(habilitation=EN_CCS)),
    Cas(
        "HABI-12",
        EXTRAIT,
        HABILITER,
        ("/geste/dernier_exercice",),
        options=avec(habilitation=b.habilitation(), dernier_exercice=date(2011, 4, 30)),
    ),
    Cas(
        "HABI-12",
        EXTRAIT,
        HABILITER,
        ("/geste/dernier_exercice",),
        AVERTISSEMENT,
        options=avec(habilitation=b.habilitation()),
    ),
]
INSCRIPTION = [
    Cas("INSC-01", b.a_convoquer(), INSCRIRE),
    Cas("INSC-01", CONVOQUEE, INSCRIRE, ("/geste/candidat",), options=avec(candidat=b.candidat("X"))),
    Cas("INSC-01", CONVOQUEE, INSCRIRE, ("/candidats/0", "/candidats/1", "/candidats/2")),
    Cas("INSC-01", CONVOQUEE, INSCRIRE, jour=date(2020, 8, 15), options=avec(candidat=VAE)),
    Cas(
        "INSC-01",
        au_statut(StatutSession.TERMINEE),
        INSCRIRE,
        ("/geste/candidat",),
        jour=date(2020, 8, 15),
        options=avec(candidat=VAE),
    ),
    Cas("INSC-02", b.a_convoquer(), DESINSCRIRE, options=avec(candidat_id=b.a_convoquer().candidats[0].id)),
    Cas("INSC-02", b.a_convoquer(), DESINSCRIRE, ("/geste/candidat_id",), options=avec(candidat_id="INCONNU")),
    Cas("INSC-02", b.a_convoquer(), DESINSCRIRE, ("/session/debut",), jour=date(2020, 9, 15)),
    Cas("INSC-03", b.a_convoquer(), INSCRIRE, options=avec(candidat=VAE), jour=date(2020, 8, 15)),
    Cas("INSC-03", CONVOQUEE, INSCRIRE, options=avec(candidat=b.candidat("X")), jour=date(2020, 8, 15)),
    Cas(
        "INSC-03", CONVOQUEE, INSCRIRE, ("/geste/candidat/voie",), AVERTISSEMENT, date(2020, 8, 15), avec(candidat=VAE)
    ),
    Cas("INSC-04", b.a_convoquer(candidats=(b.candidat(sessions_12_mois=2),)), INSCRIRE),
    Cas("INSC-04", b.session_ccp(candidats=(b.candidat(sessions_12_mois=9),)), INSCRIRE),
    Cas("INSC-04", b.session_ccs(candidats=(b.candidat(sessions_12_mois=9),)), VALIDER),
    Cas(
        "INSC-04",
        b.a_convoquer(candidats=(b.candidat(), b.candidat("B", sessions_12_mois=3))),
        VALIDER,
        ("/candidats/1/sessions_12_mois",),
    ),
    Cas(
        "INSC-04",
        b.session_ccp(session=b.session(type=TypeSession.CCP, entretien_final=True)),
        INSCRIRE,
        ("/geste/candidat/sessions_12_mois",),
        options=avec(candidat=b.candidat("X", sessions_12_mois=4)),
    ),
]
SIEGER = [
    Cas("JURY-01", EXTRAIT, CHERCHER, jour=EN_PROLONGATION, options=avec(jures=(b.jure(),))),
    Cas("JURY-01", EXTRAIT, CHERCHER, jour=date(2021, 10, 28), options=avec(jures=(ECHU_LA_VEILLE,))),
    Cas("JURY-01", EXTRAIT, CHERCHER, jour=AVANT_LA_FIN, options=avec(jures=(ECHU_LA_VEILLE,))),
    Cas(
        "JURY-01",
        EXTRAIT,
        CHERCHER,
        ("/geste/jures/1/habilitations",),
        AVERTISSEMENT,
        date(2021, 10, 27),
        avec(jures=(b.jure(), ECHU_LA_VEILLE)),
    ),
    Cas("JURY-02", b.session_ccs(), Geste.INSCRIRE_JURE, ("/geste/jure/habilitations",), options=avec(jure=b.jure())),
    Cas(
        "JURY-03",
        b.a_convoquer(),
        Geste.INSCRIRE_JURE,
        ("/geste/jure/habilitations",),
        options=avec(jure=b.jure("J3", habilitations=())),
    ),
    Cas("JURY-03", b.a_convoquer(jures=()), Geste.INSCRIRE_JURE, options=avec(jure=b.jure())),
    Cas(
        "CAND-01",
        b.a_convoquer(),
        INSCRIRE,
        ("/geste/candidat/prenoms",),
        options=avec(candidat=b.candidat(prenoms="J3an")),
    ),
    Cas(
        "CAND-04",
        b.a_convoquer(),
        INSCRIRE,
        ("/geste/candidat/id",),
        AVERTISSEMENT,
        options=avec(candidat=replace(b.a_convoquer().candidats[0], id="AUTRE")),
    ),
]
CAS_VIE = [*SESSION, *AGREMENT, *HABILITATION, *INSCRIPTION, *SIEGER]
