"""Names of places are compared as people write them."""

from __future__ import annotations

import pytest

from docgen.domain.referentiels.communes import cle_commune, est_pays_france, est_pays_reunion, plier


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("Saint-Étienne", "ST ETIENNE"),
        ("St. Denis", "saint-denis"),
        ("Ste-Suzanne", "Sainte-Suzanne"),
        ("L’Haÿ-les-Roses", "L'HAY LES ROSES"),
        ("Œting", "OETING"),
        ("Paris 12e arrondissement", "Paris"),
        ("Lyon 3ème", "LYON"),
        ("Marseille 1er Arrondissement", "Marseille"),
    ],
)
def test_meme_commune(un: str, autre: str) -> None:
    assert cle_commune(un) == cle_commune(autre)


@pytest.mark.parametrize(
    ("un", "autre"), [("Saint-Denis", "Saint-Paul"), ("Paris", "Paris-l’Hôpital"), ("Stains", "Saintains")]
)
def test_communes_differentes(un: str, autre: str) -> None:
    assert cle_commune(un) != cle_commune(autre)


def test_pays() -> None:
    assert est_pays_france("France")
    assert not est_pays_france("Île-de-France")
    assert est_pays_reunion("LA RÉUNION")
    assert est_pays_reunion("Réunion")
    assert not est_pays_reunion("France")


def test_un_nom_sans_lettre_latine_ne_se_vide_pas() -> None:
    assert plier("Αθήνα") == "αθήνα"
