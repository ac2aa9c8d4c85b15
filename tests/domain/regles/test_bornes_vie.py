"""The day before, the day, the day after, for the rules of the life of sessions and of enrolments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from docgen.domain.agrement import TypeCentre
from docgen.domain.demarche import Extrait, Parametres
from docgen.domain.personnes import Voie
from docgen.domain.regles.registry import controler
from docgen.domain.regles.vocabulaire import Contexte, Geste
from docgen.domain.report import Profil, Report
from docgen.domain.session import StatutSession
from tests import builders as b
from tests.domain.regles.test_bornes import TROIS_JOURS, codes
from tests.domain.regles.test_bornes_session import le


@pytest.mark.parametrize(("ecart", "refuse"), TROIS_JOURS)
@pytest.mark.parametrize("fin", [date(2020, 2, 29), date(2019, 2, 28), date(2019, 12, 31)])
def test_sess_02(fin: date, ecart: int, refuse: bool) -> None:
    dossier = le(fin + timedelta(ecart), agrement=b.agrement(fin=fin))
    assert ("SESS-02" in codes(Contexte(dossier, date(2019, 1, 1), Geste.CREER_SESSION))) is refuse


@pytest.mark.parametrize(("ecart", "refuse"), TROIS_JOURS)
@pytest.mark.parametrize(
    ("genre", "limite"), [(TypeCentre.AUTRE, date(2025, 2, 28)), (TypeCentre.CFA, date(2026, 2, 28))]
)
def test_sess_02_et_03_pendant_la_prolongation(genre: TypeCentre, limite: date, ecart: int, refuse: bool) -> None:
    fin = date(2024, 2, 29)
    dossier = le(
        limite + timedelta(ecart),
        agrement=b.agrement(fin=fin),
        titre=b.titre(fin_validite=fin),
        centre=b.centre(type=genre),
    )
    contexte = Contexte(dossier, date(2024, 3, 1), Geste.CREER_SESSION)
    assert ("SESS-02" in codes(contexte)) is ("SESS-03" in codes(contexte)) is refuse


def test_sess_02_dit_jusqu_ou_reporter() -> None:
    dossier = le(date(2020, 3, 1), agrement=b.agrement(fin=date(2020, 2, 29)))
    contexte = Contexte(dossier, date(2020, 1, 1), Geste.CREER_SESSION)
    (message,) = (m.message for m in controler(contexte) if m.regle == "SESS-02")
    assert "l’agrément s’achève le 29 février 2020" in message
    assert "au plus tard au 28 février 2021" in message


@pytest.mark.parametrize(
    ("fin_agrement", "dit"),
    [
        (
            date(2023, 9, 30),
            "2023, et un report va au plus tard au 30 septembre 2024.",
        ),
        (date(2024, 5, 31), "l’agrément s’achève le 31 mai 2025. Demandez une fin au plus tard le 31 mai 2025."),
    ],
)
def test_sess_02_ne_dit_pas_possible_un_report_que_sess_03_refuse(fin_agrement: date, dit: str) -> None:
    """The second agrément reaches the titre's end and follows it in its prolongation, which binds a report too."""
    titre, agrement = b.titre(fin_validite=date(2024, 5, 31)), b.agrement(fin=fin_agrement)
    dossier = le(date(2023, 9, 1), StatutSession.DTE_DEMANDE, titre=titre, agrement=agrement)
    vise = Report(date(2026, 6, 2), date(2026, 6, 2), Profil.UD)
    contexte = Contexte(dossier, date(2023, 8, 1), Geste.REPORTER_SESSION, report=vise)
    (message,) = (m.message for m in controler(contexte) if m.regle == "SESS-02")
    assert dit in message.replace("\u00a0", " ")


@pytest.mark.parametrize(("ecart", "refuse"), TROIS_JOURS)
@pytest.mark.parametrize("debut", [date(2020, 2, 29), date(2020, 8, 31), date(2020, 12, 31)])
def test_insc_02(debut: date, ecart: int, refuse: bool) -> None:
    contexte = Contexte(le(debut), debut + timedelta(ecart), Geste.DESINSCRIRE_CANDIDAT)
    assert ("INSC-02" in codes(contexte)) is refuse


@pytest.mark.parametrize(
    ("jour", "admis"),
    [
        (date(2020, 2, 29), False),
        (date(2020, 3, 1), True),
        (date(2020, 3, 2), True),
        (date(2020, 3, 29), True),
        (date(2020, 3, 30), True),
        (date(2020, 3, 31), False),
        (date(2020, 4, 1), False),
    ],
)
def test_insc_03_leve_insc_01_pour_la_vae_seule(jour: date, admis: bool) -> None:
    dossier = le(date(2020, 3, 31), StatutSession.CONVOCATIONS_ENVOYEES)
    for voie in Voie:
        parametres = Parametres(candidat=b.candidat("X", voie=voie))
        contexte = Contexte(dossier, jour, Geste.INSCRIRE_CANDIDAT, parametres=parametres)
        leve = admis and voie is Voie.VAE
        assert ("INSC-01" in codes(contexte)) is not leve
        assert ("INSC-03" in codes(contexte)) is leve


@pytest.mark.parametrize("statut", StatutSession)
def test_insc_01_a_chaque_statut(statut: StatutSession) -> None:
    parametres = Parametres(candidat=b.candidat("X"))
    contexte = Contexte(le(date(2020, 9, 1), statut), date(2020, 8, 1), Geste.INSCRIRE_CANDIDAT, parametres=parametres)
    ouverte = statut in (StatutSession.EN_PREPARATION, StatutSession.DTE_DEMANDE)
    assert ("INSC-01" in codes(contexte)) is not ouverte


@pytest.mark.parametrize("sessions", [2, 3, 4])
def test_insc_04(sessions: int) -> None:
    dossier = b.dossier(candidats=(b.candidat(sessions_12_mois=sessions),))
    assert ("INSC-04" in codes(Contexte(dossier, date(2020, 1, 1), Geste.VALIDER_SESSION))) is (sessions >= 3)


@pytest.mark.parametrize(
    ("dernier", "debut", "refuse"),
    [
        (date(2015, 5, 31), date(2020, 5, 30), False),
        (date(2015, 5, 31), date(2020, 5, 31), False),
        (date(2015, 5, 31), date(2020, 6, 1), True),
        (date(2016, 2, 29), date(2021, 2, 28), False),
        (date(2016, 2, 29), date(2021, 3, 1), True),
        (date(2015, 2, 28), date(2020, 2, 28), False),
        (date(2015, 2, 28), date(2020, 2, 29), True),
    ],
)
def test_habi_12(dernier: date, debut: date, refuse: bool) -> None:
    parametres = Parametres(habilitation=b.habilitation(debut=debut), dernier_exercice=dernier)
    contexte = Contexte(Extrait(titre=b.titre()), date(2020, 1, 1), Geste.HABILITER_JURE, parametres=parametres)
    assert ("HABI-12" in codes(contexte)) is refuse


@pytest.mark.parametrize(("ecart", "refuse"), [(0, False), (-1, True)])
def test_sess_12_une_session_d_un_jour_est_possible(ecart: int, refuse: bool) -> None:
    debut = date(2020, 3, 1)
    session = replace(b.a_convoquer().session, debut=debut, fin=debut + timedelta(ecart))
    contexte = Contexte(b.a_convoquer(session=session), date(2020, 1, 1), Geste.CREER_SESSION)
    assert ("SESS-12" in codes(contexte)) is refuse
