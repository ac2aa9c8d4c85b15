"""What the press is asked for, and what it has laid out and not printed yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.domain.papiers.code_page import codes_de_pages
from docgen.rendering.ecriture.porteurs import Compose
from docgen.rendering.png import Detachee
from docgen.rendering.symboles import APoser

if TYPE_CHECKING:
    from plutoprint import Book


@dataclass(frozen=True, slots=True)
class DemandePresse:
    """One document to print; ``date`` is the document's own, for engines have no clock. A naive one is read as UTC.

    ``pages_max`` refuses a document that runs over; ``codes`` are what its QR codes say, which are read back, as are
    those of its pages if it has an ``emission``, which they name.
    """

    html: str
    styles: tuple[Path, ...]
    intitule: str
    date: datetime
    brouillon: bool = False
    pages_max: int | None = None
    codes: Sequence[str] = ()
    emission: str | None = None
    serrage: int = 0


@dataclass(frozen=True, slots=True)
class Feuillet:
    """A document laid out, not printed: ``pages`` of a layout that may hold others', from its page ``debut``.

    ``images`` are the pictures that marks stand for (:mod:`docgen.rendering.png`). The layout lives in the memory of
    the engine for as long as one of its documents.
    """

    demande: DemandePresse
    pages: int
    livre: Book = field(repr=False)
    debut: int = 0
    refus: Sequence[str] = field(default=(), repr=False)
    compose: Compose | None = field(default=None, repr=False)
    images: Sequence[Detachee] = field(default=(), repr=False)

    @property
    def codes_de_pages(self) -> list[str]:
        """What the codes of its pages say, page after page."""
        return codes_de_pages(self.demande.emission, self.pages, self.demande.brouillon)

    @property
    def a_poser(self) -> list[APoser | None]:
        """What its finished pages lack, page after page."""
        codes: list[str | None] = [*self.codes_de_pages] or [None] * self.pages
        return [APoser(code, self.images) if code or self.images else None for code in codes]
