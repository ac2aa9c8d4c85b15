"""Instants are told in the operator's zone, whatever the machine's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.site.gabarits import instant_lisible
from service.verification.langues import instant_dit
from tests.pages.site import insecables

SOIR = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fuseau", "attendu"),
    [
        ("Europe/Paris", "27 novembre 2026 à 23 h 30"),
        ("Indian/Reunion", "28 novembre 2026 à 2 h 30"),
        ("America/Cayenne", "27 novembre 2026 à 19 h 30"),
    ],
)
def test_un_instant_se_lit_a_l_heure_de_l_exploitant(fuseau: str, attendu: str) -> None:
    assert insecables(instant_lisible(SOIR, fuseau)) == attendu
    assert insecables(instant_lisible(SOIR.isoformat(), fuseau)) == attendu
    assert insecables(instant_dit(SOIR, "fr", fuseau)) == attendu
