"""One reading of civilities."""

from __future__ import annotations

import pytest

from docgen.domain.personnes import Civilite


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [
        *((texte, Civilite.MONSIEUR) for texte in ("M", "M.", "m.", "Mr", "MONSIEUR", "Monsieur")),
        *((texte, Civilite.MADAME) for texte in ("MME", "Mme", "Mme.", "Madame", "madame", "Mlle")),
        *((texte, Civilite.INCONNUE) for texte in (None, "", "Dr", "Maître", "Mme et M.", "X")),
    ],
)
def test_une_civilite_est_lue_d_une_seule_facon(ecrite: str | None, lue: Civilite) -> None:
    assert Civilite.lire(ecrite) is lue


def test_elle_accorde_ce_qui_l_entoure() -> None:
    accords = [civilite.accorder("né", "née", "né(e)") for civilite in Civilite]
    assert accords == ["né", "née", "né(e)"]
