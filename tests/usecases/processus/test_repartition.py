"""Renders shared among processes: in order, with their errors, and none left behind."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from docgen.errors import MachineEmpechee, RenduImpossible
from docgen.usecases.processus.repartition import Avance
from tests.attente import attendre
from tests.campagnes import descendants
from tests.lancement import executer
from tests.maison.arbre import RACINE
from tests.usecases.processus import taches
from tests.usecases.processus.taches import rien, travailler


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
        "import time; from docgen.usecases.processus.repartition import Avance;"
        "equipe = Avance(list, time.sleep, 2); print('pret', flush=True); list(equipe.repartir([60] * 6))"
    )
    processus = subprocess.Popen([sys.executable, "-c", programme], cwd=RACINE, stdout=subprocess.PIPE, text=True)
    assert processus.stdout is not None
    assert processus.stdout.readline() == "pret\n"
    # The chief and its two, and who keeps count of what they share.
    attendre(lambda: len(descendants(processus.pid)) == 4)
    processus.kill()
    reste, _ = processus.communicate(timeout=10)
    assert (reste, processus.returncode) == ("", -signal.SIGKILL)


def test_une_equipe_congediee_finit_d_elle_meme() -> None:
    """What its processes cost is counted with the command."""
    with equipe(travailler, 2) as avance:
        list(avance.repartir(range(6)))
        avance.congedier()
        assert (avance._chef.processus.exitcode, avance.vivante) == (0, False)


def test_une_equipe_oubliee_n_empeche_pas_de_finir() -> None:
    programme = "from docgen.usecases.processus.repartition import Avance; equipe = Avance(list, id, 2)"
    assert executer(programme, timeout=20).returncode == 0


def test_une_equipe_prise_d_avance_rend_dans_l_ordre_et_transmet_les_fautes() -> None:
    with equipe(taches.compter_les_prets, 2, taches.se_preparer) as avance:
        assert list(avance.repartir(range(8))) == [(rang, 1) for rang in range(8)], "all are born of who is ready"
        with pytest.raises(RenduImpossible, match="neuf"):
            list(avance.repartir(range(10)))
    assert taches._prets == []


def test_une_equipe_prise_d_avance_qui_meurt_se_dit() -> None:
    with (
        equipe(os._exit, 1) as avance,
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


@pytest.mark.parametrize(
    ("numero", "dit"), [(errno.EACCES, "refus|droit|interdit|permis"), (errno.ENOSPC, "plein"), (errno.EAGAIN, "")]
)
def test_un_systeme_qui_refuse_une_equipe_est_nomme_et_non_la_memoire(numero: int, dit: str) -> None:
    """The chief is gone before it is asked for anything, or after: its reason is heard."""
    for partie in (False, True):
        with equipe(travailler, 2, partial(taches.refuser_une_equipe, numero)) as avance:
            if partie:
                attendre(lambda: not avance._chef.processus.is_alive())
            with pytest.raises(MachineEmpechee, match=rf"n'ont pas pu être lancés : .*({dit}).*/dev/shm") as refus:
                list(avance.repartir(range(8)))
        assert "mémoire" not in str(refus.value)
