"""Laid-out documents to the pages of one PDF, in memory or in a file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from html import escape
from pathlib import Path
from typing import BinaryIO, Final

from docgen.domain.referentiels.calendrier import en_utc
from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.ecriture.couche import ecrire_les_lettres
from docgen.rendering.ecriture.porteurs import Compose
from docgen.rendering.presse.feuillet import Feuillet
from docgen.rendering.ressources import verifier_les_pages
from docgen.rendering.symboles import poser_sur_les_pages

# The engine lays out in CSS pixels; a page is measured in points.
_POINTS: Final = 72 / 96
_EN_MEMOIRE: Final = 1 << 20


class Tirage:
    """Prints documents on a stream, one after the other."""

    def __init__(self, flux: BinaryIO, intitule: str, date: datetime) -> None:
        import plutoprint

        self.pages = 0
        self._composes: dict[str, Compose] = {}
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
        self.pages += feuillet.pages
        if feuillet.refus:
            raise RenduImpossible(
                f"« {demande.intitule} » n'a pas pu être composé : {feuillet.refus[0]}. Un document n'emploie que les "
                "fichiers du dossier des modèles et les adresses data: ; corrigez le modèle."
            )
        if feuillet.compose is not None:
            self._composes[feuillet.compose.nom] = feuillet.compose
        if self._tampon.tell() > _EN_MEMOIRE:
            self._vider()

    def page_blanche(self, paysage: bool) -> None:
        """A page with nothing on it."""
        import plutoprint

        a4 = plutoprint.PAGE_SIZE_A4
        self._toile.set_size(a4.landscape() if paysage else a4)
        self._toile.show_page()
        self.pages += 1

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

    def _vider(self) -> None:
        with self._tampon.getbuffer() as octets:
            self._flux.write(octets)
        self._tampon.seek(0)
        self._tampon.truncate()


@contextmanager
def tirer_un_volume(cible: Path, intitule: str, date: datetime) -> Iterator[Tirage]:
    """A file of many documents, whole at the end of the ``with``. Whoever finishes the volume reads back what it holds.

    Raises:
        OSError: no place is left; what was written is worth nothing.
    """
    with cible.open("wb") as flux:
        tirage = Tirage(flux, intitule, date)
        yield tirage
        tirage.finir()
    tirage.rendre_ses_lettres(cible)


def page_de_mention(mention: str, paysage: bool) -> str:
    """The HTML of an empty page that says so."""
    pile = fonts.sans_asie(fonts.pile_sans, mention)
    return (
        f"<!doctype html><html lang='fr'><head><style>@page {{ size: A4 {'landscape' if paysage else 'portrait'}; "
        f"margin: 20mm }} p {{ margin-top: 60mm; text-align: center; font: 10pt {pile}; color: #4a5263 }}"
        f"</style></head><body><p>{escape(mention)}</p></body></html>"
    )


def acheve(contenu: bytes, feuillets: Sequence[Feuillet]) -> bytes:
    """The file of these documents, with the codes and the pictures that its pages lack."""
    import pikepdf

    poses = [pose for feuillet in feuillets for pose in feuillet.a_poser]
    if not any(poses):
        return contenu
    tampon = io.BytesIO()
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        pages = zip((page.obj for page in pdf.pages), poses, strict=True)
        poser_sur_les_pages(pdf, ((page, pose) for page, pose in pages if pose))
        pdf.save(tampon, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return tampon.getvalue()
