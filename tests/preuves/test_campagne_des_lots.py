"""A hundred deaths of lots of two hundred sessions: group, parent, child, worker; nothing lost, nothing twice.

``MORTS``, ``SESSIONS`` and ``GRAINE`` change the size and the draw; ``DUREE_S`` bounds the time of killing.
"""

from __future__ import annotations

from pathlib import Path

from tests.ampleur import regle
from tests.campagnes import CIBLES, garder, tuer_des_lots
from tests.cli.pilote import nouveau_poste

MORTS, SESSIONS, GRAINE = (
    regle("MORTS", 100, len(CIBLES)),
    regle("SESSIONS", 200, 20),
    regle("GRAINE", 20_261_128, entiere=True),
)
DUREE_S = regle("DUREE_S", 24 * 3600, entiere=True)
AU_MILIEU = 0.6


def test_cent_morts_de_lots(tmp_path: Path) -> None:
    vues = tuer_des_lots(nouveau_poste(tmp_path), MORTS, SESSIONS, GRAINE, duree_s=DUREE_S)
    assert vues.cibles.total() == MORTS
    assert set(vues.cibles) == set(CIBLES)
    assert vues.au_milieu >= AU_MILIEU * MORTS
    garder("Morts de lots", graine=GRAINE, cibles=dict(vues.cibles), au_milieu=vues.au_milieu, lots=vues.lots)
