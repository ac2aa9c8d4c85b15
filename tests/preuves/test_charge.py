"""64 callers for a minute, and 8 for ten: nothing but answers and 429, fairly shared, and memory stays flat.

``SECONDES`` and ``SECONDES_LONGUES`` change how long.
"""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.charge import ECHAUFFEMENT_S, Releve, relever
from tests.ampleur import regle
from tests.campagnes import garder

SECONDES, SECONDES_LONGUES = regle("SECONDES", 60, 10), regle("SECONDES_LONGUES", 600, 10)
PART_MIN = 0.5  # of the answers of the best served, for the least served of the same kind
ATTENTE_MAX_S = 30  # for the last answers
CROISSANCE_MAX, MARGE_MO = 1.10, 30


def test_une_minute_de_soixante_quatre_appelants(tmp_path: Path) -> None:
    debut = time.monotonic()
    releve = relever(tmp_path, SECONDES)
    duree = time.monotonic() - debut
    for genre, statuts in releve.statuts.items():
        assert set(statuts) <= {200, 429}, (genre, statuts)
        assert statuts[200] > SECONDES, (genre, statuts)
        servis = releve.servis[genre].values()
        assert min(servis) >= PART_MIN * max(servis), (genre, releve.servis[genre])
    exiger_plate(releve)
    assert duree < SECONDES + ECHAUFFEMENT_S + ATTENTE_MAX_S
    garder("64 appelants", **releve.en_json())


def test_dix_minutes_de_huit_appelants(tmp_path: Path) -> None:
    releve = relever(tmp_path, SECONDES_LONGUES, appelants=8)
    tailles = {nom: _octets(tmp_path, nom) for nom in ("docgen.db", "fichiers")}
    for genre, statuts in releve.statuts.items():
        assert set(statuts) <= {200, 429}, (genre, statuts)
    exiger_plate(releve)
    garder("8 appelants", **releve.en_json(), octets=tailles)


def exiger_plate(releve: Releve) -> None:
    """As much memory at the end as at the start."""
    memoire = releve.en_json()["memoire_mo"]
    assert memoire["dernier_tiers"] <= memoire["premier_tiers"] * CROISSANCE_MAX + MARGE_MO, releve.memoire_mo


def _octets(dossier: Path, nom: str) -> int:
    return sum(chemin.stat().st_size for chemin in dossier.rglob(f"*{nom}*") if chemin.is_file()) + sum(
        chemin.stat().st_size for trouve in dossier.rglob(nom) if trouve.is_dir() for chemin in trouve.rglob("*")
    )
