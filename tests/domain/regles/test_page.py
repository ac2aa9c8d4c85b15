"""The published rule book."""

from __future__ import annotations

from docgen.domain.regles import MODULES
from docgen.domain.regles.page_regles import page
from docgen.domain.regles.registry import REGLES, regles_du_geste
from docgen.domain.regles.vocabulaire import Geste
from tests.maison.arbre import RACINE


def test_chaque_regle_y_est_en_entier() -> None:
    texte = page()
    for regle in REGLES.values():
        _, _, reste = texte.partition(f"### {regle.code}\n")
        article = reste.partition("\n### ")[0]
        assert regle.enonce in article
        assert regle.source in article
        assert (regle.note or "") in article
        assert all(f"`{geste.value}`" in article for geste in regle.gestes)
        assert ("règle locale" in article) is regle.locale


def test_la_page_publiee_a_chaque_regle_et_ses_gestes() -> None:
    publiee = (RACINE / "docs" / "regles.md").read_text(encoding="utf-8")
    for code, regle in REGLES.items():
        assert f"\n### {code}\n" in publiee
        assert regle.gestes, f"{code} guards no act"


def test_chaque_geste_est_garde() -> None:
    assert all({"CAND-01", "CAND-02"} < {regle.code for regle in regles_du_geste(geste)} for geste in Geste)


def test_ce_qui_n_est_pas_controle_est_dit() -> None:
    _, _, fin = page().partition("## Ce que les sources demandent")
    for module in MODULES:
        assert all(f"- {phrase}\n" in fin for phrase in module.NON_CONTROLE)


def test_la_page_ne_change_pas_d_un_appel_a_l_autre() -> None:
    assert page() == page()
    assert page().endswith(".\n")
