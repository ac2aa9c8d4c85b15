"""``docgen registre migrer``: the act of upgrade, as whoever keeps the installation meets it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.registre.schema import REGISTRE
from service.administration import migration
from service.socle import donnees
from tests.cli.pilote import VALIDEE, Poste, nouveau_poste

ETAPE = '''"""Deposits say who reads them."""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9001", "{avant}"


def upgrade():
    op.add_column("depots", sa.Column("lecteur", sa.Text))
'''


@pytest.fixture
def poste(tmp_path: Path, moteur_factice: object) -> Poste:
    """A register with papers, and the service's tables."""
    poste = nouveau_poste(tmp_path)
    assert poste.produire(VALIDEE, options=("--types", "parchemin")).code == 0
    return poste


def test_sans_rien_a_faire_la_commande_le_dit(poste: Poste) -> None:
    retour = poste.ici("registre", "migrer")
    assert (retour.code, retour.erreurs) == (0, "")
    assert "rien n'est à faire" in retour.sortie


def test_sans_registre_elle_n_en_commence_pas(poste_nu: Poste) -> None:
    assert poste_nu.ici("registre", "migrer").code == 5
    assert list(poste_nu.dossier.iterdir()) == []


def test_une_version_suivante_refuse_s_essaie_puis_sert(poste: Poste, monkeypatch: pytest.MonkeyPatch) -> None:
    suivantes = poste.dossier / "migrations"
    shutil.copytree(donnees.MIGRATIONS, suivantes)
    (suivantes / "versions" / "9001_lecteurs.py").write_text(
        ETAPE.format(avant=donnees.SCHEMA.version), encoding="utf-8"
    )
    suivant = replace(donnees.SCHEMA, migrations=suivantes, version="9001")
    monkeypatch.setattr(donnees, "SCHEMA", suivant)
    monkeypatch.setattr(migration, "SCHEMAS", (REGISTRE, suivant))
    refus = poste.ici("cle", "lister")
    assert (refus.code, "docgen registre migrer" in refus.erreurs) == (5, True)
    dit = poste.ici("diagnostic")
    assert (dit.code, "docgen registre migrer" in dit.sortie) == (5, True)
    essai = poste.ici("registre", "migrer", "--essai", "--json")
    assert essai.json["etapes"]["version_service"] == [{"version": "9001", "quoi": "Deposits say who reads them."}]
    assert poste.ici("cle", "lister").code == 5
    retour = poste.ici("registre", "migrer")
    assert (retour.code, "Deposits say who reads them." in retour.sortie) == (0, True)
    assert poste.ici("cle", "lister").code == 0
    assert poste.ici("registre", "verifier").code == 0
