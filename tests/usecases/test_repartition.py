"""Renders shared among processes: in order, with their errors, and none left behind."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import popen_spawn_posix
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import MachineEmpechee, RenduImpossible
from docgen.usecases import repartition
from docgen.usecases.repartition import Avance, priver, sans_reglage
from tests.attente import attendre
from tests.campagnes import descendants

RACINE = Path(__file__).parents[2]


@contextmanager
def equipe(
    faire: Callable[[int], Any], ouvriers: int, preparer: Callable[[], Iterator[None]] | None = None
) -> Iterator[Avance[int, Any]]:
    """A team, sent away at the end."""
    avance: Avance[int, Any] = Avance(preparer or rien, faire, ouvriers)
    try:
        yield avance
    finally:
        avance.renvoyer()


def travailler(rang: int, panne: int | None = None, mort: int | None = None) -> tuple[int, int]:
    """One task: its rank, and the process that did it."""
    time.sleep(0.01 * (6 - rang % 6))
    if rang == panne:
        raise RenduImpossible("Le document n'a pas pu être composé : panne d'essai. Relancez.")
    if rang == mort:
        os.kill(os.getpid(), signal.SIGKILL)
    return rang, os.getpid()


def rien() -> Iterator[None]:
    """A team with nothing to get ready."""
    yield


@pytest.mark.parametrize("ouvriers", [1, 2, 5])
def test_les_resultats_sont_dans_l_ordre_des_taches(ouvriers: int) -> None:
    with equipe(travailler, ouvriers) as avance:
        resultats = list(avance.repartir(range(18)))
    assert [rang for rang, _ in resultats] == list(range(18))
    processus = {pid for _, pid in resultats}
    assert os.getpid() not in processus
    assert 1 <= len(processus) <= ouvriers


def test_une_equipe_sert_plusieurs_fois_par_les_memes_processus() -> None:
    """What an engine has learnt of the first session serves the next ones, and nobody is born twice."""
    with equipe(travailler, 1) as avance:
        premiers, suivants = ({pid for _, pid in avance.repartir(range(6))} for _ in range(2))
    assert premiers == suivants


def test_une_equipe_dont_les_resultats_ne_sont_pas_tous_pris_est_renvoyee() -> None:
    """What it would say of the former demand must not be taken for the answer to the next one."""
    with equipe(travailler, 2) as avance:
        next(iter(avance.repartir(range(6))))
        assert not avance.vivante


def test_la_panne_d_une_tache_est_dite_telle_quelle() -> None:
    with (
        equipe(partial(travailler, panne=4), 2) as avance,
        pytest.raises(RenduImpossible, match=r"panne d'essai\. Relancez\."),
    ):
        list(avance.repartir(range(6)))


def test_un_processus_tue_est_une_panne_dite() -> None:
    with (
        equipe(partial(travailler, mort=3), 2) as avance,
        pytest.raises(MachineEmpechee, match=r"Un processus de rendu s'est arrêté.*Libérez de la mémoire"),
    ):
        list(avance.repartir(range(6)))


def test_les_processus_finissent_avec_celui_qui_les_a_faits() -> None:
    """Killed outright, a run leaves no process behind: their common end of the pipe closes."""
    programme = (
        "import time; from docgen.usecases.repartition import Avance;"
        "equipe = Avance(lambda: iter(()), time.sleep, 2); print('pret', flush=True); list(equipe.repartir([60] * 6))"
    )
    processus = subprocess.Popen([sys.executable, "-c", programme], cwd=RACINE, stdout=subprocess.PIPE, text=True)
    assert processus.stdout is not None
    assert processus.stdout.readline() == "pret\n"
    attendre(lambda: len(descendants(processus.pid)) == 3)  # the chief and its two
    processus.kill()
    reste, _ = processus.communicate(timeout=10)
    assert (reste, processus.returncode) == ("", -signal.SIGKILL)


def test_une_equipe_congediee_finit_d_elle_meme() -> None:
    """What its processes cost is counted with the command."""
    with equipe(travailler, 2) as avance:
        list(avance.repartir(range(6)))
        avance.congedier()
        assert (avance._chef.exitcode, avance.vivante) == (0, False)


def test_une_equipe_oubliee_n_empeche_pas_de_finir() -> None:
    programme = "from docgen.usecases.repartition import Avance; equipe = Avance(lambda: iter(()), id, 2)"
    assert subprocess.run([sys.executable, "-c", programme], cwd=RACINE, timeout=20).returncode == 0


def test_une_equipe_prise_d_avance_rend_dans_l_ordre_et_transmet_les_fautes() -> None:
    prets = []

    def preparer() -> Iterator[None]:
        prets.append(os.getpid())
        yield

    def faire(rang: int) -> tuple[int, int]:
        if rang == 9:
            raise RenduImpossible("neuf")
        return rang, len(prets)

    with equipe(faire, 2, preparer) as avance:
        assert list(avance.repartir(range(8))) == [(rang, 1) for rang in range(8)], "all are born of who is ready"
        with pytest.raises(RenduImpossible, match="neuf"):
            list(avance.repartir(range(10)))
    assert prets == []


def test_une_equipe_prise_d_avance_qui_meurt_se_dit() -> None:
    with (
        equipe(lambda _: os._exit(9), 1) as avance,
        pytest.raises(MachineEmpechee, match="Un processus de rendu s'est"),
    ):
        list(avance.repartir([1, 2]))


def test_une_equipe_prise_d_avance_se_renvoie_meme_sourde() -> None:
    """A process born of one that ignores SIGTERM ignores it too: it must end all the same."""
    avant = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        avance: Avance[int, tuple[int, int]] = Avance(rien, travailler, 2)
        renvoi = threading.Thread(target=avance.renvoyer, daemon=True)
        renvoi.start()
        renvoi.join(10)
        assert not renvoi.is_alive()
    finally:
        signal.signal(signal.SIGTERM, avant)


def _reglages(_: int = 0) -> list[str]:
    """The settings that a process knows: in what it was started with, if it was, and in what it reads now."""
    debut = Path(f"/proc/{os.getpid()}/environ").read_bytes().split(b"\0") if os.environ.get("NE_SEUL") else []
    return [nom for nom in (*os.environ, *(un.decode() for un in debut)) if nom.startswith("DOCGEN_")]


def test_aucun_enfant_ne_connait_les_reglages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither those that are forked to render, nor those that print a lot, which are programs of their own."""
    for nom in ("DOCGEN_REGISTRE", "DOCGEN_CACHET_PHRASE"):
        monkeypatch.setenv(nom, "mot-de-passe")
    with equipe(_reglages, 2) as avance:
        assert list(avance.repartir([0] * 6)) == [[]] * 6
    monkeypatch.setenv("NE_SEUL", "1")
    monkeypatch.setattr(popen_spawn_posix, "util", vars(popen_spawn_posix)["util"])  # put back after
    priver(sans_reglage, popen_spawn_posix)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as enfants:
        assert enfants.submit(_reglages).result() == []
    assert len(_reglages()) == 2, "who gives birth keeps its own"


@pytest.mark.parametrize(
    ("numero", "dit"), [(errno.EACCES, "refus|droit|interdit|permis"), (errno.ENOSPC, "plein"), (errno.EAGAIN, "")]
)
def test_un_systeme_qui_refuse_une_equipe_est_nomme_et_non_la_memoire(
    numero: int, dit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chief, which inherits it, is gone before it is asked for anything, or after: its reason is heard."""

    def refuser(*_: object, **__: object) -> None:
        raise OSError(numero, os.strerror(numero))

    monkeypatch.setattr(repartition, "ProcessPoolExecutor", refuser)
    for attente_s in (0.0, 0.5):
        with equipe(travailler, 2) as avance:
            time.sleep(attente_s)
            with pytest.raises(MachineEmpechee, match=rf"n'ont pas pu être lancés : .*({dit}).*/dev/shm") as refus:
                list(avance.repartir(range(8)))
        assert "mémoire" not in str(refus.value)
