"""The arithmetic of lots."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from docgen.domain.papiers.lots import Comptes, blanches, couper, ecarts, feuilles, plages, total
from docgen.domain.papiers.numero import Numero


@dataclass(frozen=True)
class Session:
    """Some sheets."""

    feuilles: int


@given(st.integers(1, 500))
def test_en_recto_verso_les_pages_et_les_vides_remplissent_les_feuilles(pages: int) -> None:
    assert pages + blanches(pages, recto=False) == 2 * feuilles(pages, recto=False)
    assert (feuilles(pages, recto=True), blanches(pages, recto=True)) == (pages, 0)


@given(st.lists(st.integers(1, 900).map(Session)), st.integers(1, 3000))
def test_une_coupe_ne_perd_rien_et_ne_coupe_aucune_session(sessions: list[Session], par_volume: int) -> None:
    morceaux = list(couper(sessions, par_volume))
    assert [session for morceau in morceaux for session in morceau] == sessions
    assert all(morceaux)
    limite = max(2_000 // par_volume, 1) * par_volume
    assert all(len(morceau) == 1 or sum(un.feuilles for un in morceau) <= limite for morceau in morceaux)


def test_les_comptes_s_ajoutent_et_leurs_ecarts_sont_nommes() -> None:
    un, deux = Comptes(1, 2, 3, 4, 5, 6), Comptes(documents=1, feuilles=1)
    assert total([un, deux]) == Comptes(2, 2, 3, 4, 5, 7)
    assert ecarts(un, un) == {}
    assert ecarts(un, Comptes(1, 2, 3, 4, 0, 7)) == {"blanches": (5, 0), "feuilles": (6, 7)}


def test_les_numeros_qui_se_suivent_font_une_plage() -> None:
    numeros = [str(Numero("", 2026, "974", sequence)) for sequence in (1, 2, 3, 7)]
    livret = str(Numero("L", 2026, "974", 4))
    assert plages([*reversed(numeros), livret]) == (
        (numeros[0], numeros[2], 3),
        (numeros[3], numeros[3], 1),
        (livret, livret, 1),
    )
