"""The table of the rules: for each one, dossiers that pass and dossiers that fail, with the pointers expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from docgen.domain.agrement import TypeCentre
from docgen.domain.autorites import Signataire
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Portee, StatutHabilitation
from docgen.domain.personnes import RoleResponsable
from docgen.domain.regles.vocabulaire import Geste
from docgen.domain.report import Profil, Report
from docgen.domain.session import Dte, StatutSession
from tests import builders as b
from tests.domain.regles.cas_attestation import ATTESTER
from tests.domain.regles.cas_resultats import CAS_RESULTATS
from tests.domain.regles.cas_session import CAS_SESSION
from tests.domain.regles.cas_type import AVERTISSEMENT, Cas
from tests.domain.regles.cas_vie import CAS_VIE, au_statut

CONVOQUER, PV, SAISIR = Geste.EDITER_CONVOCATIONS, Geste.EDITER_PV, Geste.SAISIR_RESULTATS
PARCHEMINS, REMISE, AFFICHER = Geste.EDITER_PARCHEMINS, Geste.EDITER_REMISE, Geste.AFFICHER_RESULTATS
INSCRIRE, INSCRIRE_JURE = Geste.INSCRIRE_CANDIDAT, Geste.INSCRIRE_JURE


def nomme(**champs: Any) -> Dossier:
    """A dossier to convene whose only candidate has these fields."""
    return b.a_convoquer(candidats=(b.candidat(**champs),))


def ne(**champs: Any) -> Dossier:
    """A dossier whose only candidate has this birth."""
    return nomme(naissance=b.naissance(**champs))


EN_COURS = {"debut": date(2016, 5, 1), "fin": date(2020, 9, 16)}
SANS_GREC = {"indessinables": lambda texte: [(rang, un) for rang, un in enumerate(texte) if "Ͱ" <= un <= "Ͽ"]}
REFERENCE = {"communes": frozenset({"saint denis", "le tampon"})}

SESSION = [
    Cas("SESS-03", b.a_convoquer(), CONVOQUER),
    Cas("SESS-03", b.a_convoquer(titre=b.titre(fin_validite=date(2019, 9, 13))), CONVOQUER, ("/session/debut",)),
    Cas(
        "SESS-03",
        b.a_convoquer(titre=b.titre(fin_validite=date(2019, 9, 13)), centre=b.centre(type=TypeCentre.CRP)),
        CONVOQUER,
    ),
    Cas("SESS-03", b.a_convoquer(titre=b.titre(fin_validite=date(2019, 9, 15))), CONVOQUER, ("/session/fin",)),
]

JURY = [
    Cas("JURY-02", b.session_ccs(), CONVOQUER),
    Cas("JURY-02", b.a_convoquer(jures=()), CONVOQUER),
    Cas("JURY-02", b.session_ccs(jures=b.jures()), INSCRIRE_JURE, ("/jures/0/habilitations", "/jures/1/habilitations")),
    Cas(
        "JURY-02",
        b.session_ccs(jures=(b.jure(habilitations=(b.habilitation(portee=Portee.CCS, code=b.CCS_2),)),)),
        CONVOQUER,
        ("/jures/0/habilitations",),
    ),
    Cas("JURY-03", b.a_convoquer(), CONVOQUER),
    Cas("JURY-03", b.session_ccs(jures=b.jures()), CONVOQUER),
    Cas(
        "JURY-03",
        b.a_convoquer(jures=b.jures(b.habilitation(statut=StatutHabilitation.EXPIREE, **EN_COURS))),
        CONVOQUER,
    ),
    Cas(
        "JURY-03",
        b.a_convoquer(jures=b.jures(b.habilitation(statut=StatutHabilitation.SUSPENDUE))),
        CONVOQUER,
        ("/jures/0/habilitations", "/jures/1/habilitations"),
    ),
    Cas(
        "JURY-03",
        b.a_convoquer(jures=(b.jure(), b.jure("J2", habilitations=()))),
        INSCRIRE_JURE,
        ("/jures/1/habilitations",),
    ),
    Cas("JURY-04", b.dossier(), PV),
    Cas("JURY-04", b.dossier(jures=(b.jure(),)), PV, ("/jures",)),
    Cas("JURY-04", b.a_convoquer(jures=(b.jure(),)), CONVOQUER, ("/jures",), AVERTISSEMENT),
]

CANDIDATS = [
    Cas("CAND-01", nomme(prenoms="Jean—Christophe, N’Guyen Ольга 李明 محمد"), CONVOQUER),
    Cas("CAND-01", nomme(prenoms="Zoe\u0301"), Geste.SUPPRIMER_SESSION),
    Cas("CAND-01", nomme(nom="مهدی\u200cزاده", prenoms="लक्\u200dष्मी"), PV),
    Cas("CAND-01", nomme(prenoms="J3an"), INSCRIRE, ("/candidats/0/prenoms",)),
    Cas("CAND-01", nomme(prenoms="Ann/e@"), PV, ("/candidats/0/prenoms", "/candidats/0/prenoms")),
    Cas("CAND-01", nomme(nom="MARTEL 2", nom_usage="D.URAND"), PV, ("/candidats/0/nom", "/candidats/0/nom_usage")),
    Cas("CAND-01", b.dossier(jures=(b.jure(prenom="Jean-Marc2"), b.jure("J2"))), PV, ("/jures/0/prenom",)),
    Cas("CAND-01", b.dossier(surveillants=(b.surveillant(nom="R1VIÈRE"),)), PV, ("/surveillants/0/nom",)),
    Cas("CAND-01", b.dossier(responsable=b.responsable(prenom="Aurélie*")), PV, ("/responsable/prenom",)),
    Cas(
        "CAND-01",
        b.dossier(autorite=b.autorite(signataire=Signataire("EXEMPLE2", "Camille", "Directrice"))),
        PARCHEMINS,
        ("/autorite/signataire/nom",),
    ),
    Cas("CAND-01", b.dossier(responsable=None, autorite=b.autorite(signataire=None)), PV),
    Cas("CAND-03", ne(), INSCRIRE, gravite=AVERTISSEMENT),
    Cas("CAND-03", ne(pays="Réunion", code_postal=None), INSCRIRE),
    Cas("CAND-03", ne(pays="VIETNAM", code_postal=None), INSCRIRE),
    Cas(
        "CAND-03",
        ne(pays="france", code_postal=None, commune=" "),
        INSCRIRE,
        ("/candidats/0/naissance/code_postal", "/candidats/0/naissance/commune"),
        AVERTISSEMENT,
    ),
    Cas("CAND-03", ne(pays="La Réunion"), INSCRIRE, ("/candidats/0/naissance/code_postal",), AVERTISSEMENT),
    Cas("CAND-03", ne(code_postal=None), INSCRIRE, options={"regles_locales": False}),
    Cas("CAND-04", b.dossier(), PV),
    Cas("CAND-04", b.dossier(candidats=(b.candidat("A"), b.candidat("A"))), PV, ("/candidats/1/id",), AVERTISSEMENT),
    Cas("CAND-04", b.dossier(candidats=(b.candidat("A"), b.candidat("B", prenoms="Josephine"))), PV),
    Cas("CAND-04", b.dossier(candidats=(b.candidat("A"), b.candidat("B", prenoms="Marie Claire, Joséphine"))), PV),
    Cas("CAND-04", b.dossier(candidats=(b.candidat("A", nom="कुमार"), b.candidat("B", nom="कमार"))), PV),
    Cas(
        "CAND-04",
        b.dossier(
            candidats=(b.candidat("A", nom="N'GUYEN"), b.candidat("B", nom="Nguyên", prenoms="MARIE-CLAIRE JOSEPHINE"))
        ),
        PV,
        ("/candidats/1/id",),
        AVERTISSEMENT,
    ),
    Cas(
        "CAND-04",
        b.dossier(candidats=(b.candidat("A", nom="N’GUYEN"), b.candidat("B", nom="N'Guyen"))),
        PARCHEMINS,
        ("/candidats/1/id",),
        AVERTISSEMENT,
    ),
    Cas("CAND-05", ne(commune="ST DENIS"), PARCHEMINS, options=REFERENCE),
    Cas("CAND-05", ne(commune="ST DENIS"), PARCHEMINS, options={"communes": frozenset({"saint denis"})}),
    Cas(
        "CAND-05",
        ne(commune="Le Tampom"),
        PARCHEMINS,
        ("/candidats/0/naissance/commune",),
        AVERTISSEMENT,
        options={"communes": frozenset({"le tampon"})},
    ),
    Cas("CAND-05", ne(pays="VIETNAM", commune="Hanoï"), PARCHEMINS),
    Cas(
        "CAND-05",
        ne(commune="Le Tampom"),
        INSCRIRE,
        ("/candidats/0/naissance/commune",),
        AVERTISSEMENT,
        options=REFERENCE,
    ),
    Cas("CAND-05", ne(), INSCRIRE, ("/candidats",), AVERTISSEMENT),
    Cas("CAND-06", b.dossier(), PV),
    Cas("CAND-06", b.dossier(), PV, ("/candidats/3/prenoms",) * 5, options=SANS_GREC),
    Cas(
        "CAND-06",
        b.dossier(titre=b.titre(libelle="Ω")),
        REMISE,
        (*("/candidats/3/prenoms",) * 5, "/titre/libelle"),
        options=SANS_GREC,
    ),
]

HORS_AGREMENT = b.responsable(role=RoleResponsable.HORS_AGREMENT)
CONVOCATION = [
    Cas("RESP-01", b.dossier(), PV),
    Cas("RESP-01", b.dossier(responsable=None), PV, ("/responsable",)),
    Cas("RESP-01", b.dossier(responsable=b.responsable(role=None)), Geste.COMMANDER_DTE, ("/responsable/role",)),
    Cas("RESP-02", b.dossier(responsable=HORS_AGREMENT), PV),
    Cas("RESP-02", b.dossier(responsable=b.responsable(telephone=None)), PV),
    Cas(
        "RESP-02",
        b.dossier(responsable=b.responsable(role=RoleResponsable.HORS_AGREMENT, telephone=None, nom=" ")),
        PV,
        ("/responsable/nom", "/responsable/telephone"),
    ),
    Cas("RESP-03", b.a_convoquer(), Geste.REPORTER_SESSION),
    Cas("RESP-03", b.a_convoquer(responsable=None), Geste.REPORTER_SESSION, ("/responsable",), AVERTISSEMENT),
    Cas(
        "RESP-03",
        b.a_convoquer(responsable=b.responsable(nom=" ")),
        Geste.REPORTER_SESSION,
        ("/responsable/nom",),
        AVERTISSEMENT,
    ),
    Cas("CONV-07", b.a_convoquer(), CONVOQUER),
    Cas(
        "CONV-07",
        b.a_convoquer(candidats=tuple(b.candidat(f"C{rang}", adresse=None) for rang in range(6))),
        CONVOQUER,
        ("/candidats",),
        AVERTISSEMENT,
    ),
    Cas("CONV-07", b.a_convoquer(jures=(b.jure(), b.jure("J9", adresse=None))), CONVOQUER, ("/jures",), AVERTISSEMENT),
    Cas("CONV-01", b.a_convoquer(), CONVOQUER),
    Cas("CONV-01", b.a_convoquer(candidats=()), CONVOQUER, ("/candidats",)),
    Cas("CONV-03", b.a_convoquer(), CONVOQUER),
    Cas("CONV-03", b.a_convoquer(), CONVOQUER, ("/session/debut",), AVERTISSEMENT, jour=date(2020, 9, 1)),
    Cas("CONV-04", b.a_convoquer(), CONVOQUER),
    Cas("CONV-04", b.a_convoquer(jures=()), CONVOQUER, ("/jures",)),
    Cas("CONV-04", b.a_convoquer(surveillants=()), CONVOQUER, ("/surveillants",), AVERTISSEMENT),
    Cas("CONV-05", nomme(date_convocation=date(2020, 9, 16)), CONVOQUER),
    Cas("CONV-05", nomme(date_convocation=date(2020, 9, 17)), CONVOQUER, ("/candidats/0/date_convocation",)),
]

# Titres whose prolongation ends on 13 September 2020, and on 30 June, during the health emergency.
ECHU = b.a_convoquer(titre=b.titre(fin_validite=date(2019, 9, 13)))
ECHU_2020 = b.a_convoquer(titre=b.titre(fin_validite=date(2019, 6, 30)))
ANNONCEE = replace(b.a_convoquer().session, dte=Dte(12))
REPORTER, COMMANDER = Geste.REPORTER_SESSION, Geste.COMMANDER_DTE


def reporte(
    debut: date | None = date(2020, 11, 2), fin: date | None = date(2020, 11, 4), **champs: Any
) -> dict[str, Any]:
    """The option that gives the wished days."""
    return {"report": Report(debut, fin, **champs)}


def autorise(dossier: Dossier) -> Dossier:
    """The same, whose postponement the State authorised."""
    return replace(dossier, session=replace(dossier.session, report_autorise_le=date(2020, 6, 2)))


DEMANDER = [
    Cas("SESS-06", b.a_convoquer(), REPORTER, options=reporte()),
    Cas("SESS-06", b.a_convoquer(), REPORTER, options=reporte(profil=Profil.UD)),
    Cas("SESS-06", au_statut(StatutSession.EN_PREPARATION), REPORTER, options=reporte()),
    Cas("SESS-06", au_statut(StatutSession.CONVOCATIONS_ENVOYEES), REPORTER, options=reporte()),
    Cas("SESS-06", b.a_convoquer(), REPORTER, ("/geste/profil",), options=reporte(profil=Profil.CENTRE)),
    Cas("SESS-06", b.a_convoquer(), REPORTER, ("/geste/profil",), options=reporte(profil=Profil.DIRECCTE)),
    Cas("SESS-06", au_statut(StatutSession.TERMINEE), REPORTER, ("/session/statut",), options=reporte()),
    Cas("SESS-06", au_statut(StatutSession.VALIDEE), REPORTER, ("/session/statut",), options=reporte()),
    Cas("SESS-06", au_statut(StatutSession.SUSPENDUE), REPORTER, ("/session/statut",), options=reporte()),
    Cas(
        "SESS-06",
        au_statut(StatutSession.ANNULEE),
        REPORTER,
        ("/geste/profil", "/session/statut"),
        options=reporte(profil=Profil.CENTRE),
    ),
    Cas("SESS-07", b.a_convoquer(), REPORTER, options=reporte()),
    Cas("SESS-07", b.a_convoquer(), REPORTER, ("/session/debut",), jour=date(2020, 9, 14), options=reporte()),
    Cas("SESS-08", b.a_convoquer(), REPORTER, options=reporte()),
    Cas("SESS-08", b.a_convoquer(), REPORTER, options=reporte(fin=date(2020, 11, 2))),
    Cas("SESS-08", b.a_convoquer(), REPORTER, ("/geste/debut", "/geste/fin")),
    Cas("SESS-08", b.a_convoquer(), REPORTER, ("/geste/fin",), options=reporte(fin=None)),
    Cas("SESS-08", b.a_convoquer(), REPORTER, options=reporte(fin=date(2020, 11, 1))),
    Cas("SESS-08", b.dossier(session=b.session(id=" ")), REPORTER, ("/session/id",), options=reporte()),
    Cas("SESS-09", b.a_convoquer(agrement=None), REPORTER, options=reporte()),
    Cas("SESS-09", ECHU_2020, REPORTER, options=reporte()),
    Cas("SESS-09", replace(ECHU_2020, agrement=None), REPORTER, ("/agrement",), options=reporte()),
    Cas(
        "SESS-09",
        replace(ECHU_2020, agrement=None, centre=b.centre(siret="")),
        REPORTER,
        ("/agrement", "/centre/siret"),
        options=reporte(fin=None),
    ),
    Cas("SESS-09", ECHU, REPORTER, ("/geste/fin",), options=reporte()),
    Cas("SESS-09", ECHU, REPORTER, ("/session/fin",)),
    Cas("SESS-09", autorise(ECHU), REPORTER, options=reporte()),
    Cas("SESS-09", autorise(replace(ECHU_2020, agrement=None)), REPORTER, options=reporte()),
    Cas("DTE-01", b.a_convoquer(), COMMANDER),
    Cas("DTE-01", b.a_convoquer(responsable=None), COMMANDER),
    Cas("DTE-01", b.session_ccs(), COMMANDER),
    Cas("DTE-01", b.a_convoquer(candidats=()), COMMANDER, ("/candidats",)),
    Cas("DTE-01", replace(b.a_convoquer(candidats=()), session=ANNONCEE), COMMANDER),
    Cas("DTE-01", b.a_convoquer(candidats=()), COMMANDER, options={"regles_locales": False}),
    Cas(
        "DTE-01",
        b.a_convoquer(
            centre=b.centre(telephone=None, courriel=" ", adresse=b.adresse(ligne1="", commune="")),
            responsable=b.responsable(nom=None, prenom=""),
        ),
        COMMANDER,
        (
            "/centre/adresse/commune",
            "/centre/adresse/ligne1",
            "/centre/courriel",
            "/centre/telephone",
            "/responsable/nom",
            "/responsable/prenom",
        ),
    ),
]

CAS = [*SESSION, *DEMANDER, *JURY, *CANDIDATS, *CONVOCATION, *CAS_RESULTATS, *ATTESTER, *CAS_VIE, *CAS_SESSION]
