"""A few child processes that render, each limited in time and in memory, and replaced before it grows old.

A child that dies, hangs or fills its memory spoils the call that it was at, and no other. Children die with the process
that hired them, even killed outright.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing import connection, forkserver, popen_forkserver, resource_tracker
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from traceback import extract_tb
from types import GeneratorType
from typing import Any, TypeVar

from docgen.errors import Origine, RenduImpossible
from docgen.usecases.processus.naissance import priver, sans_secret, suivre_le_parent
from docgen.usecases.processus.repartition import coeurs

R = TypeVar("R")
Veille = Callable[[], bool]
AMesure = Callable[[object], None]

DELAI_S = 60.0
SERVICE = ""  # in whose name what nobody asked for is done
RYTHME_S = 0.2  # between two questions to whoever watches over a run
PRECHAUFFE = "service.processus.prechauffe"
TROP_LONG = (
    "Le document n'a pas été fini en {delai_s:g} s : son rendu a été arrêté. Demandez moins de documents à la fois, ou "
    "signalez cette session à qui tient Docgen."
)
TROP_GROS = (
    "Le document n'a pas été fini : il demande plus de mémoire qu'il n'est permis. Demandez moins de documents à la "
    "fois, ou signalez cette session à qui tient Docgen."
)
ARRET_NET = (
    "Le document n'a pas été fini : son processus s'est arrêté net, faute de mémoire peut-être. Recommencez ; si cela "
    "se répète, signalez cette session à qui tient Docgen."
)
SANS_ENFANT = (
    "Le document n'a pas été fini : aucun processus n'a pu être lancé pour le faire, faute de mémoire peut-être. "
    "Recommencez ; si cela se répète, signalez-le à qui tient Docgen."
)
_MIO = 1 << 20


def permise(nom: str) -> bool:
    """What opens the store, besides: children read and write in it."""
    return nom.startswith("AWS_") or sans_secret(nom)


priver(permise, forkserver, popen_forkserver, resource_tracker)


class RenduInterrompu(RenduImpossible):
    """Le document n'a pas été fini : son processus s'est arrêté, ou a dépassé le temps ou la mémoire permis."""

    origine = Origine.MACHINE


class RenduAbandonne(RenduImpossible):
    """Le document n'a pas été fini : il n'était plus demandé."""


class EquipeOccupee(RenduImpossible):
    """Le service est trop occupé pour rendre ce document maintenant : réessayez dans un instant."""

    origine = Origine.MACHINE


@dataclass(frozen=True, slots=True)
class Limites:
    """What a child may use. ``appels``: after that many calls it is replaced, for memory grows over renders."""

    memoire_mio: int = 1536
    appels: int = 200
    gentillesse: int = 0  # the ``nice`` of the child: lots give way to whoever waits for one document


class Places:
    """The free children, one to each caller in turn: whoever has just had one stands behind the others. For threads.

    The last one is for who has none: whatever a caller asks for, another one finds a child free.
    """

    def __init__(self, enfants: Iterable[_Enfant | None]) -> None:
        self._libres = list(enfants)
        self.nombre = len(self._libres)
        self._files: dict[str, deque[Future[_Enfant | None]]] = {}  # by caller: whose turn is next comes first
        self._tenus: Counter[str] = Counter()
        self._verrou = threading.Lock()

    @property
    def libres(self) -> int:
        """How many have nothing to do."""
        return len(self._libres)

    @property
    def attendues(self) -> int:
        """How many are waited for."""
        with self._verrou:
            return sum(map(len, self._files.values()))

    def prendre(self, pour: str, attente_s: float | None = None) -> _Enfant | None:
        """A child, at this caller's turn; ``None`` where it is to be hired.

        Raises:
            EquipeOccupee: none was free in time.
        """
        with self._verrou:
            if self._permis(pour):
                self._tenus[pour] += 1
                return self._libres.pop()
            billet: Future[_Enfant | None] = Future()
            self._files.setdefault(pour, deque()).append(billet)
        try:
            return billet.result(attente_s)
        except TimeoutError as cause:
            if billet.cancel():
                raise EquipeOccupee from cause
            return billet.result()

    def rendre(self, pour: str, enfant: _Enfant | None) -> None:
        """Give back the child that a caller had: to whoever is next."""
        with self._verrou:
            self._tenus[pour] -= 1
            self._libres.append(enfant)
            for suivant in [autre for autre in self._files if self._permis(autre)]:
                file, servi = self._files.pop(suivant), None
                while file and servi is None:
                    billet = file.popleft()
                    servi = billet if billet.set_running_or_notify_cancel() else None
                if file:
                    self._files[suivant] = file  # behind the others
                if servi is not None:
                    self._tenus[suivant] += 1
                    servi.set_result(self._libres.pop())
                    break
            self._tenus += Counter()  # who has none is not remembered

    def _permis(self, pour: str) -> bool:
        return len(self._libres) > bool(self._tenus[pour])


class Equipe:
    """A team of child processes. Safe for threads; ``fermer`` when done.

    A function and its arguments cross a pipe: the function is named in its module, all is picklable. ``ouvriers`` are
    what one caller may have at work; there is one more for the others.
    """

    def __init__(self, ouvriers: int | None = None, limites: Limites | None = None) -> None:
        self._limites = limites or Limites()
        self.ouvriers = ouvriers or coeurs()
        self.places = Places([None] * (self.ouvriers + 1))

    def demarrer(self) -> None:
        """Hire every child now, so that no call pays for it.

        Raises:
            RenduInterrompu: one cannot be born; each call will try again.
        """
        enfants = {nom: self.places.prendre(nom) for nom in self._chacun()}
        try:
            for nom, enfant in enfants.items():
                enfants[nom] = enfant or self._embaucher()
        finally:
            for nom, enfant in enfants.items():
                self.places.rendre(nom, enfant)

    def _chacun(self) -> list[str]:
        """Names of nobody, under which every child may be had."""
        return [f"{SERVICE}{rang}" for rang in range(self.places.nombre)]

    def faire(
        self,
        fonction: Callable[..., R],
        *arguments: object,
        pour: str = SERVICE,
        delai_s: float = DELAI_S,
        attente_s: float | None = None,
        veille: Veille | None = None,
        a_mesure: AMesure | None = None,
    ) -> R:
        """Run a function in a child and give its result, or raise what it raised.

        ``pour``: who asks; callers are served in turn. ``delai_s`` is for the run, ``attente_s`` for a child to be
        free; ``veille`` says if it is still of use. ``a_mesure`` is given each value as it comes, of a
        function that yields, whose result is all of them, or that announces some.

        Raises:
            EquipeOccupee: no child was free in time.
            RenduInterrompu: the child died, or ran over its time or its memory.
            RenduAbandonne: ``veille`` said no.
        """
        enfant = self.places.prendre(pour, attente_s)
        try:
            if veille and not veille():
                raise RenduAbandonne
            if enfant is None or not enfant.vivant:
                enfant = self._embaucher()
            return enfant.faire(fonction, arguments, delai_s, veille, a_mesure)
        finally:
            self.places.rendre(pour, self._garder(enfant))

    def _garder(self, enfant: _Enfant | None) -> _Enfant | None:
        """The child, unless it is to be replaced."""
        if enfant is not None and enfant.use(self._limites):
            enfant.renvoyer()
            return None
        return enfant

    def fermer(self) -> None:
        """Send every child away; those at work are waited for."""
        for nom in self._chacun():
            enfant = self.places.prendre(nom)
            if enfant is not None:
                enfant.renvoyer()
        for nom in self._chacun():
            self.places.rendre(nom, None)

    def _embaucher(self) -> _Enfant:
        try:
            return _Enfant(self._limites)
        except (OSError, EOFError) as cause:
            raise RenduInterrompu(SANS_ENFANT) from cause


class _Dit(Enum):
    """What a child says of a call: a value that it yields, that there is no more; or its result; or what broke it."""

    VALEUR, TOUT, RESULTAT, FAUTE = range(4)


class _Enfant:
    """One child process, seen from its parent."""

    def __init__(self, limites: Limites) -> None:
        contexte = multiprocessing.get_context("forkserver")
        contexte.set_forkserver_preload([PRECHAUFFE])
        self._fil, bout = contexte.Pipe()
        self._processus: ForkServerProcess = contexte.Process(target=_servir, args=(bout, limites))
        self._processus.start()
        bout.close()
        self._appels = 0
        self._renvoye = False

    @property
    def vivant(self) -> bool:
        return not self._renvoye and self._processus.is_alive()

    def faire(
        self,
        fonction: Callable[..., R],
        arguments: tuple[object, ...],
        delai_s: float,
        veille: Veille | None,
        a_mesure: AMesure | None,
    ) -> R:
        self._appels += 1
        echeance, dits = time.monotonic() + delai_s, list[object]()
        try:
            self._fil.send((fonction, arguments))
            while True:
                self._attendre(echeance, delai_s, veille)
                quoi, dit = self._fil.recv()
                if quoi is not _Dit.VALEUR:
                    break
                dits.append(dit)
                if a_mesure:
                    self._rapporter(dit, a_mesure)
        except (EOFError, ConnectionError) as cause:
            self.renvoyer()
            raise RenduInterrompu(ARRET_NET) from cause
        if quoi is _Dit.FAUTE:
            raise dit
        resultat: Any = dits if quoi is _Dit.TOUT else dit
        return resultat  # type: ignore[no-any-return]

    def _rapporter(self, dit: object, a_mesure: AMesure) -> None:
        try:
            a_mesure(dit)
        except BaseException:  # what the child goes on saying would be taken for the answer to the next call
            self.renvoyer()
            raise

    def _attendre(self, echeance: float, delai_s: float, veille: Veille | None) -> None:
        while (reste := echeance - time.monotonic()) > 0:
            if self._fil.poll(min(reste, RYTHME_S) if veille else reste):
                return
            if veille and not veille():
                self.renvoyer()
                raise RenduAbandonne
        self.renvoyer()
        raise RenduInterrompu(TROP_LONG.format(delai_s=delai_s))

    def use(self, limites: Limites) -> bool:
        """True when it should be replaced: too many calls, or too fat."""
        if self._appels >= limites.appels or not self.vivant:
            return True
        return memoire_mio(self._processus.pid or 0) > limites.memoire_mio / 2

    def renvoyer(self) -> None:
        """End it, whatever it was doing."""
        if self._renvoye:
            return
        self._renvoye = True
        self._fil.close()
        self._processus.kill()
        self._processus.join()
        self._processus.close()


def memoire_mio(pid: int) -> int:
    """The resident memory of a process, in mebibytes; 0 if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() // _MIO
    except (OSError, IndexError):
        return 0


_fils: list[connection.Connection] = []  # of a child, to its parent


def annoncer(valeur: object) -> None:
    """In a child: tell whoever waits for this call something on the way; elsewhere, nobody is told."""
    for fil in _fils:
        fil.send_bytes(_dire(_Dit.VALEUR, valeur))


def _servir(fil: connection.Connection, limites: Limites) -> None:
    """The life of a child: calls, one after the other, until its parent lets go of the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    suivre_le_parent()
    os.nice(limites.gentillesse)
    # What a process may write to, rather than its address space: engines reserve much more than they use.
    resource.setrlimit(resource.RLIMIT_DATA, (limites.memoire_mio * _MIO,) * 2)
    _fils.append(fil)
    with suppress(EOFError, ConnectionError):
        while True:
            fonction, arguments = fil.recv()
            for octets in _appeler(fonction, arguments):
                fil.send_bytes(octets)


def _appeler(fonction: Callable[..., object], arguments: tuple[object, ...]) -> Iterator[bytes]:
    """What is said of a call, ready to cross the pipe: each value that it yields, then how it ended."""
    try:
        resultat = fonction(*arguments)
        if isinstance(resultat, GeneratorType):
            for valeur in resultat:
                yield _dire(_Dit.VALEUR, valeur)
            yield _dire(_Dit.TOUT)
        else:
            yield _dire(_Dit.RESULTAT, resultat)
    except MemoryError:
        yield _dire(_Dit.FAUTE, RenduInterrompu(TROP_GROS))
    except Exception as faute:  # told to whoever waits, who raises it
        faute.add_note(
            " < ".join(f"{cadre.filename}:{cadre.lineno}" for cadre in extract_tb(faute.__traceback__)[:0:-1])
        )
        yield _dire(_Dit.FAUTE, _transportable(faute))


def _dire(quoi: _Dit, valeur: object = None) -> bytes:
    return bytes(ForkingPickler.dumps((quoi, valeur)))


def _transportable(faute: Exception) -> Exception:
    """The exception, if it can cross the pipe; else its name and its words."""
    try:
        pickle.loads(pickle.dumps(faute))
    except Exception:
        return RuntimeError(f"{type(faute).__name__}: {faute}")
    return faute
