"""Whole lives of sessions: each act in its turn, on its day, with the data that the act before it gave back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from docgen.domain.demarche import Extrait, Parametres, SessionSuivie
from docgen.domain.dossier import Dossier
from docgen.domain.regles.registry import controler, effets
from docgen.domain.regles.vocabulaire import Contexte, Geste, Gravite
from docgen.domain.report import Profil, Report
from docgen.domain.session import Dte, StatutSession, Validation
from tests import builders as b

S = StatutSession


def refus(dossier: Dossier, geste: Geste, jour: date, **options: Any) -> set[str]:
    """The rules that refuse the act."""
    trouves = controler(Contexte(dossier, jour, geste, **options))
    return {manquement.regle for manquement in trouves if manquement.gravite is Gravite.BLOQUANT}


def au(dossier: Dossier, statut: StatutSession, **champs: Any) -> Dossier:
    """The same dossier once CERES has changed the session's status."""
    return replace(dossier, session=replace(dossier.session, statut=statut, **champs))


def deplacer(dossier: Dossier, geste: Geste, jour: date, report: Report) -> Dossier:
    """The dossier with the session that the act gives back."""
    assert refus(dossier, geste, jour, report=report) == set()
    session = effets(Contexte(dossier, jour, geste, report=report))["session"]
    return replace(dossier, session=session)  # type: ignore[arg-type]


def neuve(base: Any) -> Dossier:
    """A session of that kind, before anything has been done."""
    dossier: Dossier = base()
    session = replace(
        dossier.session,
        statut=S.EN_PREPARATION,
        debut=date(2020, 9, 14),
        fin=date(2020, 9, 16),
        validation=None,
        plis_recuperes=False,
        papiers_recus_le=None,
        dte=Dte(2),
    )
    return replace(dossier, session=session, candidats=())


@pytest.mark.parametrize("base", [b.dossier, b.session_ccp, b.session_ccs], ids=lambda base: base.__name__)
def test_une_vie_sans_histoire(base: Any) -> None:
    resultats = base().candidats
    session = neuve(base)
    assert refus(session, Geste.CREER_SESSION, date(2020, 6, 1)) == set()
    voulues = Report(date(2020, 10, 5), date(2020, 10, 7), Profil.CENTRE)
    session = deplacer(session, Geste.MODIFIER_DATES, date(2020, 6, 2), voulues)
    assert refus(session, Geste.COMMANDER_DTE, date(2020, 6, 3)) == set()
    session = au(session, S.DTE_DEMANDE)
    plus_tard = Report(date(2020, 11, 2), date(2020, 11, 4), Profil.CENTRE)
    assert {"SESS-04", "SESS-05"} == refus(session, Geste.MODIFIER_DATES, date(2020, 6, 4), report=plus_tard)
    assert "SESS-10" in refus(session, Geste.SUPPRIMER_SESSION, date(2020, 6, 4))
    inscrits = tuple(replace(candidat, resultat=None) for candidat in resultats)
    for inscrit in inscrits:
        parametres = Parametres(candidat=inscrit)
        assert refus(session, Geste.INSCRIRE_CANDIDAT, date(2020, 6, 5), parametres=parametres) == set()
    session = replace(session, candidats=inscrits)
    assert refus(session, Geste.EDITER_CONVOCATIONS, date(2020, 7, 1)) == set()
    assert "SESS-19" in refus(session, Geste.SAISIR_RESULTATS, date(2020, 7, 1))
    session = au(session, S.CONVOCATIONS_ENVOYEES)
    assert "INSC-01" in refus(session, Geste.INSCRIRE_CANDIDAT, date(2020, 7, 2))
    assert refus(session, Geste.SAISIR_RESULTATS, date(2020, 10, 5)) == set()
    assert "CONV-06" in refus(session, Geste.EDITER_CONVOCATIONS, date(2020, 10, 6))
    session = replace(au(session, S.TERMINEE), candidats=resultats)
    assert refus(session, Geste.EDITER_PV, date(2020, 10, 7)) == set()
    assert refus(session, Geste.VALIDER_SESSION, date(2020, 10, 7)) == set()
    assert "PARC-05" in refus(session, Geste.EDITER_PARCHEMINS, date(2020, 10, 8))
    session = au(session, S.VALIDEE, validation=Validation(date(2020, 10, 12)))
    assert refus(session, Geste.EDITER_PARCHEMINS, date(2020, 10, 12)) == set()
    assert "PV-04" in refus(session, Geste.AFFICHER_RESULTATS, date(2020, 10, 12))
    session = au(session, S.VALIDEE, plis_recuperes=True)
    assert refus(session, Geste.AFFICHER_RESULTATS, date(2020, 10, 13)) == set()
    assert refus(session, Geste.VALIDER_SESSION, date(2020, 10, 13)) == {"SESS-13"}


def test_un_agrement_suspendu_puis_retabli() -> None:
    session = b.a_convoquer().session
    suivie = SessionSuivie(session.id, session.statut, session.debut, session.fin)

    def mesure(geste: Geste, jour: date, suivie: SessionSuivie, agrement: Any) -> tuple[SessionSuivie, Any]:
        parametres = Parametres(sessions=(suivie,), agrement=agrement, date_decision=jour)
        changes: Any = effets(Contexte(Extrait(), jour, geste, parametres=parametres))
        return changes["sessions"][0], changes["agrements"][0]

    suspendue, agrement = mesure(Geste.SUSPENDRE_AGREMENT, date(2020, 7, 1), suivie, b.agrement())
    dossier = replace(au(b.a_convoquer(), suspendue.statut), agrement=agrement)
    for geste in (Geste.EDITER_CONVOCATIONS, Geste.COMMANDER_DTE, Geste.INSCRIRE_CANDIDAT, Geste.VALIDER_SESSION):
        assert "SESS-11" in refus(dossier, geste, date(2020, 7, 2))
    assert "AGRE-04" in refus(dossier, Geste.CREER_SESSION, date(2020, 7, 2))
    retablie, agrement = mesure(Geste.RETABLIR_AGREMENT, date(2020, 8, 1), suspendue, agrement)
    dossier = replace(au(b.a_convoquer(), retablie.statut), agrement=agrement)
    assert refus(dossier, Geste.EDITER_CONVOCATIONS, date(2020, 8, 2)) == set()


def test_une_session_de_2020_dont_l_etat_a_reporte_la_fin() -> None:
    suivie = SessionSuivie("1", S.CONVOCATIONS_ENVOYEES, date(2020, 3, 9), date(2020, 3, 20))
    changes: Any = effets(
        Contexte(Extrait(), date(2020, 6, 15), Geste.MESURES_2020, parametres=Parametres(sessions=(suivie,)))
    )
    (reportee,) = changes["sessions"]
    dossier = b.dossier(
        session=b.session(
            statut=reportee.statut,
            debut=reportee.debut,
            fin=reportee.fin,
            fin_reportee=reportee.fin_reportee,
            validation=None,
        )
    )
    jour = date(2020, 7, 6)
    assert {"SESS-16"} == refus(dossier, Geste.SAISIR_RESULTATS, jour)
    dossier = deplacer(dossier, Geste.MODIFIER_DATES, jour, Report(fin=date(2020, 7, 3)))
    assert refus(dossier, Geste.SAISIR_RESULTATS, jour) == set()
    dossier = au(dossier, S.TERMINEE)
    assert refus(dossier, Geste.EDITER_PV, jour) == refus(dossier, Geste.VALIDER_SESSION, jour) == set()


def test_un_report_au_dela_d_une_prolongation_echue_pendant_l_urgence() -> None:
    dossier = b.a_convoquer(titre=b.titre(fin_validite=date(2019, 6, 30)))
    jour, voulues = date(2020, 7, 1), (date(2020, 10, 5), date(2020, 10, 7))
    assert "SESS-03" in refus(dossier, Geste.EDITER_CONVOCATIONS, jour)
    dossier = deplacer(dossier, Geste.REPORTER_SESSION, jour, Report(*voulues, Profil.UD))
    assert dossier.session.report_autorise_le == jour
    assert refus(dossier, Geste.EDITER_CONVOCATIONS, jour) == set()
