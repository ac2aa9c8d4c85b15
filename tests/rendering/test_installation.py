from __future__ import annotations

import pytest

from docgen.errors import InstallationIncomplete
from docgen.rendering import fonts, installation
from docgen.rendering.installation import installation_complete, verifier_installation


def test_rien_ne_manque_ici() -> None:
    assert installation_complete() == []


@pytest.mark.parametrize(
    ("bibliotheque", "paquet"),
    [
        ("libpango-1.0.so.0", "libpango-1.0-0"),
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
        ("libharfbuzz.so.0", "libharfbuzz0b"),
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    ],
)
def test_bibliotheque_absente_est_nommee_avec_son_paquet(bibliotheque: str, paquet: str) -> None:
    def ouvrir(nom: str) -> object:
        if nom == bibliotheque:
            raise OSError(nom)
        return nom

    (manque,) = installation_complete(ouvrir)
    assert bibliotheque in manque
    assert f"« {paquet} »" in manque


def test_police_absente_est_un_manque(monkeypatch: pytest.MonkeyPatch) -> None:
    def sans_police() -> tuple[object, ...]:
        raise InstallationIncomplete("La police « X.ttf » est introuvable.")

    monkeypatch.setattr(fonts, "fichiers", sans_police)
    assert installation_complete() == ["La police « X.ttf » est introuvable."]


def test_verifier_dit_tout_a_la_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "installation_complete", lambda: ["Un.", "Deux."])
    with pytest.raises(InstallationIncomplete, match=r"^Un\. Deux\.$"):
        verifier_installation()
