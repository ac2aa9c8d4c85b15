"""How long documents take to make, told before any is: from how many there are, of which type, by which engine.

Times are those of one core of the machine of measures (``benchmarks/resultats/couts.json`` for single documents,
``annee.json`` for lots); on another, they tell a moment from a quarter of an hour, which is what is asked of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from docgen.documents.page.spec import Spec
from docgen.documents.page.typographie import accord
from docgen.usecases.formats import USAGES, format_de

ARCHIVE, IMPRESSION = USAGES
LOT = "lot"
# Milliseconds of a record, and those that each candidate adds to a document of the whole session.
_RECORDS: Mapping[str, tuple[float, float]] = {
    "affichage": (25, 1.0),
    "bordereau_pv": (35, 1.0),
    "convocation_jure": (64, 0),
    "emargement": (55, 11.5),
    "formulaire_remise": (25, 4.2),
    "parchemin": (25, 0),
    "pv_general": (60, 4.5),
    "pv_individuel": (50, 0),
}
_ORDINAIRE = (34, 0)
_PART_DE_LA_PRESSE = 1 / 6
_AUTRES_MOTEURS = {"docx": 10, "xlsx": 2, LOT: 3}
_GAIN_PAR_PROCESSUS = 0.3  # cores share caches and memory: two are far from twice as quick as one alone
_UN_INSTANT_S, _PAS_S, _MINUTE_S = 5, 5, 60


@dataclass(frozen=True, slots=True)
class Estimation:
    """How many documents are to be made, in about how many seconds; of a lot, on about how many sheets and volumes."""

    documents: int
    secondes: float
    feuilles: int | None = None
    volumes: int | None = None

    @property
    def duree(self) -> str:
        """The seconds as a person says them."""
        if self.secondes < _UN_INSTANT_S:
            return "quelques secondes"
        if self.secondes < 2 * _MINUTE_S:
            return f"environ {round(self.secondes / _PAS_S) * _PAS_S} secondes"
        return f"environ {accord(round(self.secondes / _MINUTE_S), 'minute')}"

    def dire(self) -> str:
        """All of it."""
        return f"{accord(self.documents, 'document')}{self.papier}, {self.duree}"

    @property
    def papier(self) -> str:
        """The sheets and the volumes, after what they are of; nothing but for a lot."""
        if not self.feuilles or not self.volumes:
            return ""
        return f" sur environ {accord(self.feuilles, 'feuille')} en {accord(self.volumes, 'volume')}"


Prevu = Callable[[Estimation], None]


def nul(*_: object) -> None:
    """Nobody is told, nothing is refused."""


def estimer(documents: Mapping[tuple[str, str], int], candidats: int = 0, processus: int = 1) -> Estimation:
    """So many documents, by type and engine, of a session of so many candidates, made by so many processes."""
    millisecondes = sum(nombre * _cout(*quoi, candidats) for quoi, nombre in documents.items())
    ensemble = 1 + _GAIN_PAR_PROCESSUS * (processus - 1)
    return Estimation(sum(documents.values()), round(millisecondes / 1000 / ensemble, 3))


def compter(specs: Iterable[Spec], format_voulu: str | None, usage: str) -> Counter[tuple[str, str]]:
    """Documents, each given by its type, counted by type and engine."""
    return Counter((spec.code, moteur_de(format_de(spec, format_voulu), usage)) for spec in specs)


def moteur_de(format_du_document: str, usage: str) -> str:
    """Which engine makes a document: that of records, of paper, of Word or of workbooks."""
    return usage if format_du_document == "pdf" else format_du_document


def _cout(code: str, moteur: str, candidats: int) -> float:
    if moteur in _AUTRES_MOTEURS:
        return _AUTRES_MOTEURS[moteur]
    fixe, par_candidat = _RECORDS.get(code, _ORDINAIRE)
    return (fixe + par_candidat * candidats) * (_PART_DE_LA_PRESSE if moteur == IMPRESSION else 1)
