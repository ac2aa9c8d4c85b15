"""A paper that comes back signed: what was printed, what came of it, and whether the pli to the State is whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from docgen.domain.papiers.code_page import CodePage
from docgen.domain.papiers.papier import Emission, Releve
from docgen.domain.pli import TYPES_DES_PV


@dataclass(frozen=True, slots=True)
class Emise:
    """An emission that the codes of pages name: as it was made first, and ``rang``, its last line in the journal.

    ``releve`` is ``None`` once what names people was forgotten.
    """

    emission: Emission
    rang: int
    releve: Releve | None = field(default=None, repr=False)

    @property
    def cle(self) -> tuple[str, str, str]:
        """What paper it is an edition of."""
        return self.emission.type, self.emission.session, self.emission.destinataire


@dataclass(frozen=True, slots=True)
class Retour:
    """Pages of an emission that came back; ``choisies`` are those that a person recognised, for no code could be read.

    ``sha256`` is that of the file where they stand.
    """

    identifiant: str
    session: str
    siret: str
    pages: tuple[int, ...]
    choisies: tuple[int, ...]
    sha256: str


class Sort(StrEnum):
    """What becomes of a page that comes back."""

    RECUE = "RECUE"
    DOUBLE = "DOUBLE"
    BLANCHE = "BLANCHE"
    ILLISIBLE = "ILLISIBLE"
    AUTRE_CENTRE = "AUTRE_CENTRE"
    INCONNUE = "INCONNUE"
    BROUILLON = "BROUILLON"
    ANNULEE = "ANNULEE"
    REMPLACEE = "REMPLACEE"

    @property
    def est_gardee(self) -> bool:
        """True when the page goes in the document that it is of."""
        return self in (Sort.RECUE, Sort.ANNULEE, Sort.REMPLACEE)


@dataclass(frozen=True, slots=True)
class PageRendue:
    """A page of a scanned file: ``rang`` in it, from 1; which page of which emission it is, where that may be told."""

    fichier: str
    rang: int
    sort: Sort
    code: CodePage | None = None
    choisie: bool = False
    quarts: int = 0


def trier(
    pages: Sequence[PageRendue], emises: Mapping[str, Emise], siret: str | None, perimees: Mapping[str, Sort]
) -> list[PageRendue]:
    """The same pages, each with what becomes of it, for a centre (or for all of them, without ``siret``).

    ``perimees`` are the emissions that are worth nothing any more, and why.
    """
    vues: set[tuple[str, int]] = set()
    triees = []
    for page in pages:
        sort = page.sort
        if page.code is not None:
            sort = _sort(page.code, emises.get(page.code.emission), siret, perimees)
            place = (page.code.emission, page.code.page)
            if sort.est_gardee and place in vues:
                sort = Sort.DOUBLE
            vues.add(place)
        tu = sort in (Sort.AUTRE_CENTRE, Sort.INCONNUE, Sort.BROUILLON)
        triees.append(PageRendue(page.fichier, page.rang, sort, None if tu else page.code, page.choisie, page.quarts))
    return triees


def _sort(code: CodePage, emise: Emise | None, siret: str | None, perimees: Mapping[str, Sort]) -> Sort:
    if code.brouillon:
        return Sort.BROUILLON
    if emise is None:
        return Sort.INCONNUE
    if siret not in (None, emise.emission.siret):
        return Sort.AUTRE_CENTRE
    return perimees.get(code.emission, Sort.RECUE)


def remplacees(emises: Sequence[Emise]) -> dict[str, Sort]:
    """Of the editions of a session's papers, those that a later one, which says something else, replaces."""
    dernieres: dict[tuple[str, str, str], Emise] = {}
    for emise in emises:
        if emise.cle not in dernieres or dernieres[emise.cle].rang < emise.rang:
            dernieres[emise.cle] = emise
    return {
        emise.emission.identifiant: Sort.REMPLACEE
        for emise in emises
        if emise.emission.identifiant and dernieres[emise.cle].emission.identifiant != emise.emission.identifiant
    }


@dataclass(frozen=True, slots=True)
class PiecePli:
    """An original that the State must receive, and the pages of it that are missing: all of them, before it comes."""

    emise: Emise
    manquantes: tuple[int, ...]

    @property
    def recue(self) -> bool:
        """True once every page came back."""
        return not self.manquantes


@dataclass(frozen=True, slots=True)
class Pli:
    """What goes to the State of a session: its pieces, and the papers that came back and must not be sent."""

    session: str
    pieces: tuple[PiecePli, ...]
    conservees: tuple[Emise, ...]

    @property
    def complet(self) -> bool:
        """True when nothing is missing, and there is something to send."""
        return bool(self.pieces) and all(piece.recue for piece in self.pieces)


def pli_de(session: str, emises: Sequence[Emise], recues: Mapping[str, frozenset[int]]) -> Pli:
    """The pli of a session, from the last edition of each of its PVs, and the pages that came back of each."""
    perimees = remplacees(emises)
    pieces, conservees = [], []
    for emise in emises:
        identifiant = emise.emission.identifiant or ""
        if emise.emission.type not in TYPES_DES_PV or identifiant in perimees:
            continue
        pages = recues.get(identifiant, frozenset())
        if emise.releve is not None and emise.releve.transmis:
            manquantes = tuple(page for page in range(1, emise.emission.pages + 1) if page not in pages)
            pieces.append(PiecePli(emise, manquantes))
        elif pages:
            conservees.append(emise)
    return Pli(session, tuple(pieces), tuple(conservees))
