"""A unique index that lost a row finds no paper that is there: the number is given twice, and the check must see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from docgen.registre.connexion import lire_adresse
from docgen.registre.ouverture_registre import ouvrir_registre
from tests.registre.lieux import JOUR, demande, emission, nouveau_lieu


def _ordonner(url: str, *ordres: str) -> None:
    moteur = create_engine(lire_adresse(url), isolation_level="AUTOCOMMIT")
    with moteur.connect() as connexion:
        for ordre in ordres:
            connexion.exec_driver_sql(ordre)
    moteur.dispose()


def test_un_index_de_sqlite_qui_a_perdu_une_ligne(tmp_path: Path) -> None:
    lieu = nouveau_lieu("sqlite", tmp_path)
    registre = lieu.ouvrir()
    registre.attribuer([demande(rang) for rang in range(1, 4)], JOUR)
    assert registre.verifier() == []
    registre.fermer()
    moteur = create_engine(lire_adresse(lieu.url), isolation_level="AUTOCOMMIT")
    with moteur.connect() as connexion:
        (nom, page, table) = connexion.exec_driver_sql(
            "SELECT name, rootpage, tbl_name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'emissions' "
            "AND sql IS NOT NULL LIMIT 1"
        ).one()
        connexion.exec_driver_sql("PRAGMA writable_schema = ON")
        connexion.exec_driver_sql(f"CREATE TABLE sauve AS SELECT * FROM sqlite_master WHERE name = '{nom}'")
        connexion.exec_driver_sql(f"DELETE FROM sqlite_master WHERE name = '{nom}'")
    moteur.dispose()
    assert (page > 0, table) == (True, "emissions")
    lieu.ouvrir().consigner([emission()])
    _ordonner(lieu.url, "PRAGMA writable_schema = ON", "INSERT INTO sqlite_master SELECT * FROM sauve")
    anomalies = lieu.ouvrir().verifier()
    assert any("Base abîmée" in anomalie and nom in anomalie for anomalie in anomalies), anomalies


@pytest.mark.parametrize("avec_amcheck", [True, False])
def test_un_index_de_postgresql_qui_a_perdu_une_ligne(avec_amcheck: bool, tmp_path: Path) -> None:
    lieu = nouveau_lieu("postgresql", tmp_path)
    registre = lieu.ouvrir()
    registre.attribuer([demande(rang) for rang in range(1, 4)], JOUR)
    if avec_amcheck:
        _ordonner(lieu.url, "CREATE EXTENSION amcheck")
    assert registre.verifier() == []
    registre.fermer()
    perdre = "UPDATE pg_index SET indisready = {oui} WHERE indexrelid = 'compteurs_pkey'::regclass"
    _ordonner(
        lieu.url,
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
        lieu.url,
        "CREATE EXTENSION amcheck",
        "CREATE ROLE sans_droit",
        "GRANT USAGE ON SCHEMA public TO sans_droit",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO sans_droit",
    )
    assert ouvrir_registre(f"{lieu.url}&options=-crole%3Dsans_droit", lieu.cles).verifier() == []
