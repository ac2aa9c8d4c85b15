"""Laid-out documents to the pages of one PDF, then every page read back against what its document owes it."""

from __future__ import annotations

import io
import json
import mmap
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from html import escape
from pathlib import Path
from secrets import token_hex
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import BinaryIO, Final, Self

from docgen.domain.referentiels.calendrier import en_utc
from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.ecriture.couche import ecrire_les_lettres
from docgen.rendering.ecriture.porteurs import Compose
from docgen.rendering.presse.decompte import Decompte
from docgen.rendering.presse.feuillet import Feuillet
from docgen.rendering.presse.relecture import corps_imprime, lettres_perdues, phrase_des_pertes
from docgen.rendering.qr import verifier_les_codes
from docgen.rendering.ressources import verifier_les_pages

# The engine lays out in CSS pixels; a page is measured in points.
_POINTS: Final = 72 / 96
_EN_MEMOIRE: Final = 1 << 20
_ENSEMBLE: Final = 100
# A QR is one sample a module: a reader that smoothed it would blur its edges. Same length, no offset moves.
_LISSE, _NET = b"/Interpolate true", b"/Interpolate null"
_VIDE: Final = "page laissée vide"


class Tirage:
    """Prints documents on a stream, and keeps what each of them owes to its pages: outside memory when it is much.

    Without ``relire``, nothing is kept: another will read the pages back.
    """

    def __init__(self, flux: BinaryIO, intitule: str, date: datetime, *, relire: bool = True) -> None:
        import plutoprint

        self.pages = 0
        self._a_relire = relire
        self._codes: list[tuple[str, int, Sequence[str]]] = []
        self._decompte = Decompte()
        self._composes: dict[str, Compose] = {}
        self._a_noter: list[tuple[str, str, int]] = []
        self._dus = SpooledTemporaryFile(_EN_MEMOIRE, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115
        # The engine writes a few bytes at a time, and only prints the error of a write: neither is for a file.
        self._flux, self._tampon = flux, io.BytesIO()
        self._toile = plutoprint.PDFCanvas.create_for_stream(self._tampon, plutoprint.PAGE_SIZE_A4)
        self._toile.set_metadata(plutoprint.PDF_METADATA_TITLE, intitule)
        instant = en_utc(date).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._toile.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, instant)

    def imprimer(self, feuillet: Feuillet) -> None:
        """Print every page of a document.

        Raises:
            RenduImpossible: it takes too many pages, or the engine asked for a resource that it may not have.
            OSError: no place is left.
        """
        demande, livre = feuillet.demande, feuillet.livre
        verifier_les_pages(demande.intitule, feuillet.pages, demande.pages_max)
        for rang in range(feuillet.debut, feuillet.debut + feuillet.pages):
            self._toile.set_size(livre.get_page_size_at(rang))
            self._toile.set_matrix(_POINTS, 0, 0, _POINTS, 0, 0)
            livre.render_page(self._toile, rang)
            self._toile.show_page()
        if feuillet.refus:
            raise RenduImpossible(
                f"« {demande.intitule} » n'a pas pu être composé : {feuillet.refus[0]}. Un document n'emploie que les "
                "fichiers du dossier des modèles et les adresses data: ; corrigez le modèle."
            )
        if feuillet.compose is not None:
            self._composes[feuillet.compose.nom] = feuillet.compose
        self._retenir(demande.intitule, demande.html, feuillet.pages, demande.codes)
        if self._tampon.tell() > _EN_MEMOIRE:
            self._vider()

    def page_blanche(self, paysage: bool) -> None:
        """A page with nothing on it."""
        import plutoprint

        a4 = plutoprint.PAGE_SIZE_A4
        self._toile.set_size(a4.landscape() if paysage else a4)
        self._toile.show_page()
        self._retenir(_VIDE, "", 1)

    def finir(self) -> None:
        """Write the end of the file: nothing can be printed any more.

        Raises:
            OSError: the file could not be written whole: no place is left.
        """
        self._toile.finish()
        self._vider()

    def avec_ses_lettres(self, contenu: bytes) -> bytes:
        """The finished file, where what was composed is read as its letters."""
        return ecrire_les_lettres(contenu, self._composes.values()) if self._composes else contenu

    def rendre_ses_lettres(self, fichier: Path) -> None:
        """The same, in place."""
        if self._composes:
            fichier.write_bytes(ecrire_les_lettres(fichier, self._composes.values()))

    def relire(self, source: bytes | Path) -> None:
        """Every letter of every document must be on its own pages, and every QR code say what it should.

        Raises:
            RenduImpossible: a letter is not, or a code does not; the document is named.
        """
        self._noter()
        self._dus.seek(0)
        for intitule, perdues in lettres_perdues(source, self._relever(), self._decompte):
            if perdues:
                raise RenduImpossible(phrase_des_pertes(intitule, perdues))
        verifier_les_codes(source, self._codes)

    def _vider(self) -> None:
        with self._tampon.getbuffer() as octets:
            self._flux.write(octets)
        self._tampon.seek(0)
        self._tampon.truncate()

    def _retenir(self, intitule: str, html: str, pages: int, codes: Sequence[str] = ()) -> None:
        self.pages += pages
        if self._a_relire:
            self._a_noter.append((intitule, html, pages))
            self._codes.append((intitule, pages, codes))
        if len(self._a_noter) == _ENSEMBLE:
            self._noter()

    def _noter(self) -> None:
        """Many at a time: between two pages, it would drive the engine out of the processor's memory."""
        for intitule, html, pages in self._a_noter:
            dues = self._decompte.du_corps(corps_imprime(html))
            self._dus.write(json.dumps([intitule, f"{dues:x}", pages]) + "\n")
        self._a_noter.clear()

    def _relever(self) -> Iterator[tuple[str, int, int]]:
        for ligne in self._dus:
            intitule, dues, pages = json.loads(ligne)
            yield intitule, int(dues, 16), pages


class Volume:
    """A file in the making, beside its target, which it becomes when all of it has been read back.

    Used in a ``with``: on an error, or without :meth:`terminer`, nothing is left.
    """

    def __init__(
        self,
        cible: Path,
        intitule: str,
        date: datetime,
        mention: Callable[[str, datetime, bool], Feuillet],
        *,
        relire: bool = True,
    ) -> None:
        self._cible, self._mention, self._date = cible, mention, date
        self._provisoire = cible.with_name(f".{cible.name}.{token_hex(8)}")
        self._flux = self._provisoire.open("xb")
        self._a_relire = relire
        self._tirage = Tirage(self._flux, intitule, date, relire=relire)
        self._blanches: dict[tuple[str, bool], Feuillet] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._flux.close()
        finally:
            with suppress(FileNotFoundError):
                self._provisoire.unlink()

    @property
    def pages(self) -> int:
        """How many pages are printed so far."""
        return self._tirage.pages

    def imprimer(self, feuillet: Feuillet) -> None:
        """Print a document after the others.

        Raises:
            RenduImpossible: it takes too many pages, or the engine asked for a resource that it may not have.
            OSError: no place is left.
        """
        self._tirage.imprimer(feuillet)

    def page_blanche(self, *, mention: str | None, paysage: bool) -> None:
        """A page left empty, which may say so."""
        if not mention:
            self._tirage.page_blanche(paysage)
            return
        if (mention, paysage) not in self._blanches:
            self._blanches[mention, paysage] = self._mention(mention, self._date, paysage)
        self._tirage.imprimer(self._blanches[mention, paysage])

    def terminer(self) -> int:
        """Finish the file, read every letter and every code of it back, and put it in its place; the number of pages.

        Raises:
            RenduImpossible: text or a code is lost (the document is named), or there is no page.
            OSError: no place is left.
        """
        if not self.pages:
            raise RenduImpossible("Le volume n'a pas pu être composé : il ne contient aucun document. Choisissez-en.")
        self._tirage.finir()
        self._flux.close()
        _sans_lissage(self._provisoire)
        self._tirage.rendre_ses_lettres(self._provisoire)
        if self._a_relire:
            self._tirage.relire(self._provisoire)
        self._provisoire.replace(self._cible)
        return self.pages


def page_de_mention(mention: str, paysage: bool) -> str:
    """The HTML of an empty page that says so."""
    return (
        f"<!doctype html><html lang='fr'><head><style>@page {{ size: A4 {'landscape' if paysage else 'portrait'}; "
        f"margin: 20mm }} p {{ margin-top: 60mm; text-align: center; font: 10pt {fonts.pile_sans}; color: #4a5263 }}"
        f"</style></head><body><p>{escape(mention)}</p></body></html>"
    )


def sans_lissage(contenu: bytes) -> bytes:
    """The file without the wish that pictures be smoothed."""
    return contenu.replace(_LISSE, _NET)


def _sans_lissage(fichier: Path) -> None:
    """The same, in place: the file may be larger than memory."""
    with fichier.open("r+b") as flux, mmap.mmap(flux.fileno(), 0) as carte:
        lieu = carte.find(_LISSE)
        while lieu >= 0:
            carte[lieu : lieu + len(_NET)] = _NET
            lieu = carte.find(_LISSE, lieu)
