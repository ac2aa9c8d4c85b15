"""Renders shared among processes: in order, with their errors, and none left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import popen_spawn_posix
from pathlib import Path

import pytest

from docgen.errors import MachineEmpechee, RenduImpossible
from docgen.usecases.repartition import TACHES_MINIMUM, Avance, priver, repartir, sans_reglage

RACINE = Path(__file__).parents[2]


def travailler(rang: int, panne: int | None = None, mort: int | None = None) -> tuple[int, int]:
    """One task: its rank, and the process that did it."""
    time.sleep(0.01 * (TACHES_MINIMUM - rang % TACHES_MINIMUM))
    if rang == panne:
        raise RenduImpossible("Le document n'a pas pu être composé : panne d'essai. Relancez.")
    if rang == mort:
        os.kill(os.getpid(), signal.SIGKILL)
    return rang, os.getpid()


@pytest.mark.parametrize("ouvriers", [1, 2, 5])
def test_les_resultats_sont_dans_l_ordre_des_taches(ouvriers: int) -> None:
    nombre = 3 * TACHES_MINIMUM
    resultats = list(repartir([partial(travailler, rang) for rang in range(nombre)], ouvriers))
    assert [rang for rang, _ in resultats] == list(range(nombre))
    processus = {pid for _, pid in resultats}
    assert (os.getpid() in processus) == (ouvriers == 1)
    assert 1 <= len(processus) <= ouvriers


def test_peu_de_taches_restent_ici() -> None:
    taches = [partial(travailler, rang) for rang in range(TACHES_MINIMUM - 1)]
    assert {pid for _, pid in repartir(taches, 4)} == {os.getpid()}


def test_la_panne_d_une_tache_est_dite_telle_quelle() -> None:
    taches = [partial(travailler, rang, panne=4) for rang in range(TACHES_MINIMUM)]
    with pytest.raises(RenduImpossible, match=r"panne d'essai\. Relancez\."):
        list(repartir(taches, 2))
    assert [rang for rang, _ in repartir([partial(travailler, rang) for rang in range(8)], 2)] == list(range(8))


def test_un_processus_tue_est_une_panne_dite() -> None:
    taches = [partial(travailler, rang, mort=3) for rang in range(TACHES_MINIMUM)]
    with pytest.raises(MachineEmpechee, match=r"Un processus de rendu s'est arrêté.*Libérez de la mémoire"):
        list(repartir(taches, 2))


def test_les_processus_finissent_avec_celui_qui_les_a_faits() -> None:
    """Killed outright, a run leaves no process behind: their common end of the pipe closes."""
    programme = (
        "import time; from functools import partial; from docgen.usecases.repartition import repartir;"
        "print('pret', flush=True);"
        "list(repartir([partial(time.sleep, 60)] * 6, 2))"
    )
    processus = subprocess.Popen([sys.executable, "-c", programme], cwd=RACINE, stdout=subprocess.PIPE, text=True)
    assert processus.stdout is not None
    assert processus.stdout.readline() == "pret\n"
    time.sleep(0.5)
    processus.kill()
    reste, _ = processus.communicate(timeout=10)
    assert (reste, processus.returncode) == ("", -signal.SIGKILL)


def test_une_equipe_prise_d_avance_rend_dans_l_ordre_et_transmet_les_fautes() -> None:
    prets = []

    def preparer() -> None:
        prets.append(os.getpid())

    def faire(rang: int) -> tuple[int, int]:
        if rang == 9:
            raise RenduImpossible("neuf")
        return rang, os.getpid()

    avance: Avance[int, tuple[int, int]] = Avance(preparer, faire, 2)
    try:
        resultats = list(avance.repartir(range(8)))
    finally:
        avance.renvoyer()
    assert [rang for rang, _ in resultats] == list(range(8))
    assert os.getpid() not in {pid for _, pid in resultats}
    assert prets == []
    fautive: Avance[int, tuple[int, int]] = Avance(preparer, faire, 2)
    try:
        with pytest.raises(RenduImpossible, match="neuf"):
            list(fautive.repartir(range(10)))
    finally:
        fautive.renvoyer()


def test_une_equipe_prise_d_avance_qui_meurt_se_dit() -> None:
    avance: Avance[int, None] = Avance(lambda: None, lambda _: os._exit(9), 1)
    try:
        with pytest.raises(MachineEmpechee, match="Un processus de rendu s'est arrêté"):
            list(avance.repartir([1, 2]))
    finally:
        avance.renvoyer()


def test_une_equipe_prise_d_avance_se_renvoie_meme_sourde() -> None:
    """A process born of one that ignores SIGTERM ignores it too: it must end all the same."""
    avant = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        avance: Avance[int, tuple[int, int]] = Avance(lambda: None, travailler, 2)
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
    assert list(repartir([_reglages] * 6, 2)) == [[]] * 6
    avance: Avance[int, list[str]] = Avance(lambda: None, _reglages, 1)
    try:
        assert list(avance.repartir([0])) == [[]]
    finally:
        avance.renvoyer()
    monkeypatch.setenv("NE_SEUL", "1")
    monkeypatch.setattr(popen_spawn_posix, "util", popen_spawn_posix.util)  # put back after
    priver(sans_reglage, popen_spawn_posix)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as equipe:
        assert equipe.submit(_reglages).result() == []
    assert len(_reglages()) == 2, "who gives birth keeps its own"
