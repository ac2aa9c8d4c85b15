"""An HTML whose engines draw by themselves all that they are left: what is to be composed becomes carriers.

A carrier is a code of a private plane, drawn by a font made for the document: one cluster, one carrier. Letters written
from right to left have one each, for readers put back in order what is on a line, not what is in a glyph.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import Final

from docgen.errors import RenduImpossible
from docgen.rendering.ecriture.faces import Dessin, fabriquer
from docgen.rendering.ecriture.marques import Glyphe
from docgen.rendering.ecriture.mots import est_simple, piles, suites, tracer_partout
from docgen.rendering.ecriture.trace import Trace

PREFIXE: Final = "Docgen"
"""How the names of the fonts that carry begin."""
PREMIER: Final = 0xF0000
_DERNIER: Final = 0xFFFFD
# Carriers have no direction of their own. Readers take a mark at the end of a line's run for what follows it.
_VERS_LA_GAUCHE: Final = "\u202e"
_FIN_DE_SENS: Final = "\u202c"
_REPERE: Final = "\u200f"
_HORS_TEXTE: Final = re.compile(
    r"(<!--.*?-->|<head\b.*?</head>|<(?:style|script|template)\b.*?</(?:style|script|template)>|<[^>]*>)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Compose:
    """An HTML to be given to an engine with its style sheet; ``lettres`` says what each carrier stands for.

    ``nom`` begins the names of its fonts, and of no other's.
    """

    html: str
    style: str = field(repr=False)
    lettres: Mapping[str, str] = field(repr=False)
    nom: str


def composer_les_signes(html: str, intitule: str) -> Compose | None:
    """The HTML with its carriers; ``None`` when it needs none.

    Raises:
        RenduImpossible: no font draws a sign of it right; the word and the sign are quoted.
    """
    if est_simple(html):
        return None
    porteurs = _Porteurs(intitule)
    morceaux = _HORS_TEXTE.split(html)
    morceaux[::2] = map(porteurs.porter, morceaux[::2])
    return porteurs.rendre("".join(morceaux)) if porteurs.lettres else None


class _Porteurs:
    """The carriers of one document, numbered as they come."""

    def __init__(self, intitule: str) -> None:
        self.lettres: dict[str, str] = {}
        self._intitule = intitule
        self._connus: dict[tuple[str, tuple[Dessin, ...]], str] = {}

    def porter(self, texte: str) -> str:
        """A text with its carriers."""
        if est_simple(texte):
            return texte
        parties, fin = [], 0
        for suite in suites(texte):
            parties += [texte[fin : suite.debut], self._suite(suite.texte, suite.ecriture)]
            fin = suite.debut + len(suite.texte)
        return "".join([*parties, texte[fin:]])

    def rendre(self, html: str) -> Compose:
        """The HTML, with the fonts of its carriers."""
        dessins = {porteur: tous for (_, tous), porteur in self._connus.items()}
        nom = PREFIXE + self._empreinte()
        regles = []
        for rang, (face, pile) in enumerate(piles().items()):
            nom_de_face = f"{nom}-{face.famille.split()[-1]}{face.graisse}"
            fichier = fabriquer(nom_de_face, pile[0], {ord(un): tous[rang] for un, tous in dessins.items()})
            regles.append(
                f'@font-face {{ font-family: "{face.famille}"; font-weight: {face.graisse}; '
                f'src: url("data:font/ttf;base64,{b64encode(fichier).decode()}") format("truetype") }}'
            )
        return Compose(html, "\n".join(regles), self.lettres, nom)

    def _empreinte(self) -> str:
        resume = sha256()
        for lettres, dessins in self._connus:
            resume.update(repr([lettres, [(dessin.fichier.name, *dessin[1:]) for dessin in dessins]]).encode())
        return resume.hexdigest()[:12]

    def _suite(self, texte: str, ecriture: str) -> str:
        traces = tracer_partout(texte, ecriture)
        for _, signes in (faute for trace in traces for faute in trace.defauts):
            codes = " ".join(f"U+{ord(signe):04X}" for signe in signes)
            raise RenduImpossible(
                f"« {self._intitule} » n'a pas pu être composé : dans « {texte} », aucune police ne dessine comme il "
                f"faut « {signes} » ({codes}). Corrigez la donnée qui le contient."
            )
        couples = list(_ensembles(traces))
        if traces[0].vers_la_gauche:
            couples = [part for couple in couples for part in _une_a_une(*couple)]
            if unicodedata.bidirectional(texte[-1]) == "NSM":
                couples.append((_REPERE, tuple(Dessin(trace.fichier, (), 0, 0) for trace in traces)))
        porteurs = "".join(self._porteur(lettres, dessins) for lettres, dessins in couples)
        return f"{_VERS_LA_GAUCHE}{porteurs}{_FIN_DE_SENS}" if traces[0].vers_la_gauche else porteurs

    def _porteur(self, lettres: str, dessins: tuple[Dessin, ...]) -> str:
        porteur = self._connus.get((lettres, dessins))
        if porteur is None:
            code = PREMIER + len(self._connus)
            if code > _DERNIER:
                raise RenduImpossible(
                    f"« {self._intitule} » n'a pas pu être composé : trop de signes différents sont à dessiner. "
                    "Imprimez moins de documents à la fois."
                )
            porteur = self._connus[lettres, dessins] = chr(code)
            self.lettres[porteur] = lettres
        return porteur


def _ensembles(traces: Sequence[Trace]) -> Iterator[tuple[str, tuple[Dessin, ...]]]:
    """Letters that every face draws together, and how each does: a font may join what another leaves apart."""
    texte = "".join(grappe.texte for grappe in traces[0].grappes)
    communs = set.intersection(*(set(accumulate((len(g.texte) for g in trace.grappes), initial=0)) for trace in traces))
    for debut, fin in pairwise(sorted(communs)):
        yield texte[debut:fin], tuple(_dessin(trace, debut, fin) for trace in traces)


def _dessin(trace: Trace, debut: int, fin: int) -> Dessin:
    """The clusters of a trace between two places, as one drawing."""
    place, grappes = 0, []
    for grappe in trace.grappes:
        if debut <= place < fin:
            grappes.append(grappe)
        place += len(grappe.texte)
    if trace.vers_la_gauche:
        grappes.reverse()
    glyphes: list[Glyphe] = []
    chasse = 0
    for grappe in grappes:
        glyphes += [glyphe._replace(x=glyphe.x + chasse) for glyphe in grappe.glyphes]
        chasse += grappe.chasse
    return Dessin(trace.fichier, tuple(glyphes), 0, chasse)


def _une_a_une(lettres: str, dessins: tuple[Dessin, ...]) -> Iterator[tuple[str, tuple[Dessin, ...]]]:
    """A drawing written from right to left shared among its letters: the first one has the ink, each has its width."""
    for rang, lettre in enumerate(lettres):
        yield lettre, tuple(_part(dessin, rang, len(lettres)) for dessin in dessins)


def _part(dessin: Dessin, rang: int, parts: int) -> Dessin:
    depuis, jusqua = dessin.chasse * rang // parts, dessin.chasse * (rang + 1) // parts
    largeur = jusqua - depuis
    return Dessin(dessin.fichier, () if rang else dessin.glyphes, dessin.chasse - largeur, largeur)
