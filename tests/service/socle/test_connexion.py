"""The service's tables in the register's database: built by migrations, beside the register's, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Table, text

from docgen.errors import InstallationIncomplete, RegistreAltere, RegistreIndisponible
from docgen.registre.registre import RegistreSql
from docgen.registre.tables import metadata as tables_du_registre
from service.socle.donnees import Base, ouvrir_base
from service.socle.tables import TABLE_VERSION, VERSION, metadata
from tests.attente import en_meme_temps
from tests.registre.lieux import JOUR, Lieu, demande

LIGNE = "INSERT INTO audit (horodatage, appelant, role, acte, objet, statut, reference) VALUES "
VALEURS = "('2026-03-02T10:00:00', 'ceres', 'ceres', 'POST', 'lots', 202, 'r1')"


def _du_service(objet: object, nom: str | None, genre: str, _reflet: bool, _autre: object) -> bool:
    registre = {*tables_du_registre.tables, "version_registre", TABLE_VERSION}
    return not (genre == "table" and isinstance(objet, Table) and nom in registre)


def test_les_migrations_construisent_les_tables_decrites(registre: RegistreSql) -> None:
    base = Base(registre.connexion.moteur)
    with base.lecture() as ouverte:
        options = {"version_table": TABLE_VERSION, "include_object": _du_service}
        contexte = MigrationContext.configure(ouverte, opts=options)
        assert compare_metadata(contexte, metadata) == []
        assert contexte.get_current_revision() == VERSION
    registre.attribuer([demande()], JOUR)
    assert registre.verifier() == []


def test_des_tables_plus_recentes_sont_refusees(lieu: Lieu) -> None:
    base = ouvrir_base(lieu.url)
    with base.ecriture() as ouverte:
        ouverte.execute(text(f"UPDATE {TABLE_VERSION} SET version_num = '9999'"))
    with pytest.raises(InstallationIncomplete, match=r"schéma 9999, connu : 0001.*Mettez Docgen à jour"):
        ouvrir_base(lieu.url)


def test_plusieurs_ouvertures_a_la_fois_ne_font_qu_un_schema(lieu: Lieu) -> None:
    assert en_meme_temps(lambda _: ouvrir_base(lieu.url).fermer(), 6) == [None] * 6


@pytest.mark.parametrize("ordre", ["UPDATE audit SET statut = 200", "DELETE FROM audit"])
def test_l_audit_ne_se_reecrit_pas(lieu: Lieu, ordre: str) -> None:
    base = ouvrir_base(lieu.url)
    with base.ecriture() as ouverte:
        ouverte.execute(text(LIGNE + VALEURS))
    with pytest.raises((RegistreAltere, RegistreIndisponible)), base.ecriture() as ouverte:
        ouverte.execute(text(ordre))
    with base.ecriture() as ouverte:
        ouverte.execute(text(LIGNE + VALEURS))
    with base.lecture() as ouverte:
        assert ouverte.execute(text("SELECT rang, statut FROM audit ORDER BY rang")).all() == [(1, 202), (2, 202)]


def test_remplacer_une_ligne_de_l_audit_est_refuse_aussi(tmp_path: Path) -> None:
    base = ouvrir_base(f"sqlite:///{tmp_path}/docgen.db")
    with base.ecriture() as ouverte:
        ouverte.execute(text(LIGNE + VALEURS))
    remplacer = LIGNE.replace("INSERT", "INSERT OR REPLACE").replace("(horodatage", "(rang, horodatage")
    with pytest.raises((RegistreAltere, RegistreIndisponible)), base.ecriture() as ouverte:
        ouverte.execute(text(remplacer + VALEURS.replace("(", "(1, ", 1)))
