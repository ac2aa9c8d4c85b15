"""Commands born warm: each is a process of its own, forked from one that has imported all that ``docgen`` may import.

To import is two thirds of what most commands cost, and to get engines warm most of the rest where they render: that
process has rendered too, and the fork server of a service's children is born of it as well. A test whose process
differs from this one by more than our settings (its home, its locale, its hashes) gets an interpreter of its own.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.context import ForkProcess
from pathlib import Path
from pkgutil import walk_packages
from threading import Lock
from typing import Any

from prometheus_client import values
from uvicorn import _subprocess

from docgen import disque
from docgen.cli import commandes
from service.processus import equipe, prechauffe
from tests.maison.arbre import RACINE

PAQUETS = ("docgen", "service")
TAILLE = 1 << 18  # of a demand, in bytes
# What this process may have got since the other one was born (OpenCV sets where its libraries are), and what each
# command is given.
_VARIABLES = {
    *("PYTEST_CURRENT_TEST", "RENDUS_DU_TOUR", "FONTCONFIG_FILE", "LD_LIBRARY_PATH", "PYTHONPATH", "COLUMNS"),
    *("HTTP_PROXY", "http_proxy", "OTEL_EXPORTER_OTLP_ENDPOINT"),
}
_AMBIANTES = {**os.environ}
_verrou = Lock()
_lancees: list[subprocess.Popen[bytes]] = []


def demarrer(mots: Sequence[object], env: Mapping[str, str], **options: Any) -> subprocess.Popen[Any]:
    """Start ``docgen`` with these words, as :class:`subprocess.Popen` does, in that environment."""
    commande = [sys.executable, "-m", "docgen", *map(str, mots)]
    classe = _Nee if nait_chaude(env) else subprocess.Popen
    return classe(commande, env={**env}, **options)


def preparer() -> None:
    """Have the process that they are forked from get ready, while whoever will ask for them does something else."""
    _couveuse()


def nait_chaude(env: Mapping[str, str]) -> bool:
    """True where a command is forked in that environment, false where it gets an interpreter of its own."""
    return _communes(env) == _communes(_AMBIANTES)


def _communes(variables: Mapping[str, str]) -> dict[str, str]:
    """Those that are no setting of ours."""
    return {nom: dite for nom, dite in variables.items() if nom not in _VARIABLES and not nom.startswith("DOCGEN_")}


@cache
def _couveuse() -> socket.socket:
    """The way to the process that has imported everything, and rendered: the first of a run starts it for all."""
    lieu = _lieu()
    voie = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with disque.seul(lieu.parent):
        try:
            voie.connect(str(lieu))
        except (FileNotFoundError, ConnectionRefusedError):
            lieu.unlink(missing_ok=True)
            _lancer_la_couveuse(lieu)
            voie.connect(str(lieu))
    return voie


def _lancer_la_couveuse(lieu: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as porte:
        porte.bind(str(lieu))
        porte.listen()
        programme = f"from tests.naissances import couver\ncouver({porte.fileno()})"
        commande, milieu = [sys.executable, "-c", programme], {**_AMBIANTES, "RENDUS_DU_TOUR": str(lieu.parent)}
        _lancees.append(subprocess.Popen(commande, cwd=RACINE, env=milieu, pass_fds=[porte.fileno()]))


def _lieu() -> Path:
    return Path(os.environ["RENDUS_DU_TOUR"]) / "couveuse"


class _Nee(subprocess.Popen[Any]):
    """A process that another one forks for us, and whose end it tells."""

    _fin: int | None
    # What the standard library keeps to itself.
    _close_pipe_fds: Callable[..., None]
    _waitpid_lock: Lock

    def _execute_child(self, args: list[str], *reste: Any) -> None:
        """As the standard library's, which calls it."""
        cwd, env, tuyaux, seul = reste[4], reste[5], reste[9:15], reste[-2]
        self._fin, annonce = os.pipe()
        demande = json.dumps([args[3:], env, os.fspath(cwd or "."), seul]).encode()
        flux = [fd if fd != -1 else rang for rang, fd in enumerate((tuyaux[0], tuyaux[3], tuyaux[5]))]
        with _verrou:
            couveuse = _couveuse()
            socket.send_fds(couveuse, [demande], [*flux, annonce])
            self.pid = int(couveuse.recv(TAILLE))
        os.close(annonce)
        self._child_created = True
        self._close_pipe_fds(*tuyaux)

    def _internal_poll(self, _deadstate: int | None = None, **_: Any) -> int | None:
        if self.returncode is None and self._waitpid_lock.acquire(blocking=False):  # else somebody else is waiting
            try:
                fini, statut = self._try_wait(os.WNOHANG)
                if fini:
                    self.returncode = os.waitstatus_to_exitcode(statut)
            finally:
                self._waitpid_lock.release()
        return self.returncode

    def _try_wait(self, drapeaux: int) -> tuple[int, int]:
        if self._fin is not None:
            veille = select.poll()
            veille.register(self._fin)
            if not veille.poll(0 if drapeaux else None):
                return 0, 0
            self._statut = int(os.read(self._fin, 32) or signal.SIGKILL)  # unless it died with the one that forked it
            os.close(self._fin)
            self._fin = None
        return self.pid, self._statut


def couver(prise: int) -> None:
    """Import everything, then fork whatever is asked by whoever comes, until nobody is left to ask."""
    polices, porte = _importer(), socket.socket(fileno=prise)
    voies, annonces = [porte.accept()[0]], dict[int, int]()
    reveil, sonnette = os.pipe()
    os.set_blocking(sonnette, False)
    signal.set_wakeup_fd(sonnette)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while voies:
        voie = _attendre(porte, voies, annonces, reveil)
        demande, flux, *_ = socket.recv_fds(voie, TAILLE, 4)
        if not demande:
            _quitter(voie, porte, voies)
        elif (pid := os.fork()) == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.set_wakeup_fd(-1)
            for prise_d_un_autre in (porte, *voies):
                prise_d_un_autre.detach()
            mots, env, cwd, seul = json.loads(demande)
            _vivre(mots, {**env, **polices}, cwd, seul, flux[:3])
            return
        else:
            annonces[pid] = flux[3]
            for fd in flux[:3]:
                os.close(fd)
            voie.send(str(pid).encode())


def _attendre(porte: socket.socket, voies: list[socket.socket], annonces: dict[int, int], reveil: int) -> socket.socket:
    """Until somebody asks, let whoever comes in, and tell whoever waits for it how each child ended."""
    while True:
        prets = select.select([reveil, porte.fileno(), *(voie.fileno() for voie in voies)], [], [])[0]
        if reveil in prets:
            os.read(reveil, 64)
            while annonces and (fini := os.waitpid(-1, os.WNOHANG))[0]:
                annonce = annonces.pop(fini[0])
                os.write(annonce, str(fini[1]).encode())
                os.close(annonce)
        if porte.fileno() in prets:
            voies.append(porte.accept()[0])
        for voie in voies:
            if voie.fileno() in prets:
                return voie


def _quitter(voie: socket.socket, porte: socket.socket, voies: list[socket.socket]) -> None:
    """Somebody left; once nobody is there, nobody may come any more."""
    voies.remove(voie)
    voie.close()
    if not voies:
        with suppress(FileNotFoundError), disque.seul(_lieu().parent):
            if select.select([porte], [], [], 0)[0]:
                voies.append(porte.accept()[0])
            else:
                _lieu().unlink()


def _importer() -> dict[str, str]:
    """Everything, warm; gives what the engines' fonts need in the environment."""
    from docgen.rendering import fonts, installation
    from service.site import gabarits

    police = fonts.preparer()
    installation.verifier_installation()
    for paquet in PAQUETS:
        for module in walk_packages(import_module(paquet).__path__, f"{paquet}."):
            if "__main__" not in module.name and "migrations" not in module.name:  # these act when they are imported
                import_module(module.name)
    for moteur in ("plutoprint", "uvicorn", "weasyprint.text.fonts"):
        import_module(moteur)
    assert commandes.app.tout
    pages = gabarits._environnement()
    for modele in pages.list_templates():
        pages.get_template(modele)
    prechauffe.chauffer()
    return {"FONTCONFIG_FILE": str(police)}


def _vivre(mots: list[str], env: dict[str, str], cwd: str, seul: bool, flux: Sequence[int]) -> None:
    """Be the command."""
    for rang, fd in enumerate(flux):
        os.dup2(fd, rang)
    os.closerange(3, 1_024)
    if seul:
        os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.argv, sys.path[0] = ["docgen", *mots], cwd
    if mots[:1] in (["servir"], ["ouvrier"]):
        _preparer_la_fourche()
        vars(_subprocess)["spawn"] = _Semblables()
    try:
        runpy.run_module("docgen", run_name="__main__", alter_sys=True)
    except SystemExit as fin:
        if isinstance(fin.code, int):
            _finir(fin.code)
        raise


def _finir(code: int) -> None:
    """End as an interpreter does, in that order, but for freeing all that was imported: most of what a command costs.

    What cannot be written any more is left to the interpreter.
    """
    vars(threading)["_shutdown"]()
    atexit._run_exitfuncs()
    for flux in (sys.stdout, sys.stderr):
        flux.flush()
    os._exit(code)


class _Semblables:
    """Where a service of several processes gets the others: of this one, each with a fork server of its own."""

    def Process(self, **options: Any) -> ForkProcess:  # noqa: N802  as the standard library's
        return _Semblable(**options)


class _Semblable(ForkProcess):
    def run(self) -> None:
        serveur = vars(forkserver)["_forkserver"]
        os.close(serveur._forkserver_alive_fd)
        serveur.__init__()
        _preparer_la_fourche()
        vars(values)["ValueClass"] = vars(values)["get_value_class"]()  # chosen at its import
        super().run()


class _Fourche:
    """What ``multiprocessing`` starts its fork server by, which is then born of this process."""

    def __init__(self, avant: Any) -> None:
        self._avant = avant

    def __getattr__(self, nom: str) -> Any:
        return getattr(self._avant, nom)

    def spawnv_passfds(self, _: bytes, arguments: Sequence[str], passes: Sequence[int]) -> int:
        """As the service's, which leaves its settings out of the environment."""
        if pid := os.fork():
            return pid
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for nom in [nom for nom in os.environ if not equipe.permise(nom)]:
            del os.environ[nom]
        for fd in set(range(3, 1_024)) - set(passes):
            with suppress(OSError):
                os.close(fd)
        try:
            exec(arguments[-1], {})
        finally:
            os._exit(0)


def _preparer_la_fourche() -> None:
    """Give birth to the fork server of a service before it has read anything."""
    prives = vars(forkserver)
    avant = prives["util"]
    prives["util"] = _Fourche(avant)
    forkserver.set_forkserver_preload([equipe.PRECHAUFFE])
    forkserver.ensure_running()
    prives["util"] = avant
