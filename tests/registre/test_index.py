"""A unique index that lost a row finds no paper that is there: the number is given twice, and the check must see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.registre.ouverture_registre import ouvrir_registre
from tests.registre.lieux import JOUR, Lieu, demande, emission, nouveau_lieu


def _ordonner(lieu: Lieu, *ordres: str) -> None:
    with lieu.base() as base:
        for ordre in ordres:
            base.exec_driver_sql(ordre)


def test_un_index_de_sqlite_qui_a_perdu_une_ligne(tmp_path: Path) -> None:
    lieu = nouveau_lieu("sqlite", tmp_path)
    registre = lieu.ouvrir()
    registre.attribuer([demande(rang) for rang in range(1, 4)], JOUR)
    assert registre.verifier() == []
    registre.fermer()
    with lieu.base() as base:
        (nom, page, table) = base.exec_driver_sql(
            "SELECT name, rootpage, tbl_name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'emissions' "
            "AND sql IS NOT NULL LIMIT 1"
        ).one()
        base.exec_driver_sql("PRAGMA writable_schema = ON")
        base.exec_driver_sql(f"CREATE TABLE sauve AS SELECT * FROM sqlite_master WHERE name = '{nom}'")
        base.exec_driver_sql(f"DELETE FROM sqlite_master WHERE name = '{nom}'")
    assert (page > 0, table) == (True, "emissions")
    lieu.ouvrir().consigner([emission()])
    _ordonner(lieu, "PRAGMA writable_schema = ON", "INSERT INTO sqlite_master SELECT * FROM sauve")
    anomalies = lieu.ouvrir().verifier()
    assert any("Base abîmée" in anomalie and nom in anomalie for anomalie in anomalies), anomalies


@pytest.mark.parametrize("avec_amcheck", [True, False])
def test_un_index_de_postgresql_qui_a_perdu_une_ligne(avec_amcheck: bool, tmp_path: Path) -> None:
    lieu = nouveau_lieu("postgresql", tmp_path)
    registre = lieu.ouvrir()
    registre.attribuer([demande(rang) for rang in range(1, 4)], JOUR)
    if avec_amcheck:
        _ordonner(lieu, "CREATE EXTENSION amcheck")
    assert registre.verifier() == []
    registre.fermer()
    perdre = "UPDATE pg_index SET indisready = {oui} WHERE indexrelid = 'compteurs_pkey'::regclass"
    _ordonner(
        lieu,
        perdre.format(oui="false"),
        "INSERT INTO compteurs SELECT * FROM compteurs LIMIT 1",
        perdre.format(oui="true"),
    )
    anomalies = lieu.ouvrir().verifier()
    assert any("2 lignes ont la même valeur" in anomalie and "compteurs" in anomalie for anomalie in anomalies)
    assert any("Index « compteurs_pkey » abîmé" in anomalie for anomalie in anomalies) is avec_amcheck


def test_sans_le_droit_d_amcheck_rien_n_est_dit_abime(tmp_path: Path) -> None:
    lieu = nouveau_lieu("postgresql", tmp_path)
    lieu.ouvrir().attribuer([demande(1)], JOUR)
    _ordonner(
        lieu,
        "CREATE EXTENSION amcheck",
        "CREATE ROLE sans_droit",
        "GRANT USAGE ON SCHEMA public TO sans_droit",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO sans_droit",
    )
    assert ouvrir_registre(f"{lieu.url}&options=-crole%3Dsans_droit", lieu.cles).verifier() == []
