"""Sixty spoilt payloads and acts on a real service; ``tests/preuves`` sends twenty thousand, among other proofs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campagnes import envoyer_des_charges_gatees
from tests.preuves.toutes import jouer, parties
from tests.service.http.serveur import servir


def test_soixante_charges_et_actes_gates(tmp_path: Path) -> None:
    with servir(tmp_path, DOCGEN_TRAVAUX_MAX="1000") as serveur:
        statuts = envoyer_des_charges_gatees(serveur, 60, 11)
    assert statuts.total() == 60
    assert {201, 422} <= set(statuts)


def test_une_preuve_qui_echoue_n_arrete_pas_les_autres_et_se_dit(capfd: pytest.CaptureFixture[str]) -> None:
    rate, tient = ["-c", "raise SystemExit(3)"], ["-c", "print('faite')"]
    assert jouer({"premiere": [rate, tient], "seconde": [tient]}, 5) == 1
    dits = capfd.readouterr().out.splitlines()
    assert dits.count("faite") == 2
    assert "✗ premiere" in dits[-2]
    assert "code 3 : AMPLEUR=1 PARTIES=premiere make proofs" in dits[-2]
    assert "✓ seconde" in dits[-1]
    assert jouer({"seconde": [tient]}, 5) == 0
    assert {"charge", "deux_centres", "morts_du_service", "annee"} <= parties(5).keys()
