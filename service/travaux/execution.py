"""Run one piece from its taking to its end, whatever engine asked for it."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from docgen.errors import (
    ActeImpossible,
    ChargeInvalide,
    DocgenError,
    FichierAbsent,
    FichiersIndisponibles,
    MachineEmpechee,
    PapierDivergent,
    RegistreIndisponible,
    UsageInvalide,
)
from service.papiers.fabrication import composer
from service.processus.equipe import AMesure, Equipe, RenduAbandonne, Veille
from service.socle.donnees import maintenant
from service.socle.observation import origine_de, panne_dite
from service.socle.problems import dit_a_l_auteur
from service.travaux import genre as genres
from service.travaux.genre import Lieux, Ordre
from service.travaux.morceaux import PANNE_S, Morceau, Morceaux, voulu

journal = logging.getLogger(__name__)
R = TypeVar("R")
BATTEMENT_S = 5.0  # a lease is renewed, and a cancellation heard, at least that often
REESSAI_S = 1.0
SUIVI_S = 0.3  # between two writings of how many documents are done: sooner than an eye sees
# What another attempt would meet again: the command itself is at fault.
DEFINITIVES = (ActeImpossible, ChargeInvalide, PapierDivergent, UsageInvalide)
PANNES = (RegistreIndisponible, FichiersIndisponibles, MachineEmpechee)
PANNE_MAX = timedelta(hours=24)  # for so long a job waits for a register or a store that is down
PLUS_RECENT = "Le travail a été commencé par une version plus récente de Docgen, qui le finira."
IMPREVU = "Une erreur imprévue ({nature}) a arrêté ce morceau. Signalez-la à qui tient Docgen, avec la référence {ref}."


@dataclass(frozen=True, slots=True)
class Execution:
    """How pieces are run: by which children, from where, for how long at most (``delai_s``), under which lease.

    ``equipe`` renders, and is given neither the register nor its key; ``greffe`` cuts and concludes, and has them.

    ``priorite``: the least that this team takes; one that is kept for urgent jobs is never busy with a lot.
    ``priorite_max``: the most; what is urgent is not for a team that gives way to others, where there is one for it.
    """

    morceaux: Morceaux
    equipe: Equipe
    greffe: Equipe
    lieux: Lieux
    delai_s: float = 900.0
    bail_s: float = 20.0
    priorite: int | None = None
    priorite_max: int | None = None

    def prendre(self, comme: str | None = None, sauf: Collection[str] = ()) -> Morceau | None:
        """A piece for this team, as urgent as those of the job named, none of these callers'; or ``None``."""
        return self.morceaux.prendre(self.bail_s, voulu(comme, self.priorite, self.priorite_max, sauf))

    def executer(self, morceau: Morceau, arret: Callable[[], bool]) -> None:
        """Run a piece and write down how it ended; ``arret`` says that this process stops, and the piece is given back.

        Never raises: what cannot be written down because the database is away is tried again until it is back.
        """
        try:
            fin = self._accomplir(morceau, self._veille(morceau, arret))
        except RenduAbandonne:
            fin = partial(self.morceaux.rendre, morceau)
        except Exception as faute:
            raison, dit = _raison(morceau, faute)
            if _passagere(faute, morceau):
                fin = partial(self.morceaux.rendre, morceau, raison, PANNE_S, dit)
            else:
                definitif = isinstance(faute, DEFINITIVES)
                fin = partial(self.morceaux.echouer, morceau, raison, origine_de(faute), definitif, dit)
        _insister(fin, arret)

    def _accomplir(self, morceau: Morceau, veille: Veille) -> Callable[[], bool]:
        """Have a child do the piece; gives what there is to write down of it."""
        travail = morceau.travail
        demandee = datetime.fromisoformat(travail.cree)
        ordre = Ordre(travail.id, travail.genre, travail.parametres, travail.siret, travail.appelant, demandee)
        genre = genres.genre_de(ordre.genre, self.lieux.catalogue)
        faire = partial(self._faire, travail.appelant, veille)
        if morceau.decoupe:
            prevoir = partial(self.morceaux.prevoir, travail.id)
            total = faire(self.greffe, genres.decouper, ordre, self.lieux, self.equipe.ouvriers, a_mesure=prevoir)
            return partial(self.morceaux.decouper, morceau, total, genre.forme)
        if (travail.forme or 0) > genre.forme:  # a newer version is at work, or will be again
            return partial(self.morceaux.rendre, morceau, PLUS_RECENT, PANNE_S)
        if travail.forme != genre.forme:
            return partial(self.morceaux.recommencer, morceau)
        if morceau.conclusion:
            ordre = replace(ordre, ecartes=self.morceaux.ecartes(travail.id))
            fin = faire(self.greffe, genres.conclure, ordre, self.lieux)
            return partial(self.morceaux.conclure, morceau, fin.etat, fin.bilan, fin.fichiers, fin.documents)
        if genre.numerote:
            rendeur = partial(faire, self.equipe, composer)
            genres.numeroter(ordre, morceau.rang, self.lieux, rendeur, self.equipe.ouvriers, self._suivi(travail.id))
        else:
            faire(self.equipe, genres.faire, ordre, morceau.rang, self.lieux.sans_registre)
        return partial(self.morceaux.finir, morceau)

    def _faire(
        self,
        pour: str,
        veille: Veille,
        equipe: Equipe,
        fonction: Callable[..., R],
        *arguments: object,
        a_mesure: AMesure | None = None,
    ) -> R:
        return equipe.faire(fonction, *arguments, pour=pour, delai_s=self.delai_s, veille=veille, a_mesure=a_mesure)

    def _suivi(self, travail: str) -> Callable[[int, int], None]:
        """Write down how many documents are done, not more often than somebody could read it."""
        prochain = 0.0

        def suivre(faits: int, total: int) -> None:
            nonlocal prochain
            if faits < total and time.monotonic() < prochain:
                return
            prochain = time.monotonic() + SUIVI_S
            with suppress(RegistreIndisponible):
                self.morceaux.compter_les_documents(travail, faits, total)

        return suivre

    def _veille(self, morceau: Morceau, arret: Callable[[], bool]) -> Veille:
        """Renew the lease from time to time; say when the piece must be dropped."""
        rythme = min(self.bail_s / 4, BATTEMENT_S)
        prochain = time.monotonic() + rythme

        def veille() -> bool:
            nonlocal prochain
            if arret():
                return False
            if time.monotonic() < prochain:
                return True
            prochain = time.monotonic() + rythme
            try:
                return self.morceaux.prolonger(morceau, self.bail_s)
            except RegistreIndisponible:
                return True  # what is being made will be of use if the database comes back soon enough

        return veille


class Poste:
    """What a team has in hand in this process, by caller: whoever has none there does not wait for what another asked
    for to end. For threads.
    """

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self._tenus: Counter[str] = Counter()
        self._verrou = threading.Lock()

    def prendre(self, comme: str | None = None) -> Morceau | None:
        """A piece: see :meth:`Execution.prendre`. It is to be given to :meth:`executer`."""
        return self._tenir(self.execution.prendre(comme))

    def renforcer(self) -> Morceau | None:
        """One more piece than there are children, of a caller who has none in hand."""
        with self._verrou:
            tenus = Counter(self._tenus)
        if tenus.total() < self.execution.equipe.ouvriers:
            return None
        return self._tenir(self.execution.prendre(sauf=tuple(tenus)))

    def executer(self, morceau: Morceau, arret: Callable[[], bool]) -> None:
        """Run it: see :meth:`Execution.executer`."""
        try:
            self.execution.executer(morceau, arret)
        finally:
            with self._verrou:
                self._tenus -= Counter([morceau.travail.appelant])

    def _tenir(self, morceau: Morceau | None) -> Morceau | None:
        if morceau is not None:
            with self._verrou:
                self._tenus[morceau.travail.appelant] += 1
        return morceau


def _insister(fin: Callable[[], bool], arret: Callable[[], bool]) -> None:
    while True:
        try:
            fin()
            return
        except RegistreIndisponible as panne:
            journal.warning("The database is away, the end of a piece waits: %s", type(panne.__cause__).__name__)
            if arret():
                return  # the lease will expire
            time.sleep(REESSAI_S)


def _passagere(faute: Exception, morceau: Morceau) -> bool:
    """A place is down, and not for so long that somebody should look: the attempt does not count."""
    if not isinstance(faute, PANNES) or isinstance(faute, FichierAbsent):
        return False
    debut = morceau.travail.debute
    return debut is None or maintenant() - datetime.fromisoformat(debut) < PANNE_MAX


def _raison(morceau: Morceau, faute: Exception) -> tuple[str, str]:
    """Why it failed, for who keeps the service and for the job's author; the journal has no value of a payload."""
    ident = f"{morceau.travail.id}/{morceau.rang}"
    lieu = "; ".join(getattr(faute, "__notes__", ()))
    dit = panne_dite(faute)
    journal.error(
        "Piece %s, attempt %d: %s, %s (%s)", ident, morceau.tentative, dit["erreur"], dit["cause"], lieu, extra=dit
    )
    if isinstance(faute, DocgenError):
        return str(faute), dit_a_l_auteur(faute)
    imprevu = IMPREVU.format(nature=type(faute).__name__, ref=ident)
    return imprevu, imprevu
