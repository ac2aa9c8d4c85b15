"""Places to run the commands, and one production of the three examples that every test may read."""

from __future__ import annotations

import os
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from docgen.usecases.processus import isolement
from tests.cli import lecteurs
from tests.cli.pilote import A_CONVOQUER, CCP, VALIDEE, Poste, nouveau_poste
from tests.usecases.moteurs import MoteurFactice, installer


@pytest.fixture
def poste_nu(tmp_path: Path) -> Poste:
    """A new place where nothing was ever done."""
    return Poste(tmp_path)


@pytest.fixture
def moteur_factice(monkeypatch: pytest.MonkeyPatch) -> MoteurFactice:
    """The commands run in this process render with a fake engine, and nowhere else."""
    return installer(monkeypatch)


@pytest.fixture(scope="session")
def lecteurs_chauds() -> None:
    """The children that compare files here have not each to make the first paper of a cold engine."""
    isolement.isoler(lecteurs.naitre)


@pytest.fixture(scope="session")
def produits() -> Poste:
    """The three examples, produced once a run by the real engine, each in a folder named by its file. Only read it."""
    dossier = Path(os.environ["RENDUS_DU_TOUR"]) / "produits"
    dossier.mkdir(exist_ok=True)
    with (dossier / "verrou").open("a+") as verrou:
        flock(verrou, LOCK_EX)
        verrou.seek(0)
        if not verrou.read():
            poste = nouveau_poste(dossier)
            for exemple in (VALIDEE, A_CONVOQUER, CCP):
                retour = poste.produire(exemple, sortie=exemple.stem)
                assert (retour.code, retour.erreurs) == (0, "")
            verrou.write("fait")
    return Poste(dossier)
