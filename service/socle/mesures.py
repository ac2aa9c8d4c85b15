"""What Prometheus reads: calls and how long they take, by route; jobs by state.

Processes that share a port share their counts, in the files of a folder: whichever answers, the figures are of all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

PARTAGE = "PROMETHEUS_MULTIPROC_DIR"  # the library reads it when it is imported: set it before the processes start
BORNES_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Mesures:
    """The measures of one application. ``compter_travaux`` is asked at each reading."""

    def __init__(self, compter_travaux: Callable[[], Mapping[str, int]]) -> None:
        self._registre = CollectorRegistry()
        self._travaux = _Travaux(compter_travaux)
        self._requetes = Counter(
            "docgen_requetes", "Appels reçus", ("route", "methode", "statut"), registry=self._registre
        )
        self._durees = Histogram(
            "docgen_duree_secondes", "Durée des appels", ("route",), buckets=BORNES_S, registry=self._registre
        )
        self._registre.register(self._travaux)

    def compter(self, route: str, methode: str, statut: int, duree_s: float) -> None:
        """One more call."""
        self._requetes.labels(route, methode if methode.isalpha() and len(methode) < 9 else "?", statut).inc()
        self._durees.labels(route).observe(duree_s)

    def texte(self) -> bytes:
        """The measures, as Prometheus reads them."""
        if not os.environ.get(PARTAGE):
            return generate_latest(self._registre)
        ensemble = CollectorRegistry()
        MultiProcessCollector(ensemble)  # type: ignore[no-untyped-call]
        ensemble.register(self._travaux)
        return generate_latest(ensemble)


class _Travaux(Collector):
    def __init__(self, compter: Callable[[], Mapping[str, int]]) -> None:
        self._compter = compter

    def describe(self) -> Iterable[Metric]:
        return ()  # else it would be asked, and the database read, before anything is ready

    def collect(self) -> Iterable[Metric]:
        mesure = GaugeMetricFamily("docgen_travaux", "Travaux par état", labels=["etat"])
        for etat, nombre in self._compter().items():
            mesure.add_metric([etat], nombre)
        yield mesure
