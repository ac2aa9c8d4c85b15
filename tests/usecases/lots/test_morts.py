"""A few deaths of small lots, always the same: the size of ``tests/preuves`` is a hundred."""

from __future__ import annotations

from pathlib import Path

from tests.campagnes import CIBLES, tuer_des_lots
from tests.cli.pilote import nouveau_poste
from tests.usecases.lots.chantier import petite


def test_quatre_morts_de_petits_lots(tmp_path: Path) -> None:
    vues = tuer_des_lots(nouveau_poste(tmp_path), morts=len(CIBLES), sessions=8, graine=7, faire=petite, recul_s=0.4)
    assert set(vues.cibles) == set(CIBLES)
    assert vues.au_milieu
