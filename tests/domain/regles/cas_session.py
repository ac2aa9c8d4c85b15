"""The table of the rules, continued: the days of sessions, what stops them, what their results wait for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from docgen.domain.agrement import DecisionAgrement, StatutAgrement, TypeCentre
from docgen.domain.dossier import Dossier
from docgen.domain.regles.vocabulaire import EDITER, Geste
from docgen.domain.session import StatutSession
from tests import builders as b
from tests.domain.regles.cas_type import AVERTISSEMENT, Cas, vers

CREER, MODIFIER, REPORTER = Geste.CREER_SESSION, Geste.MODIFIER_DATES, Geste.REPORTER_SESSION
CONVOQUER, SAISIR, PV, VALIDER = (
    Geste.EDITER_CONVOCATIONS,
    Geste.SAISIR_RESULTATS,
    Geste.EDITER_PV,
    Geste.VALIDER_SESSION,
)
ARRETES = (StatutSession.SUSPENDUE, StatutSession.ANNULEE)
ARRETER = (
    *EDITER,
    Geste.COMMANDER_DTE,
    REPORTER,
    Geste.INSCRIRE_CANDIDAT,
    Geste.INSCRIRE_JURE,
    Geste.DESINSCRIRE_CANDIDAT,
    SAISIR,
    VALIDER,
)
PAPIERS = (*EDITER, Geste.COMMANDER_DTE)


def avec(base: Any = b.a_convoquer, **champs: Any) -> Dossier:
    """A dossier whose session has these fields."""
    dossier: Dossier = base()
    return replace(dossier, session=replace(dossier.session, **champs))


def terminee(**champs: Any) -> Dossier:
    """The validated session of the builders, before its validation."""
    return avec(b.dossier, statut=StatutSession.TERMINEE, validation=None, **champs)


PREPARATION = avec(statut=StatutSession.EN_PREPARATION)
SANS_AGREMENT_APRES = replace(PREPARATION, agrement=b.agrement(fin=date(2020, 10, 31)))
# A titre whose prolongation ends on 13 September 2020; the session to convene is the day after.
ECHU = replace(PREPARATION, titre=b.titre(fin_validite=date(2019, 9, 13)))
ECHU_2020 = replace(PREPARATION, titre=b.titre(fin_validite=date(2019, 6, 30)))
AUTORISE = replace(ECHU, session=replace(ECHU.session, report_autorise_le=date(2020, 6, 1)))
PROVISOIRE = avec(b.dossier, fin_reportee=True)
TROIS = ("/candidats", "/session/fin", "/session/fin_reportee")

DATES = [
    Cas("SESS-02", SANS_AGREMENT_APRES, MODIFIER, options=vers(fin=date(2020, 10, 31))),
    Cas("SESS-02", SANS_AGREMENT_APRES, MODIFIER, ("/geste/fin",), options=vers(fin=date(2020, 11, 1))),
    Cas("SESS-02", SANS_AGREMENT_APRES, REPORTER, options=vers(date(2020, 11, 1), date(2020, 11, 2))),
    Cas("SESS-02", SANS_AGREMENT_APRES, REPORTER, options=vers(date(2021, 10, 1), date(2021, 10, 31))),
    Cas("SESS-02", SANS_AGREMENT_APRES, REPORTER, ("/geste/fin",), options=vers(date(2021, 10, 1), date(2021, 11, 1))),
    Cas(
        "SESS-02",
        replace(SANS_AGREMENT_APRES, session=replace(PREPARATION.session, report_autorise_le=date(2020, 6, 1))),
        MODIFIER,
        options=vers(fin=date(2020, 11, 1)),
    ),
    Cas("SESS-03", ECHU, CREER, ("/session/debut",)),
    Cas("SESS-03", ECHU, MODIFIER, options=vers(date(2020, 9, 1), date(2020, 9, 13))),
    Cas("SESS-03", ECHU, MODIFIER, ("/geste/fin",), options=vers(date(2020, 9, 1), date(2020, 9, 14))),
    Cas("SESS-03", ECHU, REPORTER, ("/geste/debut",), options=vers(date(2020, 10, 1), date(2020, 10, 2))),
    Cas("SESS-03", AUTORISE, REPORTER, options=vers(date(2020, 10, 1), date(2020, 10, 2))),
    Cas("SESS-03", AUTORISE, CONVOQUER),
    Cas("SESS-03", replace(ECHU, session=replace(ECHU.session, fin_reportee=True)), CONVOQUER),
    Cas("SESS-03", replace(ECHU, centre=b.centre(type=TypeCentre.CFA)), CREER),
    Cas("SESS-03", ECHU_2020, REPORTER, options=vers(date(2020, 10, 1), date(2020, 10, 2))),
    Cas("SESS-03", ECHU_2020, MODIFIER, ("/geste/debut",), options=vers(date(2020, 10, 1), date(2020, 10, 2))),
    Cas("SESS-20", PREPARATION, MODIFIER, options=vers(date(2020, 10, 1), date(2020, 10, 1))),
    Cas("SESS-20", PREPARATION, MODIFIER, options=vers(date(2020, 7, 1))),
    Cas("SESS-20", PREPARATION, MODIFIER),
    Cas("SESS-20", PREPARATION, MODIFIER, ("/geste/debut",), options=vers(date(2020, 6, 30))),
    Cas("SESS-20", PREPARATION, MODIFIER, ("/geste/fin",), options=vers(fin=date(2020, 9, 13))),
    Cas("SESS-20", PREPARATION, MODIFIER, ("/geste/debut",), options=vers(date(2020, 9, 17))),
    Cas("SESS-20", PREPARATION, MODIFIER, ("/geste/fin",), options=vers(date(2035, 6, 2), date(2035, 6, 1))),
    Cas(
        "SESS-20",
        PREPARATION,
        REPORTER,
        ("/geste/debut", "/geste/fin"),
        options=vers(date(2020, 6, 1), date(2020, 6, 2)),
    ),
    Cas("SESS-20", PROVISOIRE, MODIFIER, options=vers(fin=date(2019, 3, 1))),
    Cas("SESS-20", PROVISOIRE, MODIFIER, ("/geste/fin",), options=vers(fin=date(2019, 2, 24))),
    Cas("SESS-20", b.dossier(), MODIFIER, ("/geste/fin",), options=vers(fin=date(2019, 3, 1))),
]
DEFINITION = [
    Cas("SESS-12", b.a_convoquer(), CREER),
    Cas("SESS-12", b.session_ccs(), CREER),
    *(Cas("SESS-12", b.session_ccp(), geste) for geste in PAPIERS),
    *(
        Cas("SESS-12", avec(b.session_ccs, ccs=ccs), geste, ("/session/ccs",))
        for geste in (*PAPIERS, CREER, MODIFIER, REPORTER)
        for ccs in (None, "CCS-000000")
    ),
    *(
        Cas("SESS-12", avec(b.session_ccp, ccp=ccp), geste, chemins)
        for geste in (*PAPIERS, CREER, MODIFIER, REPORTER)
        for ccp, chemins in (((), ("/session/ccp",)), ((b.CCP_1, "CP-000000"), ("/session/ccp/1",)))
    ),
    *(Cas("SESS-12", avec(fin=date(2020, 9, 13)), geste, ("/session/fin",)) for geste in (*PAPIERS, CREER)),
    Cas("SESS-12", avec(fin=date(2020, 9, 13)), MODIFIER, options=vers(fin=date(2020, 9, 15))),
    Cas("SESS-12", avec(b.session_ccs, ccs=None), CREER, ("/session/ccs",), options={"regles_locales": False}),
]
ARRET = [
    *(Cas("SESS-11", b.dossier(), geste) for geste in ARRETER),
    *(
        Cas("SESS-11", avec(b.dossier, statut=statut), geste, ("/session/statut",))
        for geste in ARRETER
        for statut in ARRETES
    ),
]
RESULTATS = [
    Cas("SESS-13", terminee(), VALIDER),
    *(
        Cas("SESS-13", avec(b.dossier, statut=statut), VALIDER, ("/session/statut",))
        for statut in StatutSession
        if statut is not StatutSession.TERMINEE and statut not in ARRETES
    ),
    Cas("SESS-13", avec(b.dossier, statut=StatutSession.ANNULEE), VALIDER),
    Cas("SESS-13", replace(terminee(), candidats=()), VALIDER, ("/candidats",)),
    Cas(
        "SESS-13",
        replace(
            terminee(),
            candidats=b.candidats(None, b.absent(presence=None), b.admis(decision=None), b.absent(), b.refuse()),
        ),
        VALIDER,
        ("/candidats/0/resultat", "/candidats/1/resultat/presence", "/candidats/2/resultat/decision"),
    ),
    Cas(
        "SESS-13",
        replace(terminee(), candidats=b.candidats(b.refuse(ccp_acquis=(b.CCP_1,)), b.partiel(ccp_acquis=()))),
        VALIDER,
        ("/candidats/0/resultat/ccp_acquis", "/candidats/1/resultat/ccp_acquis"),
    ),
    Cas("SESS-13", avec(b.dossier, statut=StatutSession.DTE_DEMANDE), VALIDER, options={"regles_locales": False}),
    *(Cas("SESS-16", b.dossier(), geste) for geste in (SAISIR, PV, VALIDER)),
    *(Cas("SESS-16", PROVISOIRE, geste, TROIS, aussi=AVERTISSEMENT) for geste in (SAISIR, PV, VALIDER)),
    Cas("SESS-19", b.dossier(), PV),
    Cas("SESS-19", b.dossier(), SAISIR),
    Cas("SESS-19", avec(statut=StatutSession.CONVOCATIONS_ENVOYEES), SAISIR, jour=date(2020, 9, 14)),
    Cas(
        "SESS-19", avec(statut=StatutSession.CONVOCATIONS_ENVOYEES), SAISIR, ("/session/debut",), jour=date(2020, 9, 13)
    ),
    Cas("SESS-19", avec(statut=StatutSession.CONVOCATIONS_ENVOYEES), PV, jour=date(2020, 9, 16)),
    Cas("SESS-19", avec(statut=StatutSession.TERMINEE), PV, ("/session/fin",), jour=date(2020, 9, 15)),
    Cas("SESS-19", b.a_convoquer(), PV, ("/session/fin", "/session/statut")),
    Cas("SESS-19", PREPARATION, PV, ("/session/statut",), jour=date(2020, 9, 20)),
]
AGREMENT = [
    *(Cas("AGRE-04", b.a_convoquer(), geste) for geste in (CREER, CONVOQUER)),
    *(
        Cas("AGRE-04", b.a_convoquer(agrement=agrement), geste, (chemin,))
        for geste in (CREER, CONVOQUER)
        for agrement, chemin in (
            (None, "/agrement"),
            *((b.agrement(decision=decision), "/agrement/decision") for decision in list(DecisionAgrement)[1:]),
            (b.agrement(statut=StatutAgrement.SUSPENDU), "/agrement/statut"),
            (b.agrement(statut=StatutAgrement.RETIRE), "/agrement/statut"),
        )
    ),
    *(
        Cas("AGRE-04", b.a_convoquer(agrement=b.agrement(statut=statut)), CONVOQUER)
        for statut in (StatutAgrement.ECHU, StatutAgrement.EN_COURS_D_INSTRUCTION)
    ),
]
PERSONNES = [
    Cas("RESP-01", b.dossier(responsable=b.responsable(nom=" ")), PV, ("/responsable/nom",)),
    Cas(
        "RESP-01",
        b.dossier(responsable=b.responsable(role=None, nom=None)),
        Geste.COMMANDER_DTE,
        ("/responsable/nom", "/responsable/role"),
    ),
    Cas("CONV-06", b.a_convoquer(), CONVOQUER, jour=date(2020, 9, 14)),
    Cas("CONV-06", b.a_convoquer(), CONVOQUER, ("/session/debut",), jour=date(2020, 9, 15)),
    Cas(
        "CONV-06",
        b.a_convoquer(
            jures=(),
            surveillants=(),
            candidats=(
                b.candidat("A", date_convocation=date(2020, 9, 15)),
                b.candidat("B", date_convocation=date(2020, 9, 16)),
            ),
        ),
        CONVOQUER,
        ("/candidats/0/date_convocation",),
        jour=date(2020, 9, 16),
    ),
    Cas("CONV-03", b.a_convoquer(), CONVOQUER, ("/session/debut",), AVERTISSEMENT, jour=date(2020, 9, 16)),
    Cas("CONV-03", b.a_convoquer(), CONVOQUER, jour=date(2020, 9, 17)),
    Cas("INSC-01", b.a_convoquer(), Geste.INSCRIRE_CANDIDAT, jour=date(2020, 9, 13)),
    Cas(
        "INSC-01",
        b.a_convoquer(candidats=(b.candidat(),)),
        Geste.INSCRIRE_CANDIDAT,
        ("/candidats/0",),
        jour=date(2020, 9, 14),
    ),
    *(
        Cas("CAND-07", b.a_convoquer(candidats=(b.candidat(naissance=b.naissance(date=jour)),)), geste, chemins)
        for geste in (*EDITER, Geste.INSCRIRE_CANDIDAT)
        for jour, chemins in (
            (date(2020, 9, 13), ()),
            (date(2020, 9, 14), ("/candidats/0/naissance/date",)),
            (date(2031, 1, 1), ("/candidats/0/naissance/date",)),
            (date(1910, 9, 14), ()),
            (date(1910, 9, 13), ("/candidats/0/naissance/date",)),
        )
    ),
]
CAS_SESSION = [*DATES, *DEFINITION, *ARRET, *RESULTATS, *AGREMENT, *PERSONNES]
