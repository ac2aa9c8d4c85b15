"""The day before, the day, the day after, for the days of sessions and for what waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Voie
from docgen.domain.regles.registry import controler
from docgen.domain.regles.vocabulaire import Contexte, Geste
from docgen.domain.report import Report
from docgen.domain.session import StatutSession
from docgen.domain.session_etats import ARRETEES, INSCRIPTION
from tests import builders as b
from tests.domain.regles.test_bornes import TROIS_JOURS, codes


def le(debut: date, statut: StatutSession = StatutSession.EN_PREPARATION, **champs: Any) -> Dossier:
    """A session of one day."""
    session = replace(b.a_convoquer().session, debut=debut, fin=debut, statut=statut)
    return b.a_convoquer(session=session, **champs)


@pytest.mark.parametrize(("ecart", "trouve"), TROIS_JOURS)
@pytest.mark.parametrize(
    ("fin", "limite"), [(date(2020, 2, 29), date(2021, 2, 28)), (date(2020, 12, 31), date(2021, 12, 31))]
)
def test_sess_02_un_report_va_un_an_apres_l_agrement(fin: date, limite: date, ecart: int, trouve: bool) -> None:
    dossier = le(date(2020, 2, 20), agrement=b.agrement(fin=fin))
    voulu = limite + timedelta(ecart)
    contexte = Contexte(dossier, date(2020, 1, 2), Geste.REPORTER_SESSION, report=Report(voulu, voulu))
    assert ("SESS-02" in codes(contexte)) is trouve


@pytest.mark.parametrize(("ecart", "trouve"), TROIS_JOURS)
def test_sess_02_et_03_jugent_les_nouvelles_dates(ecart: int, trouve: bool) -> None:
    for geste in (Geste.MODIFIER_DATES, Geste.REPORTER_SESSION):
        voulu = date(2022, 4, 28) + timedelta(ecart)
        contexte = Contexte(le(date(2020, 9, 14)), date(2020, 7, 1), geste, report=Report(voulu, voulu))
        assert ("SESS-03" in codes(contexte)) is trouve
        if geste is Geste.MODIFIER_DATES:
            assert ("SESS-02" in codes(contexte)) is trouve


@pytest.mark.parametrize(
    ("limite", "admis"),
    [
        (date(2020, 3, 23), False),
        (date(2020, 3, 24), True),
        (date(2020, 3, 25), True),
        (date(2020, 7, 9), True),
        (date(2020, 7, 10), True),
        (date(2020, 7, 11), False),
    ],
)
def test_sess_09_la_prolongation_echue_pendant_l_etat_d_urgence(limite: date, admis: bool) -> None:
    dossier = le(date(2020, 9, 14), titre=b.titre(fin_validite=limite.replace(year=2019)))
    report = Report(date(2020, 10, 1), date(2020, 10, 2))
    contexte = Contexte(dossier, date(2020, 8, 1), Geste.REPORTER_SESSION, report=report)
    assert (codes(contexte) & {"SESS-03", "SESS-09"} == set()) is admis


@pytest.mark.parametrize(("ecart", "refuse"), [(-1, True), (0, False), (1, False)])
def test_sess_20_aujourd_hui_n_est_pas_passe(ecart: int, refuse: bool) -> None:
    jour = date(2020, 2, 29)
    voulu = jour + timedelta(ecart)
    for report in (Report(voulu, date(2020, 9, 1)), Report(voulu, max(voulu, jour))):
        contexte = Contexte(le(date(2020, 9, 14)), jour, Geste.MODIFIER_DATES, report=report)
        assert ("SESS-20" in codes(contexte)) is refuse


@pytest.mark.parametrize(
    ("geste", "jour", "refuse"),
    [
        (Geste.SAISIR_RESULTATS, date(2020, 9, 13), True),
        (Geste.SAISIR_RESULTATS, date(2020, 9, 14), False),
        (Geste.SAISIR_RESULTATS, date(2020, 9, 15), False),
        (Geste.EDITER_PV, date(2020, 9, 15), True),
        (Geste.EDITER_PV, date(2020, 9, 16), False),
        (Geste.EDITER_PV, date(2020, 9, 17), False),
    ],
)
@pytest.mark.parametrize("statut", [s for s in StatutSession if s not in (*INSCRIPTION, *ARRETEES)])
def test_sess_19(statut: StatutSession, geste: Geste, jour: date, refuse: bool) -> None:
    dossier = b.a_convoquer(session=replace(b.a_convoquer().session, statut=statut))
    assert ("SESS-19" in codes(Contexte(dossier, jour, geste))) is refuse


@pytest.mark.parametrize(("ecart", "refuse"), TROIS_JOURS)
def test_conv_06(ecart: int, refuse: bool) -> None:
    propre = b.a_convoquer(jures=(), surveillants=(), candidats=(b.candidat(date_convocation=date(2020, 9, 15)),))
    for dossier, jour in ((b.a_convoquer(), date(2020, 9, 14)), (propre, date(2020, 9, 15))):
        contexte = Contexte(dossier, jour + timedelta(ecart), Geste.EDITER_CONVOCATIONS)
        assert ("CONV-06" in codes(contexte)) is refuse


@pytest.mark.parametrize(("ecart", "ferme"), [(-1, False), (0, True), (1, True)])
def test_insc_01_jamais_une_fois_la_session_commencee(ecart: int, ferme: bool) -> None:
    contexte = Contexte(le(date(2020, 9, 14)), date(2020, 9, 14) + timedelta(ecart), Geste.INSCRIRE_CANDIDAT)
    assert ("INSC-01" in codes(contexte)) is ferme


def test_insc_01_dit_au_candidat_vae_quand_revenir() -> None:
    session = replace(b.a_convoquer().session, statut=StatutSession.CONVOCATIONS_ENVOYEES, debut=date(2020, 9, 14))
    dossier = b.a_convoquer(session=session, candidats=(b.candidat(voie=Voie.VAE),))
    (message,) = (
        un.message
        for un in controler(Contexte(dossier, date(2020, 8, 14), Geste.INSCRIRE_CANDIDAT))
        if un.regle == "INSC-01"
    )
    assert message.endswith("La voie VAE le permettra à partir du 15 août 2020.")


@pytest.mark.parametrize(
    ("naissance", "debut", "refuse"),
    [
        (date(2020, 2, 28), date(2020, 2, 29), False),
        (date(2020, 2, 29), date(2020, 2, 29), True),
        (date(1910, 2, 28), date(2020, 2, 29), True),
        (date(1910, 3, 1), date(2020, 2, 29), False),
        (date(1912, 2, 29), date(2022, 2, 28), False),
        (date(1912, 2, 28), date(2022, 2, 28), False),
        (date(1912, 2, 27), date(2022, 2, 28), True),
    ],
)
def test_cand_07(naissance: date, debut: date, refuse: bool) -> None:
    dossier = le(debut, candidats=(b.candidat(naissance=b.naissance(date=naissance)),))
    assert ("CAND-07" in codes(Contexte(dossier, date(2020, 1, 1), Geste.INSCRIRE_CANDIDAT))) is refuse
