"""How a child process is born: of an interpreter of its own, which knows what it is given and nothing else.

A fork would have all the memory of its parent, and what it was started with: the register's address, and maybe the key.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import connection, popen_spawn_posix, resource_tracker, spawn, util
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

from docgen.errors import MachineEmpechee, refus_du_systeme
from docgen.rendering.memoire import regler

ARRET = (
    "Un processus de rendu s'est arrêté avant d'avoir fini, sans doute faute de mémoire : rien n'a été écrit. "
    "Libérez de la mémoire et recommencez."
)
SANS_EQUIPE = (
    "Les processus de rendu n'ont pas pu être lancés",
    "Aucune session n'est en cause. Vérifiez /dev/shm et le nombre de processus permis, puis recommencez.",
    MachineEmpechee,
)
FIN_S = 1.0  # for a process that has nothing more to do
# Where programs, files and words are: no setting of ours, whatever it holds, nor what opens a database or a store.
_PERMISES = re.compile(
    r"PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|TZ|TMPDIR|VIRTUAL_ENV|(PYTHON|LC_|LD_|XDG_|FONTCONFIG_|SSL_CERT_|COV).*"
)
_DU_PROGRAMME = frozenset(("sys_argv", "init_main_from_name", "init_main_from_path"))


class _Depouille:
    """A part of the standard library, but for some of its functions."""

    def __init__(self, module: ModuleType, **autres: Callable[..., object]) -> None:
        self._module = module
        vars(self).update(autres)

    def __getattr__(self, nom: str) -> object:
        return getattr(self._module, nom)


def priver(permise: Callable[[str], object], *modules: ModuleType) -> None:
    """The programs that these parts of ``multiprocessing`` start know no other variable than those, nor the command
    that they were started by: what they are to do is named by its module.

    The environment of this process, which other threads read, is left as it is.
    """
    for module in modules:
        vars(module)["util"] = _Depouille(util, spawnv_passfds=partial(_lancer, permise))
        vars(module)["spawn"] = _Depouille(spawn, get_preparation_data=_preparation)


def _lancer(permise: Callable[[str], object], chemin: bytes, arguments: Sequence[str], passes: Sequence[int]) -> int:
    """Start a program that keeps these file descriptors."""
    permises = {nom: valeur for nom, valeur in os.environ.items() if permise(nom)}
    lance = subprocess.Popen(arguments, executable=chemin, env=permises, pass_fds=passes, restore_signals=False)
    lance.returncode = 0  # whoever asked waits for it
    return lance.pid


def _preparation(nom: str) -> dict[str, Any]:
    return {cle: valeur for cle, valeur in spawn.get_preparation_data(nom).items() if cle not in _DU_PROGRAMME}


def sans_secret(nom: str) -> bool:
    """True of a variable that an engine may know."""
    return _PERMISES.fullmatch(nom) is not None


def contexte_propre() -> SpawnContext:
    """Where processes are born of an interpreter of their own, without secrets."""
    priver(sans_secret, popen_spawn_posix, resource_tracker)
    return multiprocessing.get_context("spawn")


class Enfant:
    """A process born so, and the pipe to it: ``vivre`` is called in it, with its end of the pipe and what is given.

    All of that must be picklable. It ends with whoever it was born of, at the latest.

    Raises:
        MachineEmpechee: the system has no room for it, or forbids it.
    """

    def __init__(self, vivre: Callable[..., object], *donnees: object) -> None:
        contexte = contexte_propre()
        with refus_du_systeme(*SANS_EQUIPE):
            self.fil, bout = contexte.Pipe()
            with bout:
                self.processus = contexte.Process(target=_vivre, args=(bout, pickle.dumps((vivre, donnees))))
                # Inherited, and by its own children: it is for whoever asked to hear an interruption.
                entendus = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
                try:
                    self.processus.start()
                finally:
                    signal.pthread_sigmask(signal.SIG_SETMASK, entendus)
        self.renvoyer = util.Finalize(self, _renvoyer, (self.fil, self.processus), exitpriority=0)

    @property
    def vivant(self) -> bool:
        """True until it is sent away, or dies."""
        return bool(self.renvoyer.still_active()) and self.processus.is_alive()

    def congedier(self) -> None:
        """Send it away; one that has nothing more to do ends by itself, so that what it cost is known."""
        if self.renvoyer.still_active():
            self.fil.close()
            self.processus.join(FIN_S)
        self.renvoyer()


def _renvoyer(fil: connection.Connection, processus: SpawnProcess) -> None:
    """End it, whatever it was doing."""
    fil.close()
    processus.kill()  # a gentler signal may be ignored, by inheritance
    processus.join()


def _vivre(bout: connection.Connection, dit: bytes) -> None:
    suivre_le_parent()
    regler(bref=True)  # what it loads comes next
    vivre, donnees = pickle.loads(dit)
    vivre(bout, *donnees)


def _mourir() -> None:
    os._exit(1)


def suivre_le_parent(*fils: connection.Connection, partir: Callable[[], None] = _mourir) -> None:
    """End with the process that we were born of, or with whoever holds the other end of these pipes.

    Killed outright, it would leave us waiting for work for ever.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None

    def attendre() -> None:
        connection.wait([parent.sentinel, *fils])
        partir()

    threading.Thread(target=attendre, daemon=True).start()
