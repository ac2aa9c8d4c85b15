"""Sixty spoilt payloads and acts on a real service; ``tests/preuves`` sends twenty thousand."""

from __future__ import annotations

from pathlib import Path

from tests.campagnes import envoyer_des_charges_gatees
from tests.service.http.serveur import servir


def test_soixante_charges_et_actes_gates(tmp_path: Path) -> None:
    with servir(tmp_path, DOCGEN_TRAVAUX_MAX="1000") as serveur:
        statuts = envoyer_des_charges_gatees(serveur, 60, 11)
    assert statuts.total() == 60
    assert {201, 422} <= set(statuts)
