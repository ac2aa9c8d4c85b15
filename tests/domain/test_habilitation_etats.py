"""The machine of habilitations: what is expected in every state, for every action, is written down here by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from docgen.domain.demarche import Extrait, Parametres
from docgen.domain.habilitation import Action, StatutHabilitation
from docgen.domain.habilitation_etats import ACTIONS, Situation, en_prolongation, situation
from docgen.domain.regles.registry import controler
from docgen.domain.regles.vocabulaire import Contexte, Geste, Gravite
from tests import builders as b

S, A = StatutHabilitation, Action
ALIGNEE, AVANT = date(2021, 4, 28), date(2021, 4, 27)
EN_COURS, PROLONGE, HORS = date(2021, 4, 28), date(2021, 4, 29), date(2023, 4, 29)
# State, shown end, today, the rule that refuses, and the actions that are possible; all others are refused.
TABLE = [
    (S.BROUILLON, ALIGNEE, EN_COURS, "HABI-01", {A.VALIDER, A.SUPPRIMER}),
    (S.BROUILLON, AVANT, HORS, "HABI-01", {A.VALIDER, A.SUPPRIMER}),
    (S.SUSPENDUE, ALIGNEE, EN_COURS, "HABI-02", {A.REACTIVER}),
    (S.SUSPENDUE, AVANT, PROLONGE, "HABI-02", {A.REACTIVER}),
    (S.ACTIVE, ALIGNEE, EN_COURS, "HABI-03", {A.METTRE_EN_BROUILLON, A.SUSPENDRE}),
    (S.ACTIVE, ALIGNEE, PROLONGE, "HABI-03", {A.METTRE_EN_BROUILLON, A.SUSPENDRE}),
    (S.EXPIREE, ALIGNEE, PROLONGE, "HABI-04", {A.SUSPENDRE}),
    (S.EXPIREE, ALIGNEE, date(2023, 4, 28), "HABI-04", {A.SUSPENDRE}),
    (S.EXPIREE, AVANT, EN_COURS, "HABI-05", {A.METTRE_EN_BROUILLON}),
    (S.EXPIREE, ALIGNEE, EN_COURS, "HABI-05", {A.METTRE_EN_BROUILLON}),
    (S.EXPIREE, AVANT, PROLONGE, "HABI-06", {A.METTRE_EN_BROUILLON}),
    (S.EXPIREE, AVANT, date(2023, 4, 28), "HABI-06", {A.METTRE_EN_BROUILLON}),
    (S.EXPIREE, ALIGNEE, HORS, "HABI-07", set()),
    (S.EXPIREE, AVANT, HORS, "HABI-07", set()),
]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(("statut", "fin", "jour", "code", "possibles"), TABLE)
def test_chaque_etat_et_chaque_action(
    statut: StatutHabilitation, fin: date, jour: date, code: str, possibles: set[Action], action: Action
) -> None:
    parametres = Parametres(habilitation=b.habilitation(statut=statut, fin=fin), action=action)
    contexte = Contexte(Extrait(titre=b.titre()), jour, Geste.CHANGER_HABILITATION, parametres=parametres)
    refus = [m.regle for m in controler(contexte) if m.gravite is Gravite.BLOQUANT]
    assert refus == ([] if action in possibles else [code])


def test_la_table_couvre_tous_les_etats() -> None:
    vus = {situation(b.habilitation(statut=s, fin=fin), b.titre(), jour) for s, fin, jour, _, _ in TABLE}
    assert vus == set(Situation) == set(ACTIONS)
    assert {code for _, _, _, code, _ in TABLE} == {f"HABI-0{rang}" for rang in range(1, 8)}


@pytest.mark.parametrize("ecart", [-1, 0, 1])
def test_la_prolongation_commence_apres_la_fin_et_finit_un_29_fevrier(ecart: int) -> None:
    titre = b.titre(fin_validite=date(2022, 2, 28))
    assert en_prolongation(titre, date(2022, 2, 28) + timedelta(ecart)) is (ecart > 0)
    bissextile = b.titre(fin_validite=date(2024, 2, 29))
    assert en_prolongation(bissextile, date(2026, 2, 28) + timedelta(ecart)) is (ecart <= 0)
