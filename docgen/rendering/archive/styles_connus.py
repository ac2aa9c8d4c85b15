"""Styles computed once for all documents: a third of what a record would take.

WeasyPrint computes those of each element anew in every document, though they depend on its parent's, on the rules that
match it and on its own attributes alone. It has no public way to be given them: its version is pinned, and the tests
compare records with those of an engine that knows nothing yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import inf
from typing import Any, Final

from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Document
from weasyprint.css import (
    ComputedStyle,
    InitialStyle,
    StyleFor,
    declaration_precedence,
    find_style_attributes,
    preprocess_declarations,
)
from weasyprint.css.targets import TargetCollector
from weasyprint.images import get_image_from_uri
from weasyprint.layout import LayoutContext
from weasyprint.text.fonts import FontConfiguration

from docgen.rendering.png import marque

_RETENUS: Final = 4_000  # elements: all types of documents have half of them
_MARQUES: Final = 4  # pictures that stand for others, and are the same in all documents

_Cascade = dict[str, tuple[Any, Any]]  # of each property, its value and how much that weighs


class StylesConnus:
    """What documents set in the same fonts leave to the next ones."""

    def __init__(self, polices: FontConfiguration) -> None:
        self.polices, self.initial = polices, InitialStyle(polices)
        self.tailles: dict[str, Any] = {"box": None, "area": None}
        self._styles: dict[object, tuple[dict[str | None, Any], object]] = {}
        self._images: dict[str, Any] = {}

    def mettre_en_page(self, page: HTML, feuilles: Sequence[CSS]) -> Document:
        """The page laid out with these style sheets; the engine alone lays out one that has others of its own."""
        if any(True for balise in ("style", "link") for _ in page.etree_element.iter(balise)):
            return page.render(font_config=self.polices, stylesheets=feuilles)
        if len(self._styles) > _RETENUS:
            self._styles.clear()
        images = dict(self._images)
        options = {**DEFAULT_OPTIONS, "stylesheets": feuilles, "connus": self, "cache": images}
        document = _DocumentMisEnPage._render(page, self.polices, None, None, options)
        self._images = {adresse: images[adresse] for adresse in map(marque, range(_MARQUES)) if images.get(adresse)}
        return document

    def lieu(self, cle: object, tenus: object) -> dict[str | None, Any]:
        """Where the styles of this key are, by pseudo-element, or are to be put; ``tenus`` lives as long: the key has
        its address."""
        return self._styles.setdefault(cle, ({}, tenus))[0]


class _DocumentMisEnPage(Document):  # type: ignore[misc]  # the engine has no types
    @classmethod
    def _build_layout_context(cls, html: Any, polices: Any, compteurs: Any, _profils: Any, options: Any) -> Any:
        for style in html._ua_counter_style():
            compteurs.update(style)
        cibles = TargetCollector()
        feuilles = [(feuille, "user agent") for feuille in html._ua_stylesheets()]
        feuilles += [(feuille, "user") for feuille in options["stylesheets"]]
        styles = _Styles(html, feuilles, cibles, options["connus"])
        images = partial(get_image_from_uri, cache=options["cache"], url_fetcher=html.url_fetcher, options=options)
        return LayoutContext(styles, images, polices, compteurs, cibles)


class _Styles(StyleFor):  # type: ignore[misc]
    """The styles of a document, in the order of its elements, then those of its pages as they come."""

    def __init__(self, html: Any, feuilles: Sequence[tuple[Any, str]], cibles: Any, connus: StylesConnus) -> None:
        self._cascaded_styles: dict[Any, _Cascade] = {}
        self._computed_styles: dict[Any, Any] = {}
        self._sheets, self._connus = [(*feuille, None) for feuille in feuilles], connus
        self._base, self._racine = html.base_url, html.etree_element
        self.font_config, self.initial_page_sizes = connus.polices, connus.tailles
        propres = dict(_declarations_propres(html))
        for noeud in html.wrapper_element.iter_subtree():
            element = noeud.etree_element
            for pseudo, style in self._de(noeud, propres.get(element, ())).items():
                self._computed_styles[element, pseudo] = style
                if style["anchor"]:
                    cibles.collect_anchor(style["anchor"])

    def set_computed_styles(self, element: Any, parent: Any, pseudo_type: str | None = None, **_: Any) -> None:
        """The style of a page, or of a box in its margins."""
        cascade = self._cascaded_styles.get((element, pseudo_type), {})
        source = self._computed_styles[parent, None]
        declarees = tuple((nom, id(valeur), *poids[-1]) for nom, (valeur, poids) in cascade.items())
        lieu = self._connus.lieu((id(source), pseudo_type, declarees), source)
        if not lieu:
            lieu[None] = self._calculer(source, cascade, pseudo_type)
        self._computed_styles[element, pseudo_type] = lieu[None]

    def _de(self, noeud: Any, propres: Sequence[tuple[Any, Any]]) -> dict[str | None, Any]:
        """The styles of an element, by pseudo-element."""
        parent = self._computed_styles[noeud.parent.etree_element, None] if noeud.parent else None
        trouvees = [(feuille, feuille.matcher.match(noeud)) for feuille, *_ in self._sheets]
        siennes = [(id(feuille), rang) for feuille, t in trouvees for _, rang, pseudo, _ in t if not pseudo]
        autres = [(id(feuille), rang) for feuille, t in trouvees for _, rang, pseudo, _ in t if pseudo]
        attributs = tuple(noeud.etree_element.items()) if propres else ()
        lieu = self._connus.lieu((id(parent), attributs, *siennes), (parent, self._sheets))
        if not lieu:
            lieu[None] = self._calculer(parent, self._cascades(trouvees, propres)[None], None)
        genere = self._connus.lieu((id(lieu[None]), *autres), self._sheets)
        if autres and not genere:
            for pseudo, cascade in self._cascades(trouvees).items():
                genere[pseudo] = self._calculer(lieu[None], cascade, pseudo) if pseudo else lieu[None]
        return genere if autres else lieu

    def _calculer(self, source: Any, cascade: _Cascade, pseudo: str | None) -> Any:
        """A style that inherits from another; each of its properties is computed when it is first asked for."""
        racine = self._connus.initial if source is None else self._computed_styles.get((self._racine, None), source)
        return ComputedStyle(source, cascade, pseudo, racine, self._base, self.font_config, self.initial_page_sizes)

    def _cascades(
        self, trouvees: Sequence[tuple[Any, Any]], propres: Sequence[tuple[Any, Any]] = ()
    ) -> dict[str | None, _Cascade]:
        """The declarations that apply to an element and to what is generated in it."""
        cascades: dict[str | None, _Cascade] = {None: {}}
        for precision, declarations in propres:
            _appliquer(cascades[None], declarations, "author", inf, precision)
        for (feuille, regles), (_, origine, _) in zip(trouvees, self._sheets, strict=True):
            for precision, _rang, pseudo, (declarations, couche) in regles:
                rang = inf if couche is None else feuille.layers.index(couche)
                _appliquer(cascades.setdefault(pseudo, {}), declarations, origine, rang, precision)
        return cascades


def _declarations_propres(html: Any) -> Iterator[tuple[Any, list[tuple[Any, Any]]]]:
    """Of each element that has any, the declarations of its attributes."""
    propres: dict[Any, list[tuple[Any, Any]]] = {}
    for precision, element, declarations, base in find_style_attributes(html.etree_element, base_url=html.base_url):
        propres.setdefault(element, []).append((precision, list(preprocess_declarations(base, declarations))))
    yield from propres.items()


def _appliquer(cascade: _Cascade, declarations: Any, origine: str, couche: float, precision: Any) -> None:
    for nom, valeurs, importance in declarations:
        poids = declaration_precedence(origine, importance), couche, precision
        if nom not in cascade or cascade[nom][1] <= poids:
            cascade[nom] = valeurs, poids
