"""Opening a register: addresses, schema, breakdowns."""

from __future__ import annotations

from ctypes import CDLL, c_longlong
from ctypes.util import find_library
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from docgen.errors import InstallationIncomplete, RegistreIndisponible
from docgen.registre.connexion import lire_adresse
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.registre.schema import MIGRATIONS
from docgen.registre.tables import TABLE_VERSION, VERSION, metadata
from service.socle import donnees, tables
from tests.lancement import executer
from tests.postgres import nom_de_base, nouvelle_base, serveur
from tests.registre.lieux import JOUR, MOTEURS, Lieu, demande, lieu_vierge, nouveau_lieu


@pytest.fixture(params=MOTEURS)
def lieu(request: pytest.FixtureRequest, tmp_path: Path) -> Lieu:
    """A place where nothing was ever opened."""
    return lieu_vierge(request.param, tmp_path)


def test_un_nouveau_registre_a_les_tables_decrites(lieu: Lieu) -> None:
    lieu.ouvrir().fermer()
    with lieu.base() as base:
        contexte = MigrationContext.configure(base, opts={"version_table": TABLE_VERSION})
        assert compare_metadata(contexte, metadata) == []
        assert contexte.get_current_revision() == VERSION


@pytest.mark.parametrize(("migrations", "version"), [(MIGRATIONS, VERSION), (donnees.MIGRATIONS, tables.VERSION)])
def test_la_version_attendue_est_la_derniere_migration(migrations: Path, version: str) -> None:
    """Of the register, and of the service's tables."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    assert ScriptDirectory.from_config(config).get_heads() == [version]


def test_un_registre_a_jour_s_ouvre_sans_alembic(lieu: Lieu) -> None:
    lieu.ouvrir().fermer()
    programme = (
        "import sys; from pathlib import Path; from docgen.registre.ouverture_registre import ouvrir_registre;"
        "ouvrir_registre(sys.argv[1], Path(sys.argv[2])); print('alembic' in sys.modules)"
    )
    assert executer(programme, lieu.url, str(lieu.cles), check=True).stdout == "False\n"


@pytest.mark.parametrize("inconnue", ["9999", "0001", "0003"])
def test_un_registre_d_une_version_inconnue_est_refuse_sans_etre_change(lieu: Lieu, inconnue: str) -> None:
    lieu.ouvrir().fermer()
    lieu.falsifier(f"UPDATE {TABLE_VERSION} SET version_num = '{inconnue}'")
    with pytest.raises(InstallationIncomplete, match=rf"schéma {inconnue}, connu : {VERSION}.*Mettez Docgen à jour"):
        lieu.ouvrir()
    with lieu.base() as base:
        assert base.exec_driver_sql(f"SELECT version_num FROM {TABLE_VERSION}").scalar() == inconnue


@pytest.mark.parametrize(
    "url", ["", "n'importe quoi", "mysql://hote/base", "sqlite://", "sqlite:///:memory:", "postgresql+asyncpg://h/b"]
)
def test_une_adresse_inutilisable_dit_laquelle_ecrire(url: str) -> None:
    with pytest.raises(InstallationIncomplete, match="DOCGEN_REGISTRE"):
        ouvrir_registre(url)


@pytest.mark.parametrize("debut", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_s_ecrit_de_trois_facons(debut: str) -> None:
    assert lire_adresse(f"{debut}://u:p@hote/base").drivername == "postgresql+psycopg"


def test_un_serveur_absent_est_une_panne_dite_et_chainee(tmp_path: Path) -> None:
    with pytest.raises(RegistreIndisponible, match="aucun numéro n'a été attribué") as panne:
        ouvrir_registre(f"postgresql://docgen:motdepasse@/base?host={tmp_path}", tmp_path / "cles.json")
    assert panne.value.__cause__ is not None
    assert "motdepasse" not in str(panne.value)


@pytest.mark.parametrize("codage", ["SQL_ASCII", "LATIN1"])
def test_une_base_qui_ne_tient_pas_tous_les_noms_est_refusee(codage: str, tmp_path: Path) -> None:
    base = f"en_{codage.lower()}"
    serveur().ordonner(f"CREATE DATABASE {base} ENCODING '{codage}' TEMPLATE template0")
    adresse = nouvelle_base()
    with pytest.raises(InstallationIncomplete, match=rf"codée en {codage} .*--encoding=UTF8"):
        ouvrir_registre(adresse.replace(nom_de_base(adresse), base), tmp_path / "cles.json")


def test_un_fichier_qui_n_est_pas_une_base_est_une_panne_dite(tmp_path: Path) -> None:
    (tmp_path / "docgen.db").write_bytes(b"ceci n'est pas une base" * 100)
    with pytest.raises(RegistreIndisponible, match="file is not a database"):
        ouvrir_registre(f"sqlite:///{tmp_path}/docgen.db")


def test_un_dossier_absent_est_cree_et_la_base_est_privee(tmp_path: Path) -> None:
    registre = ouvrir_registre(f"sqlite:///{tmp_path}/a/b/docgen.db")
    registre.attribuer([demande()], JOUR)
    assert (tmp_path / "a/b/docgen.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "a/b/docgen.cles.json").stat().st_mode & 0o777 == 0o600


def test_un_dossier_impossible_est_une_panne_dite(tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    with pytest.raises(RegistreIndisponible, match="droits sur son dossier"):
        ouvrir_registre(f"sqlite:///{tmp_path}/fichier/docgen.db")


def test_sqlite_ecrit_sur_le_disque_avant_de_promettre(tmp_path: Path) -> None:
    registre = ouvrir_registre(f"sqlite:///{tmp_path}/docgen.db")
    with registre.connexion.lecture() as connexion:
        assert connexion.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connexion.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connexion.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_ce_qu_une_grande_ecriture_a_lu_n_est_pas_garde(tmp_path: Path) -> None:
    """Its pages would stay in memory for as long as the process lives, up to all that SQLite is granted."""
    sqlite = CDLL(find_library("sqlite3"))
    sqlite.sqlite3_memory_used.restype = c_longlong
    registre = ouvrir_registre(f"sqlite:///{tmp_path}/docgen.db")
    with registre.connexion.ecriture() as connexion:
        connexion.exec_driver_sql("CREATE TABLE essai (texte)")
        connexion.exec_driver_sql("INSERT INTO essai VALUES (?)", [("x" * 2_000,)] * 4_000)
        pendant = sqlite.sqlite3_memory_used()
    assert pendant - sqlite.sqlite3_memory_used() > 8_000_000


def test_postgresql_ecrit_sur_le_disque_meme_si_son_exploitant_a_choisi_la_vitesse(tmp_path: Path) -> None:
    lieu = nouveau_lieu("postgresql", tmp_path)
    base = make_url(lieu.url).database
    lieu.ouvrir().fermer()
    lieu.falsifier(
        f"ALTER DATABASE {base} SET synchronous_commit = off",
        f"ALTER DATABASE {base} SET default_transaction_isolation = 'serializable'",
    )
    registre = lieu.ouvrir()
    with registre.connexion.ecriture() as connexion:
        assert connexion.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        assert connexion.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
        assert connexion.exec_driver_sql("SHOW lock_timeout").scalar() == "1min"
    with registre.connexion.lecture() as connexion:
        assert connexion.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"
        assert connexion.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"


def test_ouvrir_deux_fois_dans_un_processus_ne_perd_pas_ses_ecritures(tmp_path: Path) -> None:
    """To close the file once more would drop the first one's locks: whoever leaves next takes its journal away."""
    url = f"sqlite:///{tmp_path}/docgen.db"
    premier = ouvrir_registre(url)
    premier.attribuer([demande(1)], JOUR)
    second = ouvrir_registre(url)
    imports = (
        "from docgen.domain.papiers.pouvoir import PARTOUT; "
        "from docgen.registre.ouverture_registre import ouvrir_registre as ouvrir; "
    )
    executer(f"{imports}list(ouvrir({url!r}, mode='ecrire').lister(PARTOUT))", check=True)
    premier.attribuer([demande(2)], JOUR)
    assert executer(f"{imports}print(len(list(ouvrir({url!r}).lister(PARTOUT))))", check=True).stdout == "2\n"
    second.fermer()
