"""An upgrade is an act: opening changes nothing, it can be tried, it is all or nothing, old processes write no more.

The next version is made up: the migrations of this one, and one more that a test writes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import InstallationIncomplete, RegistreAbsent, RegistreDepasse
from docgen.registre import ouverture_registre
from docgen.registre.connexion import Connexion, Ouverture, lire_adresse
from docgen.registre.schema import MIGRATIONS, REGISTRE, Schema, migrer
from docgen.registre.tables import VERSION
from tests.registre.lieux import JOUR, MOTEURS, Lieu, demande, lieu_vierge, nouveau_lieu

SUIVANTE = f'''"""Papers say where they are kept, for those issued before as for the others.

The rest of this text is for who reads the code.
"""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "r9000", "{VERSION}"


def upgrade():
    op.create_table("rayonnages", sa.Column("rang", sa.Integer, primary_key=True), sa.Column("lieu", sa.Text))
    op.execute("INSERT INTO rayonnages SELECT rang, 'réserve' FROM papiers")
'''


@pytest.fixture(params=MOTEURS)
def lieu(request: pytest.FixtureRequest, tmp_path: Path) -> Lieu:
    """A register that this version wrote."""
    lieu = nouveau_lieu(request.param, tmp_path)
    registre = lieu.ouvrir()
    registre.attribuer([demande(1), demande(2)], JOUR)
    registre.fermer()
    return lieu


@pytest.fixture
def suivant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Schema:
    """The schema of the next version, which opens registers from now on."""
    migrations = tmp_path / "les migrations"  # a folder may bear a space
    shutil.copytree(MIGRATIONS, migrations)
    (migrations / "versions" / "9000_rayonnages.py").write_text(SUIVANTE, encoding="utf-8")
    suivant = replace(REGISTRE, migrations=migrations, version="r9000")
    monkeypatch.setattr(ouverture_registre, "REGISTRE", suivant)
    return suivant


def sans_reproche(_: Connection) -> Iterator[str]:
    """A check that finds nothing."""
    yield from ()


def rayonnages(lieu: Lieu) -> list[str] | None:
    """What the next version's table holds; ``None`` when it is not there."""
    with lieu.base() as base:
        if not base.dialect.has_table(base, "rayonnages"):
            return None
        return [ligne.lieu for ligne in base.exec_driver_sql("SELECT lieu FROM rayonnages")]


def mettre_a_niveau(lieu: Lieu, schema: Schema, essai: bool = False) -> list[str]:
    """The versions gone through."""
    connexion = Connexion.ouvrir(lire_adresse(lieu.url), "ecrire")
    (passages,) = migrer(connexion, [schema], sans_reproche, essai).values()
    connexion.moteur.dispose()
    return [passage.version for passage in passages]


@pytest.mark.parametrize("mode", ["lire", "ecrire", "creer"])
def test_ouvrir_ne_met_rien_a_niveau(lieu: Lieu, suivant: Schema, mode: Ouverture) -> None:
    with pytest.raises(InstallationIncomplete, match=rf"schéma {VERSION}, connu : r9000.*docgen registre migrer"):
        ouverture_registre.ouvrir_registre(lieu.url, lieu.cles, mode=mode)
    assert rayonnages(lieu) is None


def test_un_essai_fait_tout_et_ne_garde_rien_puis_l_acte_garde_tout(lieu: Lieu, suivant: Schema) -> None:
    assert mettre_a_niveau(lieu, suivant, essai=True) == ["r9000"]
    assert rayonnages(lieu) is None
    assert mettre_a_niveau(lieu, suivant) == ["r9000"]
    assert rayonnages(lieu) == ["réserve", "réserve"]
    assert mettre_a_niveau(lieu, suivant) == []
    registre = lieu.ouvrir()
    numeros = [papier.numero for papier in registre.lister(PARTOUT)]
    assert [papier.numero for papier in registre.attribuer([demande(1), demande(2)], JOUR)] == numeros
    assert registre.verifier() == []
    registre.fermer()


def test_une_mise_a_niveau_qui_ne_se_tient_pas_n_est_pas_gardee(lieu: Lieu, suivant: Schema) -> None:
    connexion = Connexion.ouvrir(lire_adresse(lieu.url), "ecrire")
    with pytest.raises(InstallationIncomplete, match="un papier manque"):
        migrer(connexion, [suivant], lambda _: iter(["un papier manque"]), essai=False)
    connexion.moteur.dispose()
    assert rayonnages(lieu) is None


def test_un_processus_d_avant_n_ecrit_plus(lieu: Lieu, suivant: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as avant:
        avant.setattr(ouverture_registre, "REGISTRE", REGISTRE)
        ancien = lieu.ouvrir()
    ancien.attribuer([demande(3)], JOUR)
    ancien.exiger_pret()
    mettre_a_niveau(lieu, suivant)
    for geste in (lambda: ancien.attribuer([demande(4)], JOUR), ancien.exiger_pret):
        with pytest.raises(RegistreDepasse, match=rf"r9000, ce processus connaît le {VERSION}"):
            geste()
    assert len(list(ancien.lister(PARTOUT))) == 3
    ancien.fermer()


def test_une_version_plus_recente_ne_se_ramene_pas(lieu: Lieu, suivant: Schema) -> None:
    mettre_a_niveau(lieu, suivant)
    with pytest.raises(InstallationIncomplete, match=rf"schéma r9000, connu : {VERSION}"):
        mettre_a_niveau(lieu, REGISTRE)


@pytest.mark.parametrize("moteur", MOTEURS)
def test_sans_registre_il_n_y_a_rien_a_mettre_a_niveau(tmp_path: Path, moteur: str) -> None:
    with pytest.raises(RegistreAbsent):
        mettre_a_niveau(lieu_vierge(moteur, tmp_path), REGISTRE)
