"""Paper: HTML to a small PDF, fast, many documents in one file; the same models, and the same pages, as the record.

PlutoPrint is the engine. It has no tags and no PDF/A, and it says nothing that a program can hear: a resource that
it cannot load or a letter that it cannot draw is left out. Hence what is checked here, before and after.
"""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.archive import Rendu, filigrane
from docgen.rendering.html import dossier_modeles
from docgen.rendering.relecture import lettres_perdues
from docgen.rendering.ressources import RessourceRefusee, lire

if TYPE_CHECKING:
    from plutoprint import Book, PDFCanvas, ResourceData, ResourceFetcher

_ADRESSES_DATA: Final = re.compile(r"""["'(]\s*(data:[^"')]*)""")
_DEBUT_PNG: Final = b"\x89PNG\r\n\x1a\n"
_FIN_PNG: Final = b"IEND\xaeB`\x82"
# The engine lays out in CSS pixels; a page is measured in points.
_POINTS: Final = 72 / 96
_IMPORT: Final = re.compile(r"""@import\s+(?:url\()?["']?([^"')\s;]+)["']?\)?\s*;""")
_RACINE_SVG: Final = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True, slots=True)
class DemandePresse:
    """One document to print. ``pages_max`` refuses a document that runs over."""

    html: str
    styles: Sequence[Path]
    intitule: str
    date: datetime
    brouillon: bool = False
    pages_max: int | None = None


class MoteurPresse:
    """Prints; keeps the style sheets between two volumes. One volume at a time."""

    def __init__(self, dossier: Path | None = None) -> None:
        fonts.preparer()
        self._dossier = (dossier or dossier_modeles()).resolve()
        self._feuilles: dict[Path, tuple[int, str]] = {}
        self._verrou = Lock()

    def rendre(self, demandes: Sequence[DemandePresse]) -> Rendu:
        """One PDF of every document, in order, each with its own page numbers; title and date are the first one's.

        Raises:
            RenduImpossible: a letter has no glyph, text is lost, a resource is missing or from outside, a document
                takes too many pages, or there is none.
        """
        import plutoprint

        if not demandes:
            raise RenduImpossible("Le volume n'a pas pu être composé : il ne contient aucun document. Choisissez-en.")
        with self._verrou:
            flux = io.BytesIO()
            toile = plutoprint.PDFCanvas.create_for_stream(flux, plutoprint.PAGE_SIZE_A4)
            toile.set_metadata(plutoprint.PDF_METADATA_TITLE, demandes[0].intitule)
            instant = _en_utc(demandes[0].date).isoformat(timespec="seconds").replace("+00:00", "Z")
            toile.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, instant)
            comptes = [self._imprimer(demande, toile) for demande in demandes]
            toile.finish()
        # A QR is one sample a module: a reader that smoothed it would blur its edges. Same length, no offset moves.
        contenu = flux.getvalue().replace(b"/Interpolate true", b"/Interpolate null")
        _relire(contenu, demandes, comptes)
        return Rendu(contenu, sum(comptes))

    def compter_pages(self, demande: DemandePresse) -> int:
        """How many pages the document takes, laid out but not printed."""
        with self._verrou:
            return self._mettre_en_page(demande, []).get_page_count()

    def _imprimer(self, demande: DemandePresse, toile: PDFCanvas) -> int:
        refus: list[str] = []
        livre = self._mettre_en_page(demande, refus)
        pages = livre.get_page_count()
        if demande.pages_max is not None and pages > demande.pages_max:
            raise RenduImpossible(
                f"« {demande.intitule} » n'a pas pu être composé : il prend {pages} pages et doit tenir en "
                f"{demande.pages_max}. Raccourcissez les textes les plus longs."
            )
        for rang in range(pages):
            toile.set_size(livre.get_page_size_at(rang))
            toile.set_matrix(_POINTS, 0, 0, _POINTS, 0, 0)
            livre.render_page(toile, rang)
            toile.show_page()
        if refus:
            raise RenduImpossible(
                f"« {demande.intitule} » n'a pas pu être composé : {refus[0]}. Un document n'emploie que les fichiers "
                "du dossier des modèles et les adresses data: ; corrigez le modèle."
            )
        return pages

    def _mettre_en_page(self, demande: DemandePresse, refus: list[str]) -> Book:
        import plutoprint

        _verifier_les_lettres(demande)
        _verifier_les_adresses_data(demande.html, demande.intitule)
        livre = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE)
        livre.custom_resource_fetcher = guichet(self._dossier, refus)
        feuilles = [self._feuille(chemin) for chemin in demande.styles]
        if demande.brouillon:
            feuilles.append(filigrane)
        livre.load_html(demande.html, "\n".join(feuilles), "", f"{self._dossier.as_uri()}/")
        return livre

    def _feuille(self, chemin: Path) -> str:
        """A style sheet, read once for as long as the file does not change."""
        try:
            age = chemin.stat().st_mtime_ns
            connue = self._feuilles.get(chemin)
            if connue is None or connue[0] != age:
                connue = self._feuilles[chemin] = (age, self._lire_feuille(chemin))
        except (OSError, RessourceRefusee) as cause:
            raise RenduImpossible(
                f"La feuille de style « {chemin.name} » est introuvable. Rétablissez le dossier des modèles."
            ) from cause
        return connue[1]

    def _lire_feuille(self, chemin: Path) -> str:
        """A style sheet with those that it imports in their place: the engine is given one text, from no address."""

        def importer(trouvee: re.Match[str]) -> str:
            return self._lire_feuille(chemin.parent / trouvee[1])

        texte = lire(chemin.resolve().as_uri(), self._dossier)[0].decode()
        _verifier_les_adresses_data(texte, chemin.name)
        return _IMPORT.sub(importer, texte)


def guichet(dossier: Path, refus: list[str]) -> ResourceFetcher:
    """PlutoPrint's way to resources, limited to the templates folder (resolved); it notes what it refuses.

    The engine drops what a fetcher raises: the note is what stops the render.
    """
    import plutoprint

    class Guichet(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> ResourceData:
            try:
                contenu, type_media = lire(url, dossier)
            except RessourceRefusee as cause:
                refus.append(str(cause))
                contenu, type_media = b"", "text/plain"
            return plutoprint.ResourceData(contenu, type_media, "utf-8")

    return Guichet()


def _verifier_les_lettres(demande: DemandePresse) -> None:
    absentes = sorted(lettre for lettre in set(demande.html) if not fonts.dessinable(lettre))
    if absentes:
        raise RenduImpossible(
            f"« {demande.intitule} » n'a pas pu être composé : aucune police n'a le signe U+{ord(absentes[0]):04X}. "
            "Corrigez la donnée qui le contient."
        )


def _verifier_les_adresses_data(texte: str, objet: str) -> None:
    """What a ``data:`` address holds never goes through the fetcher: it is judged here."""
    for adresse in _ADRESSES_DATA.findall(texte):
        if not _est_une_image(adresse):
            raise RenduImpossible(
                f"« {objet} » n'a pas pu être composé : l'image « {adresse[:60]}… » n'est ni un PNG entier ni un "
                "dessin SVG sans lien. Corrigez le modèle."
            )


def _est_une_image(adresse: str) -> bool:
    type_media, _, donnees = adresse.removeprefix("data:").partition(";base64,")
    try:
        contenu = b64decode(donnees, validate=True)
        if type_media == "image/svg+xml":
            return b"href" not in contenu and ElementTree.fromstring(contenu).tag == _RACINE_SVG
    except (ValueError, ElementTree.ParseError):
        return False
    return type_media == "image/png" and contenu.startswith(_DEBUT_PNG) and contenu.endswith(_FIN_PNG)


def _relire(contenu: bytes, demandes: Sequence[DemandePresse], comptes: Sequence[int]) -> None:
    """Every letter of every document must be on its pages."""
    documents = [(demande.html, compte) for demande, compte in zip(demandes, comptes, strict=True)]
    for demande, perdues in zip(demandes, lettres_perdues(contenu, documents), strict=True):
        if perdues:
            raise RenduImpossible(
                f"« {demande.intitule} » n'a pas pu être composé : la mise en page a perdu du texte "
                f"({sum(perdues.values())} lettre(s), dont « {''.join(perdues)[:20]} »). Corrigez le modèle ou abrégez "
                "les textes."
            )


def _en_utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
