"""Places for jobs: those of the tests, and real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.fichiers.magasin import ouvrir_magasin
from docgen.settings import Configuration
from service.socle.donnees import ouvrir_base
from service.travaux import embarque, execution, moteur, procrastinate
from service.travaux.fichiers import Fichiers
from service.travaux.genre import Lieux
from tests.registre.lieux import Lieu
from tests.service.travaux.chantier import Chantier, nouveau_chantier


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engines of this process look again, and try again, five to ten times as soon as in service."""
    monkeypatch.setattr(moteur, "REGARD_S", 0.1)
    monkeypatch.setattr(embarque, "REPOS_S", 0.1)
    monkeypatch.setattr(execution, "REESSAI_S", 0.2)
    monkeypatch.setattr(procrastinate, "REPRISE_S", 0.2)


@pytest.fixture
def chantier(lieu: Lieu, tmp_path: Path) -> Chantier:
    """An empty place for the tests' kind of job."""
    return nouveau_chantier(lieu, tmp_path)


@pytest.fixture
def lieux(lieu: Lieu, tmp_path: Path) -> Lieux:
    """Where the real kinds of jobs work."""
    return Lieux(Configuration(lieu.url, lieu.cles, communes=None), str(tmp_path / "fichiers"))


@pytest.fixture
def fichiers(lieux: Lieux) -> Fichiers:
    """The files that they deliver."""
    return Fichiers(ouvrir_base(lieux.configuration.registre), ouvrir_magasin(lieux.fichiers))
