"""The record: HTML to a tagged PDF that is both PDF/A-3a and PDF/UA-1, the same bytes for the same demand.

WeasyPrint is the engine. Whatever it only logs (a missing glyph, picture or font, a property it does not know) stops
the render here: a diploma without its logo must not exist.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from docgen.domain.papiers.code_page import codes_de_pages
from docgen.domain.papiers.papier import Case
from docgen.domain.referentiels.calendrier import en_utc
from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.archive.finition import achever
from docgen.rendering.archive.integrite import textes_perdus
from docgen.rendering.archive.lecture_html import lire_html
from docgen.rendering.archive.listes_connues import retenir_les_listes
from docgen.rendering.avertissements import rien_a_signaler
from docgen.rendering.cases import relever_les_cases
from docgen.rendering.ecriture.porteurs import Compose, composer_les_signes
from docgen.rendering.html import dossier_modeles
from docgen.rendering.installation import verifier_installation
from docgen.rendering.memoire import ramasser, regler, sans_ramassage
from docgen.rendering.png import Detachee
from docgen.rendering.presse.feuillet import DemandePresse
from docgen.rendering.presse.relecture import relire_les_lettres
from docgen.rendering.qr import detacher, verifier_les_codes
from docgen.rendering.ressources import Feuilles, guichet, verifier_les_pages

if TYPE_CHECKING:
    from weasyprint import CSS, Document

_VARIANTE: Final = "pdf/a-3a"
filigrane: Final = f"""
html::before {{
  content: "BROUILLON – SANS VALEUR"; position: fixed; z-index: 1000; top: 0; right: 0; bottom: 0; left: 0;
  height: 1.2em; margin: auto 0; text-align: center; white-space: nowrap; transform: rotate(-35deg);
  font: bold 40pt/1.2 {fonts.pile_sans}; color: rgba(160, 0, 0, 0.28);
}}
"""


@dataclass(frozen=True, slots=True)
class PieceJointe:
    """A file carried by the PDF: the data that the document was made from, hence the relation ``Source``."""

    nom: str
    contenu: bytes
    description: str


@dataclass(frozen=True, slots=True)
class DemandeArchive(DemandePresse):
    """One record to render: what the press would be asked for, and the data that the file carries."""

    piece: PieceJointe | None = None


@dataclass(frozen=True, slots=True)
class Rendu:
    """A finished document; ``pages`` is 0 when only the program that opens it can count them (Word).

    ``emission`` is what the codes of its pages name it, ``cases`` where it is to be signed.
    """

    contenu: bytes = field(repr=False)
    pages: int
    emission: str | None = None
    cases: tuple[Case, ...] = field(default=(), repr=False)


Essais = Generator[DemandeArchive, int, None]


class MoteurArchive:
    """Renders records; keeps parsed style sheets and fonts between two of them. One render at a time."""

    def __init__(self, dossier: Path | None = None) -> None:
        fonts.preparer()
        verifier_installation()
        from weasyprint.text.fonts import FontConfiguration

        from docgen.rendering.archive.styles_connus import StylesConnus

        regler()
        retenir_les_listes()
        self._dossier = (dossier or dossier_modeles()).resolve()
        self._guichet = guichet(self._dossier)
        self._polices = FontConfiguration()
        self._styles = StylesConnus(self._polices)
        self._feuilles = Feuilles(self._lire_feuille)
        self._filigrane: CSS | None = None
        self._verrou = Lock()

    def rendre(self, demande: DemandeArchive) -> Rendu:
        """The PDF of a demand.

        Raises:
            RenduImpossible: the engine complained, a resource is missing or from outside, the pages are too many, or
                the QR code of the finished file does not say what it should.
        """
        return self.ajuster(_seule(demande))

    def ajuster(self, essais: Essais) -> Rendu:
        """The PDF of the last of these demands; each is laid out, and whoever gives them is told the pages it takes.

        Raises:
            RenduImpossible: see :meth:`rendre`.
        """
        composes = list[Compose | None]()
        with self._verrou, sans_ramassage():
            rendu = self._ajuster(essais, composes)
            if any(composes):
                ramasser()  # the engine keeps the fonts of a document in files until nothing holds the document
            return rendu

    def _ajuster(self, essais: Essais, composes: list[Compose | None]) -> Rendu:
        pages: int | None = None
        with suppress(StopIteration):
            while True:
                demande = next(essais) if pages is None else essais.send(pages)
                with rien_a_signaler(demande.intitule):
                    html, images = detacher(demande.html)
                    compose = composer_les_signes(html, demande.intitule)
                    composes.append(compose)
                    document = self._mettre_en_page(demande, html, compose)
                pages = len(document.pages)
        with rien_a_signaler(demande.intitule):
            return self._achever(document, demande, compose, images)

    def _achever(
        self, document: Document, demande: DemandeArchive, compose: Compose | None, images: Sequence[Detachee]
    ) -> Rendu:
        pages = len(document.pages)
        verifier_les_pages(demande.intitule, pages, demande.pages_max)
        de_pages = codes_de_pages(demande.emission, pages, demande.brouillon)
        lettres = compose.lettres if compose else {}
        finisseur = partial(achever, intitule=demande.intitule, lettres=lettres, codes=de_pages, images=images)
        contenu = self._ecrire(document, demande, finisseur)
        verifier_les_codes(contenu, demande.intitule, demande.codes, de_pages)
        if compose is not None:
            relire_les_lettres(contenu, demande.intitule, demande.html, pages)
        cases = relever_les_cases(contenu, demande.html) if demande.emission else ()
        return Rendu(contenu, pages, demande.emission, cases)

    def _mettre_en_page(self, demande: DemandeArchive, html: str, compose: Compose | None) -> Document:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        from docgen.rendering.archive.styles_connus import StylesConnus

        feuilles = [self._feuilles.lire(chemin) for chemin in demande.styles]
        if demande.brouillon:
            feuilles.append(self._feuille_brouillon())
        styles = self._styles
        if compose is not None:
            html, styles = compose.html, StylesConnus(FontConfiguration())
            feuilles.append(CSS(string=compose.style, font_config=styles.polices, url_fetcher=self._guichet))
        page = lire_html(html, demande.intitule, self._dossier, self._guichet)
        document = styles.mettre_en_page(page, feuilles)
        if perdus := textes_perdus(page.etree_element, document):
            raise RenduImpossible(
                f"« {demande.intitule} » n'a pas pu être composé : la mise en page a perdu du texte "
                f"({len(perdus)} passage(s), dont « {perdus[0][:60]} »). Corrigez le modèle ou abrégez les textes."
            )
        return document

    def _lire_feuille(self, chemin: Path) -> CSS:
        from weasyprint import CSS

        with rien_a_signaler(chemin.name):
            return CSS(filename=str(chemin), font_config=self._polices, url_fetcher=self._guichet)

    def _feuille_brouillon(self) -> CSS:
        from weasyprint import CSS

        if self._filigrane is None:
            self._filigrane = CSS(string=filigrane, font_config=self._polices, url_fetcher=self._guichet)
        return self._filigrane

    def _ecrire(self, document: Document, demande: DemandeArchive, finisseur: Callable[..., None]) -> bytes:
        from weasyprint import Attachment

        instant = en_utc(demande.date)
        fiche = document.metadata
        fiche.title, fiche.lang, fiche.generator = demande.intitule, "fr-FR", "Docgen"
        fiche.created = fiche.modified = instant.isoformat(timespec="seconds").replace("+00:00", "Z")
        pieces = []
        if (piece := demande.piece) is not None:
            pieces.append(
                Attachment(
                    file_obj=io.BytesIO(piece.contenu),
                    url_fetcher=self._guichet,
                    name=piece.nom,
                    description=piece.description,
                    created=instant,
                    modified=instant,
                    relationship="Source",
                )
            )
        options: dict[str, Any] = {"pdf_variant": _VARIANTE, "pdf_identifier": _identifiant(demande)}
        contenu: bytes = document.write_pdf(finisher=finisseur, attachments=pieces, **options)
        return contenu


def _seule(demande: DemandeArchive) -> Essais:
    yield demande


def _identifiant(demande: DemandeArchive) -> bytes:
    """The file's permanent identifier, drawn from its content: PDF/A wants one, and two renders must agree on it."""
    resume = hashlib.sha256()
    piece = demande.piece
    for morceau in (demande.intitule, demande.html, str(en_utc(demande.date))):
        resume.update(f"{len(morceau)}:{morceau}".encode())
    resume.update(piece.contenu if piece else b"")
    return resume.hexdigest()[:32].encode()
