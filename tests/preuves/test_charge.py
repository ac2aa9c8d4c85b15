"""64 callers at once on controls and documents for a minute: nothing but answers and 429, and memory stays flat."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.charge import ECHAUFFEMENT_S, relever

SECONDES = 60
ATTENTE_MAX_S = 30  # for the last answers
CROISSANCE_MAX, MARGE_MO = 1.10, 30


def test_une_minute_de_soixante_quatre_appelants(tmp_path: Path) -> None:
    debut = time.monotonic()
    releve = relever(tmp_path, SECONDES)
    duree = time.monotonic() - debut
    chiffres = releve.en_json()
    print(chiffres)
    for genre, statuts in releve.statuts.items():
        assert set(statuts) <= {200, 429}, (genre, statuts)
        assert statuts[200] > SECONDES, (genre, statuts)
    memoire = chiffres["memoire_mo"]
    assert memoire["dernier_tiers"] <= memoire["premier_tiers"] * CROISSANCE_MAX + MARGE_MO, releve.memoire_mo
    assert duree < SECONDES + ECHAUFFEMENT_S + ATTENTE_MAX_S
