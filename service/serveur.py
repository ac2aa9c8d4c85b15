"""The HTTP server: an open door first, so that its address is known, then uvicorn behind it, in one process or many."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import dataclass, field

import uvicorn
from uvicorn.supervisors import Multiprocess

from docgen.errors import RegistreAltere, RegistreEnRetard, UsageInvalide, raison_systeme
from docgen.usecases.provisoire import dossier_provisoire
from service.contexte import Services
from service.socle.limites import PROCESSUS
from service.socle.observation import PARTAGE
from service.socle.protocole import Protocole
from service.socle.variables_service import lire_configuration_service

APPLICATION = "service.app:application"
ATTENTE_ARRET_S = 10  # for the calls in hand; a follower of a job would stay for ever
EN_ATTENTE = 1024
SECRET = "DOCGEN_SECRET"


@dataclass(frozen=True, slots=True)
class Serveur:
    """A server whose door is open. ``sans_cle``: nobody can call it yet. ``mandataires``: proxies that are believed.

    ``essai``: nobody else can verify its papers.
    """

    prise: socket.socket
    hote: str
    processus: int
    sans_cle: bool
    essai: bool
    mandataires: str
    secret: str = field(repr=False)

    @classmethod
    def ouvrir(cls, hote: str, port: int, processus: int) -> Serveur:
        """Check the settings and every place, prepare the tables, then take the port.

        Raises:
            InstallationIncomplete: settings cannot be read, or the keys are those of another register.
            UsageInvalide: the port is taken.
            RegistreIndisponible, FichiersIndisponibles: a place does not answer.
        """
        configuration = lire_configuration_service()
        services = Services(configuration)
        try:
            sans_cle = services.cles.aucune() and services.emetteur is None
            services.magasin.joindre()
            with suppress(RegistreAltere, RegistreEnRetard):  # it numbers nothing then, and still verifies
                services.atelier.registre.controler()
        finally:
            services.fermer()
        if processus < 1:
            raise UsageInvalide(f"Le nombre de processus vaut {processus}. Donnez au moins 1.")
        essai = configuration.docgen.reglages.est_un_essai
        return cls(
            _prendre(hote, port), hote, processus, sans_cle, essai, configuration.mandataires, configuration.secret
        )

    @property
    def adresse(self) -> str:
        """Where it answers."""
        hote = f"[{self.hote}]" if ":" in self.hote else self.hote
        return f"http://{hote}:{self.prise.getsockname()[1]}"

    def servir(self) -> None:
        """Answer, until the process is told to stop."""
        configuration = uvicorn.Config(
            APPLICATION,
            factory=True,
            host=self.hote,
            port=self.prise.getsockname()[1],
            workers=self.processus,
            http=Protocole,
            forwarded_allow_ips=self.mandataires,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=ATTENTE_ARRET_S,
        )
        os.environ[SECRET] = self.secret  # one for all the processes: a page drawn by one comes back to another
        if self.processus == 1:
            uvicorn.Server(configuration).run(sockets=[self.prise])
            return
        with dossier_provisoire("docgen-mesures-") as dossier:
            os.environ[PARTAGE] = str(dossier)
            os.environ[PROCESSUS] = str(self.processus)
            Multiprocess(configuration, sockets=[self.prise]).run()


def _prendre(hote: str, port: int) -> socket.socket:
    famille = socket.AF_INET6 if ":" in hote else socket.AF_INET
    # The protocol is named, else asyncio does not see TCP and each answer waits 40 ms for an acknowledgement.
    prise = socket.socket(famille, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        prise.bind((hote, port))
        prise.listen(EN_ATTENTE)
    except (OSError, OverflowError) as cause:
        prise.close()
        raise UsageInvalide(
            f"Le service ne peut pas écouter sur {hote}:{port} : {_raison(cause)}. Choisissez une autre adresse avec "
            "--hote, un autre port avec --port, ou arrêtez ce qui l'occupe."
        ) from cause
    prise.set_inheritable(True)
    return prise


def _raison(cause: OSError | OverflowError) -> str:
    if isinstance(cause, OverflowError):
        return "ce n'est pas un port"
    return "aucune machine ne porte ce nom" if isinstance(cause, socket.gaierror) else raison_systeme(cause)
