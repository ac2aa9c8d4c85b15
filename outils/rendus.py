"""Pages printed, signed and scanned at random, then read: how many are told right, and which seeds were not.

A seed says everything of a page: which one, who signed, how it was scanned. What failed can be played again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import hypot
from typing import Any

import pypdfium2
from PIL import Image

from docgen.domain.papiers.code_page import CodePage
from docgen.domain.papiers.papier import Case
from docgen.rendering.cases import tracer
from docgen.rendering.numerise.encre import CENTRE_MM
from docgen.rendering.numerise.lecture_pages import lire_pages
from docgen.usecases.retours.rangement import est_signee
from outils.numerisation import Numerisation, Paraphe, dessiner, en_pdf, numeriser, signer

_PRES_DU_TAMPON_MM = 45.0  # what a stamp may have inked is neither signed nor empty for sure


@dataclass(frozen=True, slots=True)
class PageImprimee:
    """A page as it was printed: its code, its boxes, its picture, in grey."""

    code: CodePage
    cases: tuple[Case, ...]
    image: Image.Image = field(repr=False)

    @property
    def format_mm(self) -> tuple[int, int]:
        """Width, height."""
        return (297, 210) if self.image.width > self.image.height else (210, 297)

    def cadre(self, case: Case) -> tuple[float, float, float, float]:
        """Where a box is, from the top left of the page."""
        large, haut = self.format_mm
        gauche, dessus, largeur, hauteur = case.cadre
        return large / 2 + gauche, haut - CENTRE_MM + dessus, largeur, hauteur


@dataclass(frozen=True, slots=True)
class Tirage:
    """What a seed says of a page: which one, who signed where, how it is scanned; ``alea`` draws what is left."""

    page: PageImprimee
    paraphes: dict[Case, Paraphe]
    comment: Numerisation
    alea: random.Random

    @classmethod
    def de(cls, pages: Sequence[PageImprimee], graine: int) -> Tirage:
        """What that seed says; nothing is drawn on the page yet."""
        alea = random.Random(graine)
        page = alea.choice(pages)
        signees = {case for case in page.cases if alea.random() < 0.5}
        paraphes = {case: Paraphe.tire(page.image, page.cadre(case), alea) for case in page.cases if case in signees}
        return cls(page, paraphes, Numerisation.tiree(alea), alea)


@dataclass(slots=True)
class Bilan:
    """What came of scanned pages; the seeds are those of what was not told right. ``secondes``: of reading alone."""

    pages: int = 0
    muettes: list[int] = field(default_factory=list)
    fausses: list[int] = field(default_factory=list)
    cases: int = 0
    cases_fausses: list[int] = field(default_factory=list)
    secondes: float = 0.0

    @property
    def rangees(self) -> float:
        """The share of pages that were assigned by themselves."""
        return 1 - len(self.muettes) / max(1, self.pages)

    @property
    def cases_justes(self) -> float:
        """The share of boxes, clearly signed or empty, that were told right."""
        return 1 - len(self.cases_fausses) / max(1, self.cases)


def signees(contenu: bytes, alea: random.Random) -> list[Image.Image]:
    """The pages of a paper, signed wherever its model wants it."""
    pages, pdf = dessiner(contenu, 200), pypdfium2.PdfDocument(contenu)
    for feuille, page in zip(pdf, pages, strict=True):
        hauteur = 210 if page.width > page.height else 297
        for gauche, bas, droite, haut in tracer(feuille).cadres:
            signer(page, (gauche, hauteur - haut, droite - gauche, haut - bas), alea)
    pdf.close()
    return pages


def scan(pages: Sequence[Image.Image], alea: random.Random, **imposes: Any) -> bytes:
    """These pages in one file, as an office scans them: neatly, but for what is said."""
    net = {"biais": 1.0, "echelle": 1.0, "rogne": (0.0, 0.0), "flou": 0.0, "bruit": 0, "retournee": False}
    comment = Numerisation.tiree(alea, **{"finesse": 200, "teinte": "gris", "tampon": None, **net, **imposes})
    return en_pdf([numeriser(page.copy(), comment, alea) for page in pages], [comment.finesse] * len(pages))


def eprouver(pages: Sequence[PageImprimee], graines: Iterable[int]) -> Bilan:
    """Play each seed, and compare what is read with what was played."""
    bilan = Bilan()
    for graine in graines:
        tirage, douteuses, vue = _jouer(pages, graine)
        contenu = en_pdf([vue], [tirage.comment.finesse])
        depart = time.perf_counter()
        (lue,) = lire_pages(contenu, f"{graine}.pdf", 0, 1)
        bilan.secondes += time.perf_counter() - depart
        bilan.pages += 1
        if lue.code is None or lue.encre is None:
            bilan.muettes.append(graine)
            continue
        if lue.code != tirage.page.code:
            bilan.fausses.append(graine)
            continue
        for case in tirage.page.cases:
            if case not in douteuses:
                bilan.cases += 1
                bilan.cases_fausses += [graine] * (est_signee(case, lue.encre) != (case in tirage.paraphes))
    return bilan


def _jouer(pages: Sequence[PageImprimee], graine: int) -> tuple[Tirage, set[Case], Image.Image]:
    """What a seed draws, the boxes that nobody can tell, and what a scanner sees."""
    tirage = Tirage.de(pages, graine)
    page, comment = tirage.page, tirage.comment
    image = page.image.convert("RGB") if comment.teinte == "jpeg" else page.image.copy()
    for paraphe in tirage.paraphes.values():
        paraphe.tracer(image)
    douteuses = {case for case in page.cases if comment.tampon and _touche(page, case, comment.tampon)}
    return tirage, douteuses, numeriser(image, comment, tirage.alea)


def _touche(page: PageImprimee, case: Case, tampon: tuple[float, float]) -> bool:
    gauche, dessus, largeur, hauteur = page.cadre(case)
    x, y = tampon[0] * page.format_mm[0], tampon[1] * page.format_mm[1]
    ecart = (max(gauche - x, 0, x - gauche - largeur), max(dessus - y, 0, y - dessus - hauteur))
    return hypot(*ecart) < _PRES_DU_TAMPON_MM / 2
