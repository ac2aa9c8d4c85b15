"""The order of the suite, and what its folders share: places for registers, commands and jobs, and running services.

Long files go first, so that no processor waits in the end for the last of them.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import httpx
import pytest
from xdist.scheduler import LoadFileScheduling

from docgen.registre.registre import RegistreSql
from docgen.rendering import memoire
from tests.ampleur import installer_les_profils
from tests.cli.pilote import Poste, nouveau_poste
from tests.naissances import preparer
from tests.postgres import Postgresql
from tests.registre.lieux import MOTEURS, Lieu, nouveau_lieu, passager
from tests.service.http.monde import Monde, peupler
from tests.service.http.serveur import JOUR, Serveur, attendre_travail, charge, servir

installer_les_profils()  # before tests that take their size from them are read

# What starts browsers, then what starts servers and commands; the modules marked ``lent`` come next, then the rest.
LONGS = ("pages",), ("service", "client", "usecases", "registre", "cli")
# Files that go to one process together, for they share a browser and what users did, a browser, a JVM.
PEUPLEES = ("administration", "etats", "impression", "relecture", "securite", "verification")
ENSEMBLE = {
    "pages peuplées": tuple(f"tests/pages/test_{nom}" for nom in PEUPLEES),
    "pages": ("tests/pages/",),
    "verapdf": ("tests/cachet/test_scellement", "tests/documents/test_conformite", "tests/rendering/test_conformite"),
}


def pytest_configure(config: pytest.Config) -> None:
    """The folder where the processes of a run leave each other what they rendered; to collect tests frees nothing.

    While they collect those of the whole suite, the process that services are born of gets ready.
    """
    memoire.regler()
    if not hasattr(config, "workerinput"):
        os.environ["RENDUS_DU_TOUR"] = rendus = mkdtemp(prefix="docgen-rendus-")
        config.add_cleanup(lambda: rmtree(rendus))
        if config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.collectonly:
            preparer()


def pytest_collection_finish() -> None:
    """What thousands of tests are made of lives to the end: no collection walks it, nor any of the renders'."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """A process that ends frees nothing either: pytest would walk five times all that its tests have left."""
    gc.freeze()


class ParFichiers(LoadFileScheduling):  # type: ignore[misc]  # untyped
    """A file to a process, and together those that share what is long to start."""

    def _split_scope(self, nodeid: str) -> str:
        fichier = nodeid.partition("::")[0]
        return next((partage for partage, dossiers in ENSEMBLE.items() if fichier.startswith(dossiers)), fichier)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ParFichiers:
    """How files are handed out."""
    return ParFichiers(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by files, whose tests keep their order. Those of a folder would wait for deaths and delays all together:
    their names mix them with others.
    """
    items.sort(key=_rang)


def _rang(item: pytest.Item) -> tuple[int, str]:
    dossier = item.path.relative_to(Path(__file__).parent).parts[0]
    for rang, dossiers in enumerate(LONGS):
        if dossier in dossiers:
            return rang, item.path.name
    return len(LONGS) + (item.get_closest_marker("lent") is None), ""


@pytest.fixture(params=MOTEURS)
def lieu(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lieu]:
    """An empty place for the register and the service: the test runs on both engines."""
    with passager(nouveau_lieu(request.param, tmp_path)) as neuf:
        yield neuf


@pytest.fixture
def registre(lieu: Lieu) -> RegistreSql:
    """A new register, open."""
    return lieu.ouvrir()


@pytest.fixture
def poste(tmp_path: Path) -> Poste:
    """A new place where commands are run, with a register of its own."""
    return nouveau_poste(tmp_path)


@pytest.fixture(scope="session")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """One service for the whole run, on its defaults: SQLite, local files, embedded jobs."""
    with servir(tmp_path_factory.mktemp("service")) as lance:
        yield lance


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monde]:
    """What the first centre has, attested, its papers and its lot made; a client for each caller.

    A service of its own: what others deposit there would change its pages, and their calls its allowance.
    """
    with (
        servir(tmp_path_factory.mktemp("monde"), DOCGEN_DEBIT_VERIFICATION="10000/minute") as seul,
        peupler(seul) as peuple,
    ):
        yield peuple


@pytest.fixture
def ceres(serveur: Serveur) -> Iterator[httpx.Client]:
    """A client with the role that opens most routes."""
    with serveur.client("ceres") as client:
        yield client


@pytest.fixture(scope="session")
def dossier_fait(serveur: Serveur) -> str:
    """The address of a finished job of the first example's centre."""
    with serveur.client("centre") as client:
        reponse = client.post("/v1/dossiers", params={"date": JOUR, "types": "bordereau_pv"}, content=charge())
        assert reponse.status_code == 202, reponse.text
        adresse = reponse.headers["Location"]
        assert attendre_travail(client, adresse)["etat"] == "TERMINE"
        return adresse


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Postgresql]:
    """A PostgreSQL to kill, shared by the tests of a module: each asks for a new database."""
    serveur = Postgresql()
    yield serveur
    serveur.fermer()
