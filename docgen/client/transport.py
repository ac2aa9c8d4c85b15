"""How calls are made: with the key, again when that is safe and may help, and errors that have a type.

A call is made again after a failure of the network, 429 and 503, only if making it twice is as good as once: it reads,
it cancels, or it bears an ``Idempotency-Key``. The waits grow, and are drawn at random so that callers do not come back
together; ``Retry-After`` is obeyed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from docgen import __version__
from docgen.client.erreurs_client import ErreurClient, ReponseIncomprise, ServiceInjoignable
from docgen.client.refus import lire_refus

CLE_IDEMPOTENCE = "Idempotency-Key"
LECTURES = ("GET", "HEAD", "DELETE")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call is made again (``duree_s``, 0: it is made once), and the waits, which double up to a limit."""

    duree_s: float = 120.0
    premiere_s: float = 0.5
    plus_longue_s: float = 15.0


class Essais:
    """The attempts of one call."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._fin = time.monotonic() + patience.duree_s
        self._suivante_s = patience.premiere_s

    def attendre(self, erreur: ErreurClient) -> None:
        """Wait before the next attempt.

        Raises:
            ErreurClient: that one, when it is of no use to wait, or when it would take too long.
        """
        attente = erreur.apres_s or 0.0
        attente += random.uniform(0.5, 1.0) * self._suivante_s
        if not erreur.passagere or time.monotonic() + attente > self._fin:
            raise erreur
        self._suivante_s = min(2 * self._suivante_s, self._patience.plus_longue_s)
        time.sleep(attente)


@dataclass(frozen=True, slots=True)
class Demande:
    """One call. ``sans_effet``: a POST that changes nothing, and may be made twice without a key."""

    methode: str
    chemin: str
    parametres: Mapping[str, Any] = field(default_factory=dict)
    corps: bytes | None = None
    cle: str | None = None
    sans_effet: bool = False
    entetes: Mapping[str, str] = field(default_factory=dict)

    @property
    def repetable(self) -> bool:
        """True when making it twice is as good as once."""
        return self.methode in LECTURES or self.cle is not None or self.sans_effet


class Transport:
    """The connections to one service, under one key; threads may share it."""

    def __init__(self, url: str, cle: str | None, patience: Patience, delai_s: float) -> None:
        self.patience = patience
        entetes = {"User-Agent": f"docgen-client/{__version__}", "Accept-Encoding": "identity"}
        if cle is not None:
            entetes["Authorization"] = f"Bearer {cle}"
        delais = httpx.Timeout(delai_s, connect=10.0)
        self._http = httpx.Client(base_url=url, headers=entetes, timeout=delais)

    def fermer(self) -> None:
        """Close the connections."""
        self._http.close()

    def appeler(self, demande: Demande) -> httpx.Response:
        """The whole answer of a call.

        Raises:
            ErreurClient: after as many attempts as patience allows, if the call can be made again.
        """
        essais = Essais(self.patience)
        while True:
            try:
                with self.ouvrir(demande) as reponse:
                    reponse.read()
                    return reponse
            except ErreurClient as erreur:
                if not demande.repetable:
                    raise
                essais.attendre(erreur)

    @contextmanager
    def ouvrir(self, demande: Demande, silence_s: float | None = None) -> Iterator[httpx.Response]:
        """The answer of one attempt, to be read as it comes; ``silence_s``: how long nothing may come.

        Raises:
            ErreurClient: there is no answer, it is a refusal, or it is cut short.
        """
        parametres = {nom: _texte(valeur) for nom, valeur in demande.parametres.items() if valeur is not None}
        entetes = dict(demande.entetes)
        if demande.cle is not None:
            entetes[CLE_IDEMPOTENCE] = demande.cle
        if demande.corps is not None:
            entetes.setdefault("Content-Type", "application/json")
        requete = self._http.build_request(
            demande.methode, demande.chemin, params=parametres, content=demande.corps, headers=entetes
        )
        if silence_s is not None:
            requete.extensions["timeout"]["read"] = silence_s
        with _pannes(), closing(self._http.send(requete, stream=True)) as reponse:
            if reponse.status_code >= 400:
                reponse.read()
                raise lire_refus(reponse)
            if reponse.is_redirect:
                raise ReponseIncomprise(f"Le service renvoie ailleurs ({reponse.status_code}). Vérifiez son adresse.")
            yield reponse


@contextmanager
def _pannes() -> Iterator[None]:
    """What the network does, as an error of ours."""
    try:
        yield
    except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL):  # its words may hold the key
        raise ErreurClient(
            "L'appel ne peut pas partir : vérifiez la clé et l'adresse du service, qui commence par http:// ou https://."
        ) from None
    except httpx.TransportError as cause:
        nature = type(cause).__name__
        raise ServiceInjoignable(
            f"Le service ne répond pas ({nature}) : vérifiez son adresse et le réseau, puis recommencez."
        ) from cause


def _texte(valeur: Any) -> str:
    return str(valeur).lower() if isinstance(valeur, bool) else str(valeur)
