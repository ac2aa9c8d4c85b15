"""Paper: HTML to a small PDF, fast, many documents in one file; the same models, and the same pages, as the record.

PlutoPrint is the engine. It has no tags and no PDF/A, and it says nothing that a program can hear: what it would leave
out is looked for before (:mod:`docgen.rendering.presse.garde`) and after (:mod:`docgen.rendering.presse.relecture`).
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from docgen.errors import RenduImpossible
from docgen.rendering import fonts
from docgen.rendering.archive.moteur_archive import Rendu, filigrane
from docgen.rendering.ecriture.porteurs import Compose, composer_les_signes
from docgen.rendering.html import dossier_modeles
from docgen.rendering.memoire import regler, sans_ramassage
from docgen.rendering.presse.feuillet import DemandePresse, Feuillet
from docgen.rendering.presse.garde import guichet, verifier_les_adresses_data
from docgen.rendering.presse.liasse import assembler, groupes, une_page_chacun
from docgen.rendering.presse.relecture import relire_les_documents
from docgen.rendering.presse.tirage import Tirage, acheve, page_de_mention
from docgen.rendering.qr import charger, detacher
from docgen.rendering.ressources import Feuilles, lire

if TYPE_CHECKING:
    from plutoprint import Book

_IMPORT: Final = re.compile(r"""@import\s+(?:url\()?["']?([^"')\s;]+)["']?\)?\s*;""")

_COMMENTAIRE: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
# What counts otherwise than in pages would count from a document to the next.
_AUTRE_COMPTEUR: Final = re.compile(r"\bcounters?\((?!\s*pages?\s*\))|\bcounter-(?:reset|increment|set)\b")
# A model is no longer tried in groups when they have failed so many times more than they have held.
_PATIENCE: Final = 8
_A_PEU_PRES: Final = 1.002
# After an inline element, the engine cuts any word at the end of its line as soon as words may be cut: only columns and
# boxes of plain text may, and words longer than French has (docgen/rendering/html.py). Collapsed rules, it draws twice.
_POUR_ELLE: Final = """
body { overflow-wrap: normal; }
td, th, .valeur, .qui, .quoi, .boite, .mot-long { overflow-wrap: break-word; }
td.mixte { overflow-wrap: normal; }
table { border-collapse: separate; border-spacing: 0; }
"""


class MoteurPresse:
    """Lays out and prints; keeps the style sheets between two volumes. One layout at a time."""

    def __init__(self, dossier: Path | None = None) -> None:
        fonts.preparer()
        charger()
        regler()
        self._dossier = (dossier or dossier_modeles()).resolve()
        self._feuilles = Feuilles(self._lire_feuille)
        self._tenues: Counter[str] = Counter()  # by style sheets: the groups that held, less those that did not
        self._verrou = Lock()

    def composer(self, demandes: Sequence[DemandePresse]) -> list[Feuillet]:
        """Each document laid out, in order. ``pages_max`` is judged by whoever prints.

        Raises:
            RenduImpossible: a letter has no glyph, a code is too large, or a resource is missing or from outside.
        """
        for demande in demandes:
            verifier_les_adresses_data(demande.html, demande.intitule)
        detachees = [detacher(demande.html) for demande in demandes]
        sans = [
            replace(demande, html=html) if images else demande
            for demande, (html, images) in zip(demandes, detachees, strict=True)
        ]
        with self._verrou:
            styles = cache(self._styles)  # the files are looked at once a call
            composes = [
                feuillet
                for groupe in groupes(sans, styles)
                for feuillet in self._composer_groupe(groupe, styles(groupe[0].styles))
            ]
        return [
            replace(un, images=images) if images else un for un, (_, images) in zip(composes, detachees, strict=True)
        ]

    def rendre(self, demandes: Sequence[DemandePresse]) -> Rendu:
        """One PDF of every document, in order, each with its own page numbers; title and date are the first one's.

        Raises:
            RenduImpossible: a letter has no glyph, text or a code is lost, a resource is missing or from outside, a
                document takes too many pages, or there is none.
        """
        with sans_ramassage():
            return self.imprimer(self.composer(demandes))

    def imprimer(self, feuillets: Sequence[Feuillet]) -> Rendu:
        """One PDF, in memory, of documents that are laid out; title, date, emission and boxes are the first one's.

        Raises:
            RenduImpossible: text or a code is lost, a document takes too many pages, or there is none.
        """
        if not feuillets:
            raise RenduImpossible("Le volume n'a pas pu être composé : il ne contient aucun document. Choisissez-en.")
        contenu = self.tirer(feuillets)
        cases = relire_les_documents(contenu, feuillets)
        return Rendu(contenu, sum(feuillet.pages for feuillet in feuillets), feuillets[0].demande.emission, cases)

    def tirer(self, feuillets: Sequence[Feuillet]) -> bytes:
        """The same file, before it is read back.

        Raises:
            RenduImpossible: a document takes too many pages, or a resource is missing or from outside.
        """
        flux, premiere = io.BytesIO(), feuillets[0].demande
        tirage = Tirage(flux, premiere.intitule, premiere.date)
        for feuillet in feuillets:
            tirage.imprimer(feuillet)
        tirage.finir()
        return acheve(tirage.avec_ses_lettres(flux.getvalue()), feuillets)

    def composer_mention(self, mention: str, date: datetime, paysage: bool) -> Feuillet:
        """A page left empty, which says so."""
        return self.composer([DemandePresse(page_de_mention(mention, paysage), (), mention, date)])[0]

    def _composer_groupe(self, groupe: Sequence[DemandePresse], styles: str) -> Iterator[Feuillet]:
        """One layout for all, if each takes one page: that is known afterwards. Else one each, half as dear again."""
        if len(groupe) == 1 or self._tenues[styles] <= -_PATIENCE or _AUTRE_COMPTEUR.search(styles):
            yield from (self._composer_seul(demande, styles) for demande in groupe)
            return
        refus: list[str] = []
        html = assembler(groupe)
        livre, compose = self._mettre_en_page(html, groupe[0].intitule, une_page_chacun(styles), refus)
        # The engine shrinks all the pages of a layout when one of them is too wide. Asked after them, the width would
        # have it cut them anew.
        retrecit = livre.get_document_width() > livre.get_viewport_width() * _A_PEU_PRES
        tient = livre.get_page_count() == len(groupe) and not refus and not retrecit
        self._tenues[styles] += 1 if tient else -1
        if tient:
            yield from (Feuillet(demande, 1, livre, rang, refus, compose) for rang, demande in enumerate(groupe))
            return
        yield from (self._composer_seul(demande, styles) for demande in groupe)

    def _composer_seul(self, demande: DemandePresse, styles: str) -> Feuillet:
        refus: list[str] = []
        if demande.brouillon:
            styles = f"{styles}\n{filigrane}"
        livre, compose = self._mettre_en_page(demande.html, demande.intitule, styles, refus)
        return Feuillet(demande, livre.get_page_count(), livre, refus=refus, compose=compose)

    def _mettre_en_page(self, html: str, intitule: str, styles: str, refus: list[str]) -> tuple[Book, Compose | None]:
        import plutoprint

        ordinaire = fonts.est_sans_asie(html)  # one look at nearly all texts
        compose = None if ordinaire else composer_les_signes(html, intitule)
        styles = fonts.sans_asie(styles, "" if ordinaire else html)
        livre = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE)
        livre.custom_resource_fetcher = guichet(self._dossier, refus)
        if compose is not None:
            html, styles = compose.html, f"{styles}\n{compose.style}"
        livre.load_html(html, styles, "", f"{self._dossier.as_uri()}/")
        return livre, compose

    def _styles(self, feuilles: tuple[Path, ...]) -> str:
        return "\n".join([*(self._feuilles.lire(chemin) for chemin in feuilles), _POUR_ELLE])

    def _lire_feuille(self, chemin: Path) -> str:
        """A style sheet with those that it imports in their place: the engine is given one text, from no address."""

        def importer(trouvee: re.Match[str]) -> str:
            return self._lire_feuille(chemin.parent / trouvee[1])

        texte = _COMMENTAIRE.sub("", lire(chemin.resolve().as_uri(), self._dossier)[0].decode())
        verifier_les_adresses_data(texte, chemin.name)
        return _IMPORT.sub(importer, texte)


def imprimer_seul(demande: DemandePresse) -> bytes:
    """One document, by an engine that serves nothing else.

    Raises:
        RenduImpossible: see :meth:`MoteurPresse.rendre`.
    """
    return MoteurPresse().rendre([demande]).contenu
