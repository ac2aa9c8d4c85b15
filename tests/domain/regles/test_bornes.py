"""The day before, the day, the day after, for each rule that counts days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from docgen.domain.agrement import TypeCentre
from docgen.domain.habilitation import Portee
from docgen.domain.habilitation_etats import fin_effective
from docgen.domain.regles.apres_examen.remise import echeance
from docgen.domain.regles.registry import controler
from docgen.domain.regles.vocabulaire import Contexte, Geste
from docgen.domain.report import Report
from docgen.domain.session import TypeSession
from tests import builders as b

TROIS_JOURS = [(-1, False), (0, False), (1, True)]


def codes(contexte: Contexte) -> set[str]:
    return {manquement.regle for manquement in controler(contexte)}


@pytest.mark.parametrize(("ecart", "trouve"), TROIS_JOURS)
@pytest.mark.parametrize(
    ("genre", "limite"),
    [
        (TypeCentre.AUTRE, date(2022, 4, 28)),
        (TypeCentre.CFA, date(2023, 4, 28)),
        (TypeCentre.CRP, date(2023, 4, 28)),
    ],
)
def test_sess_03(genre: TypeCentre, limite: date, ecart: int, trouve: bool) -> None:
    jour = limite + timedelta(ecart)
    dossier = b.a_convoquer(centre=b.centre(type=genre), session=b.session(debut=jour, fin=jour))
    contexte = Contexte(dossier, date(2021, 1, 1), Geste.CREER_SESSION)
    assert ("SESS-03" in codes(contexte)) is trouve


@pytest.mark.parametrize(("ecart", "trouve"), TROIS_JOURS)
@pytest.mark.parametrize(
    ("genre", "limite"),
    [
        (TypeSession.TITRE, date(2020, 2, 29)),
        (TypeSession.CCP, date(2020, 3, 16)),
        (TypeSession.CCS, date(2020, 3, 16)),
    ],
)
def test_conv_03(genre: TypeSession, limite: date, ecart: int, trouve: bool) -> None:
    dossier = b.a_convoquer(session=b.session(type=genre, debut=date(2020, 3, 31), fin=date(2020, 3, 31)))
    contexte = Contexte(dossier, limite + timedelta(ecart), Geste.EDITER_CONVOCATIONS)
    assert ("CONV-03" in codes(contexte)) is trouve


@pytest.mark.parametrize(("ecart", "trouve"), TROIS_JOURS)
def test_remi_02(ecart: int, trouve: bool) -> None:
    dossier = b.dossier(session=b.session(papiers_recus_le=date(2019, 12, 31)))
    assert echeance(dossier) == date(2020, 2, 29)
    contexte = Contexte(dossier, date(2020, 2, 29) + timedelta(ecart), Geste.EDITER_REMISE)
    assert ("REMI-02" in codes(contexte)) is trouve


@pytest.mark.parametrize(("jour", "trouve"), [(13, True), (14, False), (15, False), (16, False), (17, True)])
def test_conv_05(jour: int, trouve: bool) -> None:
    dossier = b.a_convoquer(candidats=(b.candidat(date_convocation=date(2020, 9, jour)),))
    assert ("CONV-05" in codes(Contexte(dossier, date(2020, 1, 1), Geste.EDITER_CONVOCATIONS))) is trouve


@pytest.mark.parametrize(
    ("fin", "effective"),
    [
        (date(2021, 4, 27), date(2021, 4, 27)),
        (date(2021, 4, 28), date(2023, 4, 28)),
        (date(2021, 4, 29), date(2023, 4, 28)),
        (date(2025, 1, 1), date(2025, 1, 1)),
    ],
)
def test_fin_effective(fin: date, effective: date) -> None:
    assert fin_effective(b.habilitation(fin=fin), b.titre(), date(2020, 1, 1)) == effective


@pytest.mark.parametrize("debut", [date(2023, 4, 27), date(2023, 4, 28), date(2023, 4, 29)])
@pytest.mark.parametrize("alignee", [True, False])
def test_jury_03_pendant_la_prolongation(debut: date, alignee: bool) -> None:
    detenue = b.habilitation(fin=date(2021, 4, 28) if alignee else date(2021, 4, 27))
    dossier = b.a_convoquer(jures=b.jures(detenue), session=b.session(debut=debut, fin=debut))
    trouve = "JURY-03" in codes(Contexte(dossier, date(2023, 1, 1), Geste.INSCRIRE_JURE))
    assert trouve is not (alignee and debut <= date(2023, 4, 28))


@pytest.mark.parametrize(("jour", "trouve"), [(13, False), (14, False), (15, True)])
def test_jury_03_debut_de_l_habilitation(jour: int, trouve: bool) -> None:
    detenue = b.habilitation(debut=date(2020, 9, jour))
    contexte = Contexte(b.a_convoquer(jures=b.jures(detenue)), date(2020, 1, 1), Geste.EDITER_CONVOCATIONS)
    assert ("JURY-03" in codes(contexte)) is trouve


def test_jury_03_d_un_ccs_ne_regarde_que_ce_ccs() -> None:
    echue = b.habilitation(portee=Portee.CCS, code=b.CCS_1, fin=date(2019, 2, 26))
    dossier = b.session_ccs(jures=b.jures(echue, b.habilitation()))
    assert "JURY-03" in codes(Contexte(dossier, date(2019, 1, 1), Geste.INSCRIRE_JURE))


@pytest.mark.parametrize(("ecart", "trouve"), [(-1, False), (0, True), (1, True)])
def test_sess_07_le_premier_jour_il_est_trop_tard(ecart: int, trouve: bool) -> None:
    dossier = b.a_convoquer()
    report = Report(date(2020, 11, 2), date(2020, 11, 4))
    jour = dossier.session.debut + timedelta(ecart)
    assert ("SESS-07" in codes(Contexte(dossier, jour, Geste.REPORTER_SESSION, report=report))) is trouve


@pytest.mark.parametrize(("ecart", "trouve"), [(-1, True), (0, False), (1, False)])
def test_sess_20_fin_souhaitee_pas_avant_le_debut(ecart: int, trouve: bool) -> None:
    debut = date(2020, 11, 2)
    report = Report(debut, debut + timedelta(ecart))
    contexte = Contexte(b.a_convoquer(), date(2020, 7, 1), Geste.REPORTER_SESSION, report=report)
    assert ("SESS-20" in codes(contexte)) is trouve


@pytest.mark.parametrize(("ecart", "trouve"), TROIS_JOURS)
@pytest.mark.parametrize(
    ("genre", "limite"), [(TypeCentre.AUTRE, date(2020, 9, 13)), (TypeCentre.CFA, date(2021, 9, 13))]
)
def test_sess_09_apres_la_prolongation(genre: TypeCentre, limite: date, ecart: int, trouve: bool) -> None:
    titre = b.titre(fin_validite=date(2019, 9, 13))
    dossier = b.a_convoquer(titre=titre, centre=b.centre(type=genre), agrement=None)
    report = Report(limite - timedelta(5), limite + timedelta(ecart))
    contexte = Contexte(dossier, date(2020, 7, 1), Geste.REPORTER_SESSION, report=report)
    assert ("SESS-09" in codes(contexte)) is trouve
