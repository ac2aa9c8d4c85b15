"""The shared engine: Procrastinate, a queue in PostgreSQL, hands the pieces to the workers of many machines.

The queue only says which piece may start. The tables hold the truth: a message that is lost, late or given twice costs
nothing, for a piece is taken under its lease before it is done, and a periodic round sends again whatever waits.
Pieces are rendered by child processes, so one event loop serves as many at once as there are children.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from procrastinate import App, JobContext, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from docgen.errors import DocgenError, RegistreIndisponible
from docgen.registre.connexion import exiger_utf8
from service.administration.purge import Entretien
from service.socle.observation import panne_dite
from service.travaux.embarque import Distributeur
from service.travaux.execution import Execution, Poste
from service.travaux.morceaux import Depart
from service.travaux.moteur import Travaux
from service.travaux.tables import Carnet, Travail

journal = logging.getLogger(__name__)
FILE, FILE_URGENTE = "docgen", "docgen.urgent"
MORCEAU, RONDE = "docgen.morceau", "docgen.ronde"
RONDE_S = "* * * * * */5"  # a lease that ends is seen so soon; the last field is seconds
REPRISE_S = 2.0  # before a worker that lost PostgreSQL tries again
INSTALLATION_S, ESSAI_S = 10, 2  # to reach the queue's server
SILENCE_S = 30.0  # a worker that gave no sign of life for so long is taken for dead
_VERROU_DE_CREATION = 0x66696C65  # "file" in ASCII
_RESERVE: Mapping[str, Any] = {"min_size": 1, "timeout": 5.0, "reconnect_timeout": 5.0}


class TravauxPartages(Travaux):
    """See :class:`service.travaux.moteur.Travaux`. ``ronde``: when the periodic round is made, in the form of cron."""

    def __init__(
        self,
        adresse: str,
        carnet: Carnet,
        *executions: Execution,
        entretien: Entretien | None = None,
        ronde: str = RONDE_S,
    ) -> None:
        super().__init__(carnet, *executions, entretien=entretien)
        self._postes = [Poste(execution) for execution in executions]
        self._renforts = [Distributeur(poste, renfort=True) for poste in self._postes]
        self._adresse = _conninfo(adresse)
        self._ronde = ronde
        self._arret = threading.Event()
        self._fil: threading.Thread | None = None
        self._ouvrier: tuple[asyncio.AbstractEventLoop, asyncio.Future[None]] | None = None
        self._en_panne = False
        _installer(self._adresse)
        self._envoi = App(connector=SyncPsycopgConnector(conninfo=self._adresse, **_RESERVE))
        self._envoi.open()

    def signaler(self, travail: Travail) -> None:
        self._envoyer(travail.id)

    def joindre(self) -> None:
        super().joindre()
        joindre_la_file(self._adresse)

    def demarrer(self) -> None:
        super().demarrer()
        if not self.execute:
            return
        self._arret.clear()
        self._fil = threading.Thread(target=self._tenir, name="travaux", daemon=True)
        self._fil.start()
        for renfort in self._renforts:
            renfort.demarrer()

    def en_vie(self) -> bool:
        """See :meth:`service.travaux.moteur.Travaux.en_vie`."""
        return self._ouvrier is not None

    def arreter(self) -> None:
        self._arret.set()
        for renfort in self._renforts:
            renfort.annoncer_l_arret()
        if self._ouvrier is not None:
            boucle, tache = self._ouvrier
            boucle.call_soon_threadsafe(tache.cancel)
        if self._fil is not None:
            self._fil.join()
        for renfort in self._renforts:
            renfort.attendre_l_arret()
        super().arreter()
        self._envoi.close()

    def _tenir(self) -> None:
        """Keep a worker alive: Procrastinate's gives up when PostgreSQL does."""
        while not self._arret.is_set():
            try:
                asyncio.run(self._travailler())
            except Exception as panne:
                if not self._en_panne:  # once, however many times it is tried
                    cause = panne.exceptions[0] if isinstance(panne, ExceptionGroup) else panne
                    journal.warning(
                        "The worker stopped, it starts again once its server is there", extra=panne_dite(cause)
                    )
                self._en_panne = True
            self._arret.wait(REPRISE_S)

    async def _travailler(self) -> None:
        app = self._application()
        async with app.open_async():
            await self._secourir(app)
            tache = asyncio.ensure_future(self._ouvrir_les_ouvriers(app))
            self._ouvrier = (asyncio.get_running_loop(), tache)
            self._en_panne = False
            if self._arret.is_set():
                tache.cancel()
            try:
                await tache
            except asyncio.CancelledError:
                return
            finally:
                self._ouvrier = None

    async def _ouvrir_les_ouvriers(self, app: App) -> None:
        """All of them; when one stops, so do the others."""
        async with asyncio.TaskGroup() as ensemble:
            for poste in self._postes:
                ensemble.create_task(self._ouvrir_un_ouvrier(app, poste))

    async def _ouvrir_un_ouvrier(self, app: App, poste: Poste) -> None:
        """One worker a team, which listens to the queues of what it takes."""
        execution = poste.execution
        await app.run_worker_async(
            queues=[
                *([FILE] if execution.priorite is None else []),
                *([FILE_URGENTE] if execution.priorite_max is None else []),
            ],
            concurrency=execution.equipe.ouvriers,
            additional_context={"poste": poste},
            install_signal_handlers=False,
            delete_jobs="always",
            fetch_job_polling_interval=2.0,
            stalled_worker_timeout=SILENCE_S,
        )

    def _application(self) -> App:
        app = App(connector=PsycopgConnector(conninfo=self._adresse, **_RESERVE))

        @app.task(name=MORCEAU, queue=FILE, pass_context=True)
        async def morceau(contexte: JobContext, travail: str, rang: int) -> None:
            await asyncio.to_thread(self._faire, contexte.additional_context["poste"], travail)

        @app.periodic(cron=self._ronde)
        @app.task(name=RONDE, queue=FILE_URGENTE, queueing_lock=RONDE, priority=100)
        async def ronde(timestamp: int) -> None:
            await self._secourir(app)

        return app

    async def _secourir(self, app: App) -> None:
        """Clear away the messages of dead workers, then send again whatever waits."""
        for message in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE_S):
            await app.job_manager.finish_job(message, Status.FAILED, delete_job=True)
        await asyncio.to_thread(self._envoyer)

    def _faire(self, poste: Poste, travail: str) -> None:
        """A piece for a message, as urgent as its own, whosever turn it is; there is a message for each."""
        try:
            morceau = poste.prendre(travail)
        except RegistreIndisponible:
            return  # the round will send it again
        if morceau is not None:
            poste.executer(morceau, self._arret.is_set)
            self._envoyer(morceau.travail.id, () if morceau.decoupe else (morceau.rang, morceau.travail.total))

    def _envoyer(self, travail: str | None = None, rangs: Iterable[int | None] = ()) -> None:
        """Send a message for each piece that waits; those already in the queue stay there.

        A queue that does not answer stops nothing: the job is written down, the round will send it.
        """
        voulus = set(rangs)
        try:
            for depart in self._executions[0].morceaux.a_lancer(travail):
                if not voulus or depart.rang in voulus:
                    self._poster(depart)
        except (ConnectorException, DocgenError) as panne:
            journal.warning("Messages were not sent, the next round will: %s", type(panne).__name__)

    def _poster(self, depart: Depart) -> None:
        message = self._envoi.configure_task(
            MORCEAU,
            queue=FILE_URGENTE if depart.priorite > 0 else FILE,
            priority=depart.priorite,
            queueing_lock=f"{depart.travail}/{depart.rang}",
            schedule_in={"seconds": depart.delai_s} if depart.delai_s else None,
        )
        try:
            message.defer(travail=depart.travail, rang=depart.rang)
        except AlreadyEnqueued:
            return


def joindre_la_file(adresse: str) -> None:
    """Make sure that the queue's server answers.

    Raises:
        RegistreIndisponible: it does not.
    """
    with _connecter(_conninfo(adresse), ESSAI_S):
        return


def _conninfo(adresse: str) -> str:
    """The address as libpq reads it."""
    return "postgresql://" + adresse.partition("://")[2]


def _installer(adresse: str) -> None:
    """Create Procrastinate's tables, once, however many processes start together.

    Raises:
        RegistreIndisponible: the server does not answer.
    """
    with _connecter(adresse, INSTALLATION_S) as connexion:
        connexion.execute("SELECT pg_advisory_xact_lock(%s)", (_VERROU_DE_CREATION,))
        if connexion.execute("SELECT to_regclass('procrastinate_jobs')").fetchone() == (None,):
            connexion.execute(App(connector=SyncPsycopgConnector()).schema_manager.get_schema())


@contextmanager
def _connecter(adresse: str, delai_s: int) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(adresse, connect_timeout=delai_s) as connexion:
            exiger_utf8(connexion)
            yield connexion
    except psycopg.Error as cause:
        raise RegistreIndisponible(
            "La file des travaux ne répond pas : rien n'a été soumis. Vérifiez DOCGEN_TRAVAUX et l'état du serveur, "
            "puis relancez."
        ) from cause
