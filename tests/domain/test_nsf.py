from __future__ import annotations

import pytest

from docgen.domain.referentiels.nsf import GROUPES, SOUS_GROUPES, est_bien_forme, libelle_nsf


@pytest.mark.parametrize("code", ["311u", "320", "326t", "100a", "422z", "255n", "334p"])
def test_codes_bien_formes(code: str) -> None:
    assert est_bien_forme(code)


@pytest.mark.parametrize(
    "code", ["", "31", "3111", "311U", "311 u", "u311", "311h", "311l", "311o", "311q", "311x", "311y", "311uu", "٣١١"]
)
def test_codes_mal_formes(code: str) -> None:
    assert not est_bien_forme(code)


@pytest.mark.parametrize(
    ("code", "libelle"),
    [
        ("311u", "Conduite des véhicules, engins de manutention et de levage"),
        ("311t", "Transport, manutention, magasinage"),
        ("320", "Communication plurivalent"),
        ("999", None),
        ("999u", None),
        ("", None),
    ],
)
def test_libelle_propre_puis_du_groupe_puis_aucun(code: str, libelle: str | None) -> None:
    assert libelle_nsf(code) == libelle


def test_tables_sont_coherentes() -> None:
    assert all(est_bien_forme(code) and len(code) == 3 for code in GROUPES)
    assert all(est_bien_forme(code) and len(code) == 4 and code[:3] in GROUPES for code in SOUS_GROUPES)
    assert all(
        libelle.strip() == libelle and libelle[0].isupper() for libelle in (*GROUPES.values(), *SOUS_GROUPES.values())
    )


def test_nomenclature_est_entiere() -> None:
    """The groups listed in ``domaine.md`` §5: 4 domains, every domain of 3 digits under a field of 2."""
    assert {code[0] for code in GROUPES} == {"1", "2", "3", "4"}
    assert len({code[:2] for code in GROUPES}) == 17
