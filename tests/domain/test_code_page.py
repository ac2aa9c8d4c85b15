"""The code of a page: its text, what is read of it, and what is not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.domain.papiers.code_page import CHIFFRES, PAGES_MAX, CodePage, codes_de_pages, identifiant_emission

EMISSION = identifiant_emission(b'{"type": "pv_general"}')
CODES = st.builds(
    lambda emission, page, plus, brouillon: CodePage(f"{emission:0{CHIFFRES}d}", page, page + plus, brouillon),
    st.integers(0, 10**CHIFFRES - 1),
    st.integers(1, PAGES_MAX // 2),
    st.integers(0, PAGES_MAX // 2),
    st.booleans(),
)


@given(CODES)
def test_un_code_ecrit_se_relit(code: CodePage) -> None:
    assert CodePage.lire(str(code)) == code
    assert len(str(code)) == CHIFFRES + 11  # as many as a symbol of 18 modules holds


@given(CODES, st.data())
def test_un_chiffre_change_ou_deux_voisins_echanges_ne_se_lisent_pas(code: CodePage, tire: st.DataObject) -> None:
    texte = str(code)
    rang = tire.draw(st.integers(0, len(texte) - 2))
    autre = tire.draw(st.sampled_from([chiffre for chiffre in "0123456789" if chiffre != texte[rang]]))
    assert CodePage.lire(texte[:rang] + autre + texte[rang + 1 :]) is None
    if texte[rang] != texte[rang + 1]:
        assert CodePage.lire(texte[:rang] + texte[rang + 1] + texte[rang] + texte[rang + 2 :]) is None


@pytest.mark.parametrize(
    "texte", ["", "0" * 36, "https://docgen.exemple.test", str(CodePage(EMISSION, 3, 2)), str(CodePage(EMISSION, 0, 2))]
)
def test_ce_qui_n_est_pas_un_code_de_page_ne_se_lit_pas(texte: str) -> None:
    assert CodePage.lire(texte) is None


def test_les_pages_d_un_document_se_suivent() -> None:
    codes = [CodePage.lire(texte) for texte in codes_de_pages(EMISSION, 3, brouillon=True)]
    assert codes == [CodePage(EMISSION, page, 3, True) for page in (1, 2, 3)]
    assert codes_de_pages(None, 3) == []


def test_un_identifiant_suit_de_ce_que_dit_le_papier() -> None:
    assert identifiant_emission(b'{"type": "pv_general"}') == EMISSION
    assert identifiant_emission(b'{"type": "pv_individuel"}') != EMISSION
