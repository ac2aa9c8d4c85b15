"""A job followed as it goes, by server-sent events: a line that drops is taken up again after the last version seen."""

from __future__ import annotations

import time
from collections.abc import Iterator

from docgen.client.erreurs_client import DelaiDepasse, ErreurClient, ServiceInjoignable
from docgen.client.modeles_client import Travail, lire, lire_json
from docgen.client.transport import Demande, Essais, Transport

SILENCE_S = 45.0  # the service says something every fifteen seconds


def suivre(transport: Transport, ident: str, delai_s: float | None = None) -> Iterator[Travail]:
    """The job each time that it changes, until it is over.

    Raises:
        DelaiDepasse: it is not over in time; it goes on.
        ErreurClient: the service could not be reached again.
    """
    fin = None if delai_s is None else time.monotonic() + delai_s
    essais, vu = Essais(transport.patience), 0
    while True:
        try:
            for travail in _evenements(transport, ident, vu, fin):
                essais, vu = Essais(transport.patience), travail.version
                yield travail
                if travail.fini is not None:
                    return
        except ErreurClient as erreur:
            if fin is not None and time.monotonic() >= fin:
                raise DelaiDepasse from erreur
            essais.attendre(erreur)
        else:
            essais.attendre(ServiceInjoignable())  # a service that stops ends its streams


def _evenements(transport: Transport, ident: str, vu: int, fin: float | None) -> Iterator[Travail]:
    """What one connection brings."""
    silence = SILENCE_S if fin is None else min(SILENCE_S, max(0.1, fin - time.monotonic()))
    entetes = {"Accept": "text/event-stream", "Last-Event-ID": str(vu)}
    demande = Demande("GET", f"/v1/travaux/{ident}/evenements", entetes=entetes)
    with transport.ouvrir(demande, silence) as reponse:
        for ligne in reponse.iter_lines():
            if ligne.startswith("data: "):
                yield lire(Travail, lire_json(ligne[6:]))
            if fin is not None and time.monotonic() >= fin:
                raise DelaiDepasse
