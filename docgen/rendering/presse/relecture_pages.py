"""What a page really holds, read back from a finished file of the press: its words, its codes, the boxes to sign.

A quick reader goes first; the general one judges the pages that it gives up, and has the last word.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

from docgen.domain.papiers.papier import Case
from docgen.rendering.cases import Trace, a_des_cases, les_cases, trace_lue, tracer
from docgen.rendering.presse.dechiffrage import Lecteur, PageLue
from docgen.rendering.qr import codes_de, flux_de

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage


# Bytes that a page draws: an empty one, which a volume shows behind each document, is read once.
_BREVE: Final = 512


def pages_relues(source: bytes | Path) -> Iterator[PageRelue]:
    """Every page of a file, in order, one at a time: memory does not grow with it."""
    import pikepdf

    with (
        pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source) as structure,
        LecteurGeneral(source) as general,
    ):
        lecteur, breves = Lecteur(), dict[bytes, tuple[bytes, PageLue | None, list[str]]]()
        for rang, page in enumerate(structure.pages):
            ecrite = page.obj.unparse(resolved=True)
            lue = breves.get(ecrite)
            if lue is None:
                flux = flux_de(page)
                lue = flux, lecteur.lire(page, flux), codes_de(page, flux)
                if len(flux) < _BREVE:
                    breves[ecrite] = lue
            yield PageRelue(rang, *lue, general)


class LecteurGeneral:
    """Reads any PDF; opened only if it is needed."""

    def __init__(self, source: bytes | Path) -> None:
        self._source, self._pdf = source, cast("PdfDocument | None", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def page(self, rang: int) -> PdfPage:
        """A page, for whoever closes it."""
        import pypdfium2

        if self._pdf is None:
            self._pdf = pypdfium2.PdfDocument(self._source)
        return self._pdf[rang]

    def texte(self, rang: int) -> str:
        """The text of a page, which is let go at once: a volume has thousands of them."""
        page = self.page(rang)
        texte = page.get_textpage()
        try:
            return str(texte.get_text_bounded())
        finally:
            texte.close()
            page.close()


@dataclass(frozen=True, slots=True)
class PageRelue:
    """What a page really holds: its words, as they were drawn, and the texts of its codes.

    ``lue`` is what the quick reader read of its ``flux``, ``None`` when it gave it up; ``general`` reads it again.
    """

    rang: int
    flux: bytes
    lue: PageLue | None
    codes: Sequence[str]
    _general: LecteurGeneral

    @property
    def morceaux(self) -> Sequence[str] | None:
        """Its words, if the quick reader read them."""
        return None if self.lue is None else self.lue.textes

    def general(self) -> str:
        """Its words, by the general reader."""
        return self._general.texte(self.rang)

    def trace_generale(self) -> Trace:
        """What it draws, by the general reader."""
        return tracer(self._general.page(self.rang))

    def porte(self, mots: str) -> bool:
        """True when these words are on the page: the general reader has the last word."""
        return (self.lue is not None and mots in "".join(self.lue.textes)) or mots in self.general()

    @property
    def texte(self) -> str:
        """All its words."""
        return self.general() if self.lue is None else "".join(self.lue.textes)


def cases_relues(html: str, pages: Sequence[PageRelue]) -> tuple[Case, ...]:
    """Where a document is to be signed, as its pages show it; where the quick reader sees nothing, the general one."""
    if not a_des_cases(html):
        return ()
    traces = [page.lue and trace_lue(page.lue, page.flux) for page in pages]
    if None not in traces and (cases := les_cases(html, [trace for trace in traces if trace])):
        return cases
    return les_cases(html, [page.trace_generale() for page in pages])
