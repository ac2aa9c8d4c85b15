"""A filled model, given to WeasyPrint as a tree: models are well-formed XML as well as HTML.

WeasyPrint has no public way to be given a tree, and reads HTML in Python, which takes twenty times as long: a twentieth
of a record. Its version is pinned, and every record of the tests is rendered this way.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, fromstring

from docgen.errors import RenduImpossible

if TYPE_CHECKING:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher


def lire_html(html: str, intitule: str, dossier: Path, guichet: URLFetcher) -> HTML:
    """The document of a filled model, whose addresses are relative to ``dossier``.

    Raises:
        RenduImpossible: it is not well-formed XML; the place is said.
    """
    from cssselect2 import ElementWrapper
    from weasyprint import HTML

    class Modele(HTML):  # type: ignore[misc]  # the engine has no types
        def __init__(self) -> None:
            self.base_url, self.url_fetcher, self.media_type = f"{dossier.as_uri()}/", guichet, "print"
            self.wrapper_element = ElementWrapper.from_html_root(_arbre(html, intitule), content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    return Modele()


def _arbre(html: str, intitule: str) -> object:
    try:
        return fromstring(html)
    except ParseError as cause:
        ligne, colonne = cause.position
        raise RenduImpossible(
            f"« {intitule} » n'a pas pu être composé : son modèle n'est pas du HTML bien formé (XML), ligne {ligne}, "
            f"colonne {colonne}. Fermez chaque balise : <br/>, <img …/>, <p>…</p>."
        ) from cause
