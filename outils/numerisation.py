"""Printing, signing and scanning, played: what comes back of our pages, from a seed that says all of it.

A page is drawn as a printer would, scaled a little, signed and stamped by hand, then seen by a scanner: skewed,
cropped, blurred, in colours or in black and white, compressed, upside down.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw

FINESSES: Final = (150, 200, 300)
TEINTES: Final = ("1 bit", "gris", "jpeg")
_MM: Final = 25.4
_ENCRES: Final = ((18, 32, 120), (20, 20, 24), (40, 60, 160))
_TAMPON: Final = (70, 60, 150)
_PAPIER: Final = 250


@dataclass(frozen=True, slots=True)
class Numerisation:
    """How one page is scanned. Lengths in millimetres, angles in degrees; ``tours`` of a half turn."""

    finesse: int
    teinte: str
    biais: float
    echelle: float
    rogne: tuple[float, float]
    flou: float
    bruit: int
    retournee: bool
    tampon: tuple[float, float] | None

    @classmethod
    def tiree(cls, alea: random.Random, **imposes: Any) -> Numerisation:
        """One at random, within what offices do; ``imposes`` are not drawn."""
        tiree = {
            "finesse": alea.choice(FINESSES),
            "teinte": alea.choice(TEINTES),
            "biais": alea.uniform(-3, 3),
            "echelle": alea.choice((1.0, 1.0, 1.0, 0.97)),
            "rogne": (alea.uniform(-5, 5), alea.uniform(-5, 5)),
            "flou": alea.choice((0.0, 0.05, 0.1)),
            "bruit": alea.choice((0, 0, 40)),
            "retournee": alea.random() < 0.25,
            "tampon": (alea.uniform(0.1, 0.9), alea.uniform(0.3, 0.92)) if alea.random() < 0.3 else None,
        }
        return cls(**{**tiree, **imposes})


def dessiner(pdf: bytes, finesse: int = 300) -> list[Image.Image]:
    """The pages of a file as a printer draws them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=finesse / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class Paraphe:
    """A signature: the loops of a pen, where it starts and how far it goes, its colour, its thickness.

    Lengths are in points of the page.
    """

    depart: tuple[float, float]
    etendue: float
    ampleur: float
    boucles: float
    phase: float
    encre: tuple[int, int, int]
    epaisseur: int

    @classmethod
    def tire(cls, page: Image.Image, cadre_mm: tuple[float, float, float, float], alea: random.Random) -> Paraphe:
        """Some loops of a pen in a frame, given from the top left of the page, never all of it."""
        point = page.width / _largeur_mm(page)
        gauche, haut, large, hauteur = (cote * point for cote in cadre_mm)
        encre, epaisseur = alea.choice(_ENCRES), max(2, round(alea.uniform(0.3, 0.6) * point))
        etendue = alea.uniform(0.35, 0.7) * large
        depart = gauche + alea.uniform(0.1, 0.25) * large, haut + alea.uniform(0.45, 0.6) * hauteur
        ampleur = alea.uniform(0.25, 0.42) * hauteur
        boucles, phase = alea.uniform(2.5, 5.5), alea.uniform(0, math.tau)
        return cls(depart, etendue, ampleur, boucles, phase, encre, epaisseur)

    def _points(self, pas: int = 90) -> Iterator[tuple[float, float]]:
        """The way of the pen."""
        x0, y0 = self.depart
        for part in (t / pas for t in range(pas + 1)):
            tour = self.boucles * math.tau * part
            yield (
                x0 + self.etendue * (part + 0.12 * math.sin(2 * tour + self.phase)),
                y0 + self.ampleur * math.sin(tour + self.phase) * (1 - 0.6 * part),
            )

    def tracer(self, page: Image.Image) -> None:
        """Write it on the page."""
        encre = _ton(page, self.encre)
        ImageDraw.Draw(page).line(list(self._points()), fill=encre, width=self.epaisseur, joint="curve")


def signer(page: Image.Image, cadre_mm: tuple[float, float, float, float], alea: random.Random) -> None:
    """Sign in a frame, given from the top left of the page."""
    Paraphe.tire(page, cadre_mm, alea).tracer(page)


def tamponner(page: Image.Image, ou: tuple[float, float], alea: random.Random) -> None:
    """A round stamp, centred there (in shares of the page), over what is printed."""
    point = page.width / _largeur_mm(page)
    rayon = alea.uniform(14, 19) * point
    gauche, haut = (int(part * cote - rayon) - 1 for part, cote in zip(ou, page.size, strict=True))
    x, y = ou[0] * page.width - gauche, ou[1] * page.height - haut
    calque = Image.new("L", (int(2 * rayon) + 4,) * 2, 0)
    trait = ImageDraw.Draw(calque)
    for part in (1.0, 0.86):
        cercle = (x - rayon * part, y - rayon * part, x + rayon * part, y + rayon * part)
        trait.ellipse(cercle, outline=170, width=max(2, round(0.5 * point)))
    for rang in range(3):
        hauteur = y + (rang - 1) * 6 * point
        trait.line((x - 0.6 * rayon, hauteur, x + 0.6 * rayon, hauteur), fill=170, width=max(2, round(point)))
    page.paste(_ton(page, _TAMPON), (gauche, haut), calque)


def _ton(page: Image.Image, couleur: tuple[int, int, int]) -> Any:
    """A colour as that page holds it."""
    return Image.new("RGB", (1, 1), couleur).convert(page.mode).getpixel((0, 0))


def numeriser(page: Image.Image, comment: Numerisation, alea: random.Random) -> Image.Image:
    """What a scanner gives of a printed page. A compressed one is in colours, and compressed by :func:`en_pdf`."""
    # What is grey at last is as grey from the first.
    page = page.convert("RGB" if comment.teinte == "jpeg" else "L")
    if comment.tampon:
        tamponner(page, comment.tampon, alea)
    point = comment.finesse / _MM
    taille = round(_largeur_mm(page) * point), round(_largeur_mm(page) * point * page.height / page.width)
    vue = np.asarray(page)
    if page.size != taille:
        vue = cv2.resize(vue, taille, interpolation=cv2.INTER_AREA)
    vue = _deplacer(vue, comment, point)
    if comment.flou:
        vue = _flouter(vue, comment.flou * point)
    if comment.bruit:
        vue = _bruiter(vue, comment.bruit, alea)
    if comment.retournee:
        vue = cv2.rotate(vue, cv2.ROTATE_180)
    if comment.teinte == "1 bit":
        return Image.fromarray(vue).point([0] * 151 + [255] * 105, "1")
    return Image.fromarray(vue)


def _flouter(vue: Any, ecart: float) -> Any:
    """The mean of what is around each point, as spread as that deviation, in points."""
    rayon = (math.sqrt(12 * ecart**2 + 1) - 1) / 2
    bords, pleins = rayon % 1, 2 * int(rayon) + 1
    noyau = np.array([bords, *[1.0] * pleins, bords]) / (2 * rayon + 1)
    return cv2.sepFilter2D(vue, -1, noyau, noyau, borderType=cv2.BORDER_REPLICATE)


def _bruiter(vue: Any, bruit: int, alea: random.Random) -> Any:
    """The grain of a scanner: each point a little lighter or darker."""
    part = bruit / 74  # the deviation of bytes drawn at random is 74
    grain = np.frombuffer(alea.randbytes(vue.shape[0] * vue.shape[1]), np.uint8).reshape(vue.shape[:2])
    if vue.ndim == 3:
        grain = cv2.merge((grain,) * 3)
    return cv2.addWeighted(vue, 0.88 * 1.08, grain, 0.12 * 1.08 * part, 0.12 * 1.08 * 128 * (1 - part) - 0.5)


def en_pdf(vues: Sequence[Image.Image], finesses: Iterable[int]) -> bytes:
    """Scanned pages in one PDF, as scanners make them."""
    import pikepdf

    with pikepdf.new() as pdf:
        for vue, finesse in zip(vues, finesses, strict=True):
            tampon = io.BytesIO()
            qualite = {} if vue.mode == "1" else {"quality": 40 if vue.mode == "RGB" else 85}
            vue.save(tampon, "PDF", resolution=finesse, **qualite)
            with pikepdf.open(tampon) as une:
                pdf.pages.extend(une.pages)
        sortie = io.BytesIO()
        pdf.save(sortie)
    return sortie.getvalue()


def _deplacer(vue: Any, comment: Numerisation, point: float) -> Any:
    """Turned, scaled and shifted on a sheet of the same size: what goes beyond is cropped."""
    haut, large = vue.shape[:2]
    angle, echelle = math.radians(comment.biais), comment.echelle
    cos, sin = math.cos(angle) / echelle, math.sin(angle) / echelle
    cx, cy = (large - 1) / 2, (haut - 1) / 2
    x, y = cx + comment.rogne[0] * point, cy + comment.rogne[1] * point
    origines = np.array([[cos, sin, cx - cos * x - sin * y], [-sin, cos, cy + sin * x - cos * y]])
    maniere = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(vue, origines, (large, haut), flags=maniere, borderValue=(_PAPIER,) * 3)


def _largeur_mm(page: Image.Image) -> float:
    return 297.0 if page.width > page.height else 210.0
