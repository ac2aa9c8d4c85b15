"""A whole installation to be killed piece by piece: ``docgen servir`` and ``docgen ouvrier``, at one address."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from docgen.client import Client, Patience
from docgen.client.modeles_client import Travail
from outils.ceres import TYPES, Ceres
from outils.sessions import sessions
from tests.attente import attendre
from tests.naissances import demarrer
from tests.registres import poser_registre
from tests.serveur_web import port_libre
from tests.service.http.serveur import creer_cles, environnement, repond

ATTENTE_S = 300  # a bound for what never comes, not a measure


class Installation:
    """Its processes are those that were started and not killed yet."""

    def __init__(self, dossier: Path, registre: str | None = None, **variables: str) -> None:
        self.dossier = dossier
        url = registre or poser_registre(dossier)
        self._environnement = environnement(dossier, url, **variables)
        self.secret = creer_cles(url, dossier / "cles.json")["ceres"]
        self._port = port_libre()
        self.adresse = f"http://127.0.0.1:{self._port}"
        self._vivants: list[subprocess.Popen[bytes]] = []

    def servir(self) -> subprocess.Popen[bytes]:
        """Start the service, at the address that it always has; it answers once this returns."""
        processus = self._lancer("servir", "--port", str(self._port))
        attendre(lambda: self._repond(processus), ATTENTE_S)
        return processus

    def ouvrier(self, **variables: str) -> subprocess.Popen[bytes]:
        """Start a worker, with settings of its own."""
        return self._lancer("ouvrier", **variables)

    def tuer(self, processus: subprocess.Popen[bytes]) -> None:
        """It dies at once, in the middle of whatever it does."""
        processus.kill()
        processus.wait()
        self._vivants.remove(processus)

    def relever(self, processus: subprocess.Popen[bytes], frappe: bool) -> subprocess.Popen[bytes]:
        """The service after a blow: the same one if it stands, a new one if it fell; ``frappe``: it was hit itself."""
        try:
            processus.wait(ATTENTE_S if frappe else 0.3)
        except subprocess.TimeoutExpired:
            return processus
        self._vivants.remove(processus)
        return self.servir()

    def fermer(self) -> None:
        """Stop what is left."""
        for processus in self._vivants:
            processus.terminate()
        for processus in self._vivants:
            processus.wait(30)

    def _lancer(self, *commande: str, **variables: str) -> subprocess.Popen[bytes]:
        with (self.dossier / f"{commande[0]}.txt").open("ab") as journal:
            processus = demarrer(
                commande, self._environnement | variables, cwd=self.dossier, stderr=journal, start_new_session=True
            )
        self._vivants.append(processus)
        return processus

    def _repond(self, processus: subprocess.Popen[bytes]) -> bool:
        assert processus.poll() is None, (self.dossier / "servir.txt").read_text(encoding="utf-8")
        return repond(f"{self.adresse}/sante")


class Lot:
    """A lot asked for by CERES, which follows it all along, whatever dies."""

    def __init__(
        self, installation: Installation, client: Client, nombre: int, types: Sequence[str], rang: int = 0
    ) -> None:
        self._client = client
        charges, recu = list(sessions(nombre, rang * nombre)), installation.dossier / f"recu-{rang}"
        self._ceres = Ceres(client, charges, recu, types, nom=f"ceres-{rang}")
        self._travail = self._ceres.demander(self._ceres.deposer())
        self._fils = ThreadPoolExecutor(1)
        self._suivi: Future[list[Travail]] = self._fils.submit(lambda: list(self._ceres.suivre(self._travail)))

    def attendre(self, condition: Callable[[Travail], bool]) -> None:
        """Until the lot has come so far; it must not be over, so that what dies now dies in the middle."""
        lu: list[Travail] = []

        def venu() -> bool:
            lu.append(self._client.travail(self._travail.id))
            return condition(lu[-1])

        attendre(venu, ATTENTE_S, pas_s=0.004)
        assert lu[-1].fini is None

    def lire(self) -> Travail:
        """Where it is."""
        return self._client.travail(self._travail.id)

    def finir(self, delai_s: float) -> None:
        """It ends well, all of it, each document once, each number once."""
        dernier = self._suivi.result(delai_s)[-1]
        self._fils.shutdown()
        self._ceres.rapporter(dernier)
        fautes = self._ceres.fautes(dernier)
        assert fautes == [], (fautes, dernier)


@contextmanager
def lot(installation: Installation, nombre: int, types: Sequence[str] = TYPES) -> Iterator[Lot]:
    """A lot of so many sessions on an installation that serves; everything is stopped at the end."""
    try:
        with Client(installation.adresse, installation.secret, Patience(plus_longue_s=1)) as client:
            yield Lot(installation, client, nombre, types)
    finally:
        installation.fermer()


def commence(travail: Travail) -> bool:
    """True once its sessions are being checked and numbered."""
    return travail.debute is not None


def coupe(travail: Travail) -> bool:
    """True once its pieces are being printed."""
    return travail.total is not None
