"""The data that the rules of sessions, agréments and jurors change; for each rule, a case that changes nothing too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from enum import StrEnum
from typing import Any

import pytest

from docgen.domain.agrement import DecisionAgrement, StatutAgrement
from docgen.domain.demarche import Extrait, Parametres
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import (
    Action,
    Habilitation,
    HabilitationDesignee,
    HabilitationProlongee,
    Portee,
    StatutHabilitation,
)
from docgen.domain.personnes import Jure
from docgen.domain.regles.registry import REGLES, effets
from docgen.domain.regles.vocabulaire import Contexte, Geste
from docgen.domain.report import Profil, Report
from docgen.domain.session import StatutSession
from tests import builders as b
from tests.domain.regles.cas_vie import suivie

JOUR = date(2020, 7, 1)
S = StatutSession


def change(geste: Geste, jour: date = JOUR, **champs: Any) -> dict[str, object]:
    return effets(Contexte(Extrait(titre=b.titre()), jour, geste, parametres=Parametres(**champs)))


def seule(effet: dict[str, Any], nom: str = "sessions") -> Any:
    assert set(effet) == {nom}
    (objet,) = effet[nom]
    return objet


def test_sess_01_complete_la_session_nouvelle() -> None:
    dossier = b.a_convoquer(session=b.session(debut=JOUR, fin=JOUR, heure_convocation=None))
    effet = effets(Contexte(dossier, JOUR, Geste.CREER_SESSION, parametres=Parametres(debut_absent=True)))
    assert effet["session"] == replace(dossier.session, heure_convocation=time(8, 0))
    complete = b.a_convoquer()
    assert "session" not in effets(Contexte(complete, JOUR, Geste.CREER_SESSION))
    sans_debut = effets(Contexte(complete, JOUR, Geste.CREER_SESSION, parametres=Parametres(debut_absent=True)))
    assert sans_debut["session"] == complete.session


PREPARATION = b.a_convoquer(session=replace(b.a_convoquer().session, statut=S.EN_PREPARATION))


@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        (date(2020, 10, 5), date(2020, 10, 7)),
        (JOUR, None),
        (None, date(2020, 9, 14)),
        (date(2020, 9, 14), date(2020, 9, 20)),
    ],
)
def test_sess_20_rend_la_session_entiere_avec_ses_nouvelles_dates(debut: date | None, fin: date | None) -> None:
    for geste, profil in ((Geste.MODIFIER_DATES, Profil.CENTRE), (Geste.REPORTER_SESSION, Profil.UD)):
        if geste is Geste.REPORTER_SESSION and not (debut and fin):
            continue
        effet = effets(Contexte(PREPARATION, JOUR, geste, report=Report(debut, fin, profil)))
        session = PREPARATION.session
        assert effet["session"] == replace(session, debut=debut or session.debut, fin=fin or session.fin)


@pytest.mark.parametrize(
    ("dossier", "report"),
    [
        (PREPARATION, Report()),
        (PREPARATION, Report(PREPARATION.session.debut, PREPARATION.session.fin)),
        (PREPARATION, Report(date(2020, 6, 30))),
        (PREPARATION, Report(date(2035, 6, 2), date(2035, 6, 1))),
        (PREPARATION, Report(date(2024, 1, 1), date(2024, 1, 2))),
        (b.a_convoquer(), Report(date(2020, 10, 5), date(2020, 10, 7))),
    ],
)
def test_sess_20_ne_rend_rien_d_un_geste_refuse_ou_sans_objet(dossier: Dossier, report: Report) -> None:
    assert "session" not in effets(Contexte(dossier, JOUR, Geste.MODIFIER_DATES, report=report))


def test_sess_20_la_fin_reelle_remplace_la_fin_provisoire() -> None:
    provisoire = b.dossier(session=b.session(statut=S.TERMINEE, fin=date(2020, 8, 24), fin_reportee=True))
    reelle = Report(fin=date(2020, 6, 26))
    effet = effets(Contexte(provisoire, JOUR, Geste.MODIFIER_DATES, report=reelle))
    assert effet["session"] == replace(provisoire.session, fin=date(2020, 6, 26), fin_reportee=False)


def test_sess_20_le_report_de_l_ud_au_dela_de_la_prolongation_vaut_autorisation() -> None:
    titre = b.titre(fin_validite=date(2019, 6, 30))
    dossier = b.a_convoquer(titre=titre)
    voulu = (date(2020, 10, 5), date(2020, 10, 7))
    ud, centre = (
        effets(Contexte(dossier, JOUR, Geste.REPORTER_SESSION, report=Report(*voulu, profil)))["session"]
        for profil in (Profil.UD, None)
    )
    assert ud == replace(dossier.session, debut=voulu[0], fin=voulu[1], report_autorise_le=JOUR)
    assert centre == replace(dossier.session, debut=voulu[0], fin=voulu[1])


HABILITATIONS = [
    ("HABI-01", StatutHabilitation.BROUILLON, Action.VALIDER, StatutHabilitation.ACTIVE, JOUR),
    ("HABI-02", StatutHabilitation.SUSPENDUE, Action.REACTIVER, StatutHabilitation.ACTIVE, JOUR),
    ("HABI-03", StatutHabilitation.ACTIVE, Action.SUSPENDRE, StatutHabilitation.SUSPENDUE, JOUR),
    ("HABI-03", StatutHabilitation.ACTIVE, Action.METTRE_EN_BROUILLON, StatutHabilitation.BROUILLON, JOUR),
    ("HABI-04", StatutHabilitation.EXPIREE, Action.SUSPENDRE, StatutHabilitation.SUSPENDUE, date(2021, 4, 29)),
    ("HABI-05", StatutHabilitation.EXPIREE, Action.METTRE_EN_BROUILLON, StatutHabilitation.BROUILLON, JOUR),
]


@pytest.mark.parametrize(("code", "avant", "action", "apres", "jour"), HABILITATIONS)
def test_changer_une_habilitation_la_rend_dans_son_nouvel_etat(
    code: str, avant: StatutHabilitation, action: Action, apres: StatutHabilitation, jour: date
) -> None:
    detenue = b.habilitation(statut=avant)
    effet = change(Geste.CHANGER_HABILITATION, jour, habilitation=detenue, action=action)
    assert effet == {"habilitations": (replace(detenue, statut=apres),)}
    assert REGLES[code].donnees is not None


@pytest.mark.parametrize(
    ("statut", "action", "fin", "jour"),
    [
        (StatutHabilitation.BROUILLON, Action.SUPPRIMER, date(2021, 4, 28), JOUR),
        (StatutHabilitation.BROUILLON, Action.SUSPENDRE, date(2021, 4, 28), JOUR),
        (StatutHabilitation.ACTIVE, Action.VALIDER, date(2021, 4, 28), JOUR),
        (StatutHabilitation.EXPIREE, Action.SUSPENDRE, date(2021, 4, 28), date(2023, 4, 29)),
        (StatutHabilitation.EXPIREE, Action.SUSPENDRE, date(2021, 4, 27), date(2023, 4, 28)),
    ],
)
def test_une_action_refusee_ou_une_suppression_ne_rend_rien(
    statut: StatutHabilitation, action: Action, fin: date, jour: date
) -> None:
    detenue = b.habilitation(statut=statut, fin=fin)
    assert change(Geste.CHANGER_HABILITATION, jour, habilitation=detenue, action=action) == {}


def test_habi_06_expiree_avant_la_fin_de_vie_revient_a_l_etat_de_brouillon() -> None:
    detenue = b.habilitation(statut=StatutHabilitation.EXPIREE, fin=date(2021, 4, 27))
    action = Action.METTRE_EN_BROUILLON
    effet = change(Geste.CHANGER_HABILITATION, date(2023, 4, 28), habilitation=detenue, action=action)
    assert effet == {"habilitations": (replace(detenue, statut=StatutHabilitation.BROUILLON),)}


def test_agre_03_rend_l_agrement_valide() -> None:
    affiche = b.agrement(statut=StatutAgrement.EN_COURS_D_INSTRUCTION)
    effet = effets(Contexte(b.a_convoquer(agrement=affiche), JOUR, Geste.CREER_SESSION))
    assert effet["agrements"] == (replace(affiche, statut=StatutAgrement.VALIDE),)


@pytest.mark.parametrize(
    "champs",
    [
        {},
        {"statut": StatutAgrement.SUSPENDU},
        {"statut": StatutAgrement.RETIRE},
        {"statut": StatutAgrement.ECHU, "decision": DecisionAgrement.EN_COURS},
    ],
)
def test_agre_03_laisse_les_autres(champs: dict[str, StrEnum]) -> None:
    dossier = b.a_convoquer(agrement=b.agrement(**champs))
    assert "agrements" not in effets(Contexte(dossier, JOUR, Geste.CREER_SESSION))


@pytest.mark.parametrize(
    ("statut", "debut", "fin", "apres"),
    [
        (S.EN_PREPARATION, date(2020, 3, 16), date(2020, 3, 16), S.ANNULEE),
        (S.EN_PREPARATION, date(2020, 3, 16), date(2020, 3, 17), S.ANNULEE),
        (S.EN_PREPARATION, date(2020, 3, 16), date(2020, 3, 18), None),
        (S.EN_PREPARATION, date(2020, 3, 17), date(2020, 3, 17), None),
        (S.DTE_DEMANDE, date(2020, 3, 15), date(2020, 3, 16), None),
        (S.TERMINEE, date(2020, 3, 15), date(2020, 3, 16), None),
    ],
)
def test_sess_14(statut: S, debut: date, fin: date, apres: S | None) -> None:
    session = suivie(statut, debut, fin)
    effet = change(Geste.MESURES_2020, sessions=(session,))
    assert effet == ({"sessions": (replace(session, statut=apres),)} if apres else {})


@pytest.mark.parametrize(
    ("statut", "debut", "fin", "reportee"),
    [
        (S.DTE_DEMANDE, date(2019, 12, 31), date(2020, 3, 20), False),
        (S.DTE_DEMANDE, date(2020, 1, 1), date(2020, 3, 16), False),
        (S.DTE_DEMANDE, date(2020, 1, 1), date(2020, 3, 17), True),
        (S.CONVOCATIONS_ENVOYEES, date(2020, 2, 29), date(2020, 3, 18), True),
        (S.DTE_DEMANDE, date(2020, 5, 30), date(2020, 5, 31), True),
        (S.DTE_DEMANDE, date(2020, 5, 31), date(2020, 6, 2), True),
        (S.DTE_DEMANDE, date(2020, 6, 1), date(2020, 6, 2), False),
        (S.DTE_DEMANDE, date(2020, 5, 31), date(2020, 8, 23), True),
        (S.DTE_DEMANDE, date(2020, 5, 31), date(2020, 8, 24), False),
        (S.EN_PREPARATION, date(2020, 5, 4), date(2020, 5, 5), False),
        (S.TERMINEE, date(2020, 5, 4), date(2020, 5, 5), False),
    ],
)
def test_sess_15(statut: S, debut: date, fin: date, reportee: bool) -> None:
    session = suivie(statut, debut, fin)
    effet = change(Geste.MESURES_2020, sessions=(session,))
    attendue = replace(session, fin=date(2020, 8, 24), fin_reportee=True)
    assert effet == ({"sessions": (attendue,)} if reportee else {})


def test_titr_01_ne_deplace_que_ce_qui_etait_aligne() -> None:
    ancienne, nouvelle = date(2024, 2, 29), date(2025, 2, 28)
    agrements = tuple(b.agrement(id=str(ecart), fin=ancienne.replace(day=29 + ecart)) for ecart in (-1, 0))
    habilitations = tuple(
        HabilitationDesignee(Portee.TITRE, "TP-01303", JOUR, fin, id=f"H{fin.day}")
        for fin in (date(2024, 2, 28), ancienne, date(2024, 3, 1))
    )
    fins = {"ancienne_fin": ancienne, "nouvelle_fin": nouvelle}
    assert change(Geste.CHANGER_FIN_TITRE, agrements=agrements, habilitations=habilitations, **fins) == {
        "agrements": (replace(agrements[1], fin=nouvelle),),
        "habilitations": (replace(habilitations[1], fin=nouvelle),),
    }
    assert change(Geste.CHANGER_FIN_TITRE, agrements=agrements[:1], **fins) == {}


@pytest.mark.parametrize(
    ("statut", "decision", "apres"),
    [
        (S.EN_PREPARATION, date(2020, 2, 28), S.SUSPENDUE),
        (S.DTE_DEMANDE, date(2020, 2, 29), S.SUSPENDUE),
        (S.CONVOCATIONS_ENVOYEES, date(2020, 3, 2), S.SUSPENDUE),
        (S.CONVOCATIONS_ENVOYEES, date(2020, 3, 3), None),
        (S.TERMINEE, date(2020, 2, 29), None),
        (S.VALIDEE, date(2020, 2, 28), None),
        (S.ANNULEE, date(2020, 2, 28), None),
        (S.SUSPENDUE, date(2020, 2, 28), None),
    ],
)
def test_agre_01(statut: S, decision: date, apres: S | None) -> None:
    session = suivie(statut, date(2020, 2, 29), date(2020, 3, 2))
    effet = change(Geste.SUSPENDRE_AGREMENT, sessions=(session,), date_decision=decision)
    attendue = replace(session, statut=apres, statut_avant_suspension=statut) if apres else None
    assert effet == ({"sessions": (attendue,)} if apres else {})


@pytest.mark.parametrize(
    ("geste", "avant", "apres"),
    [
        (Geste.SUSPENDRE_AGREMENT, StatutAgrement.VALIDE, StatutAgrement.SUSPENDU),
        (Geste.SUSPENDRE_AGREMENT, StatutAgrement.ECHU, StatutAgrement.SUSPENDU),
        (Geste.SUSPENDRE_AGREMENT, StatutAgrement.RETIRE, None),
        (Geste.SUSPENDRE_AGREMENT, StatutAgrement.SUSPENDU, None),
        (Geste.RETABLIR_AGREMENT, StatutAgrement.SUSPENDU, StatutAgrement.VALIDE),
        (Geste.RETABLIR_AGREMENT, StatutAgrement.RETIRE, None),
    ],
)
def test_agre_01_et_02_rendent_l_agrement(geste: Geste, avant: StatutAgrement, apres: StatutAgrement | None) -> None:
    agrement = b.agrement(statut=avant)
    effet = change(geste, agrement=agrement, date_decision=JOUR)
    assert effet == ({"agrements": (replace(agrement, statut=apres),)} if apres else {})


def test_agre_01_sans_date_vaut_pour_aujourd_hui() -> None:
    session = suivie(S.DTE_DEMANDE, JOUR, JOUR)
    assert seule(change(Geste.SUSPENDRE_AGREMENT, sessions=(session,))).statut is S.SUSPENDUE
    assert change(Geste.SUSPENDRE_AGREMENT, jour=date(2020, 7, 2), sessions=(session,)) == {}


@pytest.mark.parametrize(
    ("decision", "apres"),
    [
        (date(2020, 2, 28), S.DTE_DEMANDE),
        (date(2020, 2, 29), S.ANNULEE),
        (date(2020, 3, 1), S.ANNULEE),
        (date(2020, 3, 2), S.ANNULEE),
        (date(2020, 3, 3), None),
    ],
)
def test_agre_02(decision: date, apres: S | None) -> None:
    session = suivie(S.SUSPENDUE, date(2020, 2, 29), date(2020, 3, 2), statut_avant_suspension=S.DTE_DEMANDE)
    effet = change(Geste.RETABLIR_AGREMENT, sessions=(session,), date_decision=decision)
    assert effet == {} if apres is None else seule(effet).statut is apres


def test_agre_02_laisse_les_sessions_qui_n_etaient_pas_suspendues() -> None:
    sessions = tuple(suivie(statut, JOUR, JOUR) for statut in S if statut is not S.SUSPENDUE)
    assert change(Geste.RETABLIR_AGREMENT, sessions=sessions, date_decision=date(2020, 1, 1)) == {}


def cherche(jour: date, *habilitations: Habilitation) -> tuple[Jure, ...]:
    jures = change(Geste.RECHERCHER_JURES, jour, jures=(b.jure(habilitations=habilitations),))["jures"]
    assert isinstance(jures, tuple)
    return jures


@pytest.mark.parametrize(
    ("fin", "jour", "montre"),
    [
        (date(2021, 4, 28), date(2021, 4, 28), True),
        (date(2021, 4, 28), date(2023, 4, 28), True),
        (date(2021, 4, 28), date(2023, 4, 29), False),
        (date(2021, 4, 27), date(2021, 4, 27), True),
        (date(2021, 4, 27), date(2021, 4, 28), False),
        (date(2021, 4, 27), date(2021, 4, 29), True),
        (date(2021, 4, 27), date(2021, 10, 26), True),
        (date(2021, 4, 27), date(2021, 10, 27), True),
        (date(2021, 4, 27), date(2021, 10, 28), False),
        (date(2022, 1, 1), date(2021, 12, 1), True),
    ],
)
def test_jury_01(fin: date, jour: date, montre: bool) -> None:
    assert bool(cherche(jour, b.habilitation(fin=fin))) is montre


@pytest.mark.parametrize(("jour", "montre"), [(27, True), (28, True), (29, False)])
@pytest.mark.parametrize("fin", [date(2023, 8, 28), date(2023, 8, 29), date(2023, 8, 31)])
def test_jury_01_six_mois_finissent_au_plus_tard_en_fevrier(fin: date, jour: int, montre: bool) -> None:
    """Six months after the end of August are at most the last day of February, which a leap year puts off."""
    titre = b.titre(fin_validite=date(2023, 12, 31))
    jures = (b.jure(habilitations=(b.habilitation(fin=fin),)),)
    contexte = Contexte(
        Extrait(titre=titre), date(2024, 2, jour), Geste.RECHERCHER_JURES, parametres=Parametres(jures=jures)
    )
    assert bool(effets(contexte)["jures"]) is (montre or fin.day > 28)


@pytest.mark.parametrize(
    "detenue",
    [
        b.habilitation(code="TP-00140"),
        b.habilitation(portee=Portee.CCS, code=b.CCS_1),
        b.habilitation(statut=StatutHabilitation.BROUILLON),
        b.habilitation(statut=StatutHabilitation.SUSPENDUE),
    ],
)
def test_jury_01_ne_montre_que_les_habilites_sur_le_titre(detenue: Habilitation) -> None:
    jour = date(2021, 6, 1)
    assert cherche(jour, detenue) == ()
    assert len(cherche(jour, detenue, b.habilitation())) == 1


def test_jury_01_cherche_parmi_les_jures_du_dossier_a_defaut_d_autres() -> None:
    contexte = Contexte(Extrait(titre=b.titre(), jures=b.jures()), date(2021, 6, 1), Geste.RECHERCHER_JURES)
    assert [jure.id for jure in effets(contexte)["jures"]] == ["J000001", "J000002"]  # type: ignore[attr-defined]


def test_habi_13_donne_la_fin_qui_compte_et_garde_la_fin_affichee() -> None:
    alignee, avant = b.habilitation(), b.habilitation(fin=date(2021, 4, 27))
    ccs, autre = b.habilitation(portee=Portee.CCS, code=b.CCS_1), b.habilitation(code="TP-00140")
    jure = b.jure(habilitations=(alignee, avant, ccs, autre))
    dossier = b.a_convoquer(jures=(b.jure(habilitations=(avant,)),))
    contexte = Contexte(dossier, JOUR, Geste.INSCRIRE_JURE, parametres=Parametres(jure=jure))
    changes: dict[str, Any] = effets(contexte)
    (rendu,) = changes["jures"]
    fins = [getattr(detenue, "fin_effective", None) for detenue in rendu.habilitations]
    assert fins == [date(2023, 4, 28), None, date(2023, 4, 28), None]
    assert [detenue.fin for detenue in rendu.habilitations] == [detenue.fin for detenue in jure.habilitations]
    assert isinstance(rendu.habilitations[0], HabilitationProlongee)
    assert effets(Contexte(dossier, JOUR, Geste.INSCRIRE_JURE)) == {}


def test_les_effets_de_la_vie_des_sessions_sont_eprouves_ici() -> None:
    ici = {
        "SESS-01",
        "SESS-20",
        *(f"HABI-{rang:02}" for rang in range(1, 7)),
        "SESS-14",
        "SESS-15",
        "TITR-01",
        "AGRE-01",
        "AGRE-02",
        "AGRE-03",
        "HABI-13",
        "JURY-01",
    }
    ailleurs = {"CAND-02", "CONV-02", "PARC-04", "REMI-02", "AUTO-01"}  # tests/domain/regles/test_effets.py
    assert {code for code, regle in REGLES.items() if regle.donnees} == ici | ailleurs
