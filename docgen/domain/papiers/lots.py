"""A print lot: in which order documents go, on how many sheets, and the accounts that must agree before it leaves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from operator import add, attrgetter
from typing import Protocol, TypeVar

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.numero import departement_sur_trois

SESSIONS_MAX = 1_000
FEUILLES_PAR_VOLUME = 250
# A piece is rendered by one process, and again from its start when that process dies: long enough to be worth its
# start, short enough to be lost, and so many in a lot that several machines share it. Volumes are cut inside a piece,
# whose last one is shorter.
FEUILLES_PAR_MORCEAU = 1_000
MORCEAUX_VISES = 8
# Slips are not counted when pieces are cut: room is left for them, else a piece would end with a volume of its own.
PART_DES_DOCUMENTS = 0.94

VOLUME = "_VOL_"  # in the name of a file: it is a volume

# The least distance from ink to the edge of the sheet, over all models, with the longest texts of a payload.
MARGES_MM = {"gauche": 10.5, "haut": 7.0, "droite": 10.5, "bas": 6.5}
# What office printers leave blank around a sheet, whatever they are sent.
BORD_MM = 4.0


def nom_de_volume(lot: str, numero: int) -> str:
    """``LOT_7c1e0b_VOL_01.pdf``: how the file of a volume is named."""
    return f"LOT_{lot}{VOLUME}{numero:02d}.pdf"


def volume_de(fichier: str) -> str:
    """``01``: which volume of its lot a file is; empty for another file."""
    _, marque, numero = fichier.rpartition(VOLUME)
    return numero.removesuffix(".pdf") if marque else ""


def marges_perdues(droite_mm: float, bas_mm: float) -> dict[str, float]:
    """The sides on which a page would lose ink, with the margin that it would have left.

    ``droite_mm`` and ``bas_mm`` are what a printer misses its place by, to the right and down: the page is moved as
    far the other way.
    """
    gagnees = {"gauche": -droite_mm, "haut": -bas_mm, "droite": droite_mm, "bas": bas_mm}
    restes = {cote: marge + gagnees[cote] for cote, marge in MARGES_MM.items()}
    return {cote: reste for cote, reste in restes.items() if reste < BORD_MM}


def feuilles(pages: int, *, recto: bool) -> int:
    """The sheets of a document: two pages a sheet, or one when only the recto is printed."""
    return pages if recto else -(-pages // 2)


def blanches(pages: int, *, recto: bool) -> int:
    """The versos left empty so that what follows starts on a recto."""
    return 0 if recto else pages % 2


def rang_de_session(dossier: Dossier) -> tuple[str, str, str, str, str]:
    """Where a session stands in a lot: by authority, then centre, then date and identifier."""
    centre, session = dossier.centre, dossier.session
    return (
        departement_sur_trois(dossier.autorite.departement),
        centre.raison_sociale.casefold(),
        centre.siret,
        session.debut.isoformat(),
        session.id,
    )


class Poids(Protocol):
    """Whatever takes an estimated number of sheets."""

    @property
    def feuilles(self) -> int:
        """How many."""
        ...


Chose = TypeVar("Chose", bound=Poids)


def couper(choses: Iterable[Chose], feuilles_par_volume: int) -> Iterator[tuple[Chose, ...]]:
    """Cut in about :data:`MORCEAUX_VISES` pieces, of a volume at least and of :data:`FEUILLES_PAR_MORCEAU` sheets at
    most, a whole number of volumes each, cutting nothing itself.

    The cut depends on the lot alone, never on the machine: a reprint gives the same volumes.
    """
    toutes = list(choses)
    part = min(FEUILLES_PAR_MORCEAU, sum(chose.feuilles for chose in toutes) // MORCEAUX_VISES)
    visees = max(1, part // feuilles_par_volume) * feuilles_par_volume * PART_DES_DOCUMENTS
    morceau: list[Chose] = []
    total = 0
    for chose in toutes:
        if morceau and total + chose.feuilles > visees:
            yield tuple(morceau)
            morceau, total = [], 0
        morceau.append(chose)
        total += chose.feuilles
    if morceau:
        yield tuple(morceau)


def compter_les_volumes(choses: Iterable[Poids], feuilles_par_volume: int) -> int:
    """In about how many volumes they will be, cut as :func:`couper` cuts them."""
    poids = (sum(chose.feuilles for chose in morceau) for morceau in couper(choses, feuilles_par_volume))
    return sum(math.ceil(feuilles / (feuilles_par_volume * PART_DES_DOCUMENTS)) for feuilles in poids)


@dataclass(frozen=True, slots=True)
class Comptes:
    """What is counted of a volume, or of a lot. ``bordereaux`` are the separator sheets; ``blanches`` empty pages."""

    documents: int = 0
    numeros: int = 0
    bordereaux: int = 0
    pages: int = 0
    blanches: int = 0
    feuilles: int = 0

    def __add__(self, autres: Comptes) -> Comptes:
        return Comptes(*map(add, _valeurs(self), _valeurs(autres)))


_valeurs = attrgetter(*(champ.name for champ in fields(Comptes)))


def total(comptes: Iterable[Comptes]) -> Comptes:
    """The sum."""
    return Comptes(*map(sum, zip(*map(_valeurs, (Comptes(), *comptes)), strict=True)))


def ecarts(attendus: Comptes, constates: Comptes) -> dict[str, tuple[int, int]]:
    """What does not balance: for each count that differs, the one expected and the one found."""
    return {
        champ.name: (getattr(attendus, champ.name), getattr(constates, champ.name))
        for champ in fields(Comptes)
        if getattr(attendus, champ.name) != getattr(constates, champ.name)
    }


def plages(numeros: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    """Numbers as runs, series by series: the first, the last, how many. ``2019-974-0000001-V`` follows on its rank."""
    suites: list[list[str]] = []
    for numero in sorted(set(numeros)):
        if suites and _rang(numero) == (_rang(suites[-1][-1])[0], _rang(suites[-1][-1])[1] + 1):
            suites[-1].append(numero)
        else:
            suites.append([numero])
    return tuple((suite[0], suite[-1], len(suite)) for suite in suites)


def _rang(numero: str) -> tuple[str, int]:
    serie, _, suite = numero.rpartition("-")[0].rpartition("-")
    return serie, int(suite)
