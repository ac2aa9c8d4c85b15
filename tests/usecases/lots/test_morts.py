"""A few deaths of small lots, always the same: the size of ``tests/preuves`` is a hundred."""

from __future__ import annotations

from pathlib import Path

from tests.campagnes import tuer_des_lots
from tests.cli.pilote import nouveau_poste
from tests.usecases.lots.chantier import petite


def test_quatre_morts_d_un_lot(tmp_path: Path) -> None:
    vues = tuer_des_lots(
        nouveau_poste(tmp_path), morts=4, sessions=12, graine=7, faire=lambda rang: petite(rang * 101 % 404 + rang)
    )
    assert vues.cibles == {"groupe": 1, "parent": 1, "enfant": 1, "ouvrier": 1}
    assert vues.au_milieu >= 2
