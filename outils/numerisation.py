"""Printing, signing and scanning, played: what comes back of our pages, from a seed that says all of it.

A page is drawn as a printer would, scaled a little, signed and stamped by hand, then seen by a scanner: skewed,
cropped, blurred, in colours or in black and white, compressed, upside down.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

FINESSES: Final = (150, 200, 300)
TEINTES: Final = ("1 bit", "gris", "jpeg")
_MM: Final = 25.4
_ENCRES: Final = ((18, 32, 120), (20, 20, 24), (40, 60, 160))
_TAMPON: Final = (70, 60, 150)


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


def signer(page: Image.Image, cadre_mm: tuple[float, float, float, float], alea: random.Random) -> None:
    """A signature in a frame, given from the top left of the page: some loops of a pen, never all of the frame."""
    point = page.width / _largeur_mm(page)
    gauche, haut, large, hauteur = (cote * point for cote in cadre_mm)
    trait = ImageDraw.Draw(page)
    encre, epaisseur = alea.choice(_ENCRES), max(2, round(alea.uniform(0.3, 0.6) * point))
    etendue = alea.uniform(0.35, 0.7) * large
    x0, y0 = gauche + alea.uniform(0.1, 0.25) * large, haut + alea.uniform(0.45, 0.6) * hauteur
    ampleur = alea.uniform(0.25, 0.42) * hauteur
    pas, boucles, phase = 90, alea.uniform(2.5, 5.5), alea.uniform(0, math.tau)
    points = [
        (
            x0 + etendue * t / pas + 0.12 * etendue * math.sin(2 * boucles * math.tau * t / pas + phase),
            y0 + ampleur * math.sin(boucles * math.tau * t / pas + phase) * (1 - 0.6 * t / pas),
        )
        for t in range(pas + 1)
    ]
    trait.line(points, fill=encre, width=epaisseur, joint="curve")


def tamponner(page: Image.Image, ou: tuple[float, float], alea: random.Random) -> None:
    """A round stamp, centred there (in shares of the page), over what is printed."""
    point = page.width / _largeur_mm(page)
    rayon = alea.uniform(14, 19) * point
    x, y = ou[0] * page.width, ou[1] * page.height
    calque = Image.new("L", page.size, 0)
    trait = ImageDraw.Draw(calque)
    for part in (1.0, 0.86):
        cercle = (x - rayon * part, y - rayon * part, x + rayon * part, y + rayon * part)
        trait.ellipse(cercle, outline=170, width=max(2, round(0.5 * point)))
    for rang in range(3):
        hauteur = y + (rang - 1) * 6 * point
        trait.line((x - 0.6 * rayon, hauteur, x + 0.6 * rayon, hauteur), fill=170, width=max(2, round(point)))
    page.paste(_TAMPON, mask=calque)


def numeriser(page: Image.Image, comment: Numerisation, alea: random.Random) -> Image.Image:
    """What a scanner gives of a printed page."""
    if comment.tampon:
        tamponner(page, comment.tampon, alea)
    point = comment.finesse / _MM
    vue = page if comment.teinte == "jpeg" else page.convert("L")  # what is grey at last is as grey from the first
    taille = round(_largeur_mm(page) * point), round(_largeur_mm(page) * point * page.height / page.width)
    if vue.size != taille:
        vue = vue.resize(taille, Image.Resampling.BOX)
    vue = _deplacer(vue, comment, point)
    if comment.flou:
        vue = vue.filter(ImageFilter.BoxBlur((math.sqrt(12 * (comment.flou * point) ** 2 + 1) - 1) / 2))
    if comment.bruit:
        vue = _bruiter(vue, comment.bruit, alea)
    if comment.retournee:
        vue = vue.rotate(180)
    return _teinter(vue, comment.teinte)


def _bruiter(vue: Image.Image, bruit: int, alea: random.Random) -> Image.Image:
    """The grain of a scanner: each point a little lighter or darker."""
    part = bruit / 74  # the deviation of bytes drawn at random is 74
    grain = Image.frombytes("L", vue.size, alea.randbytes(vue.width * vue.height))
    grain = grain.point([round(128 + (ton - 128) * part) for ton in range(256)])
    grain = grain if vue.mode == "L" else Image.merge("RGB", (grain,) * 3)
    return Image.blend(vue, grain, 0.12).point(lambda ton: min(255, round(ton * 1.08)))


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


def _deplacer(page: Image.Image, comment: Numerisation, point: float) -> Image.Image:
    """Turned, scaled and shifted on a sheet of the same size: what goes beyond is cropped."""
    angle, echelle = math.radians(comment.biais), comment.echelle
    cos, sin = math.cos(angle) / echelle, math.sin(angle) / echelle
    cx, cy = page.width / 2, page.height / 2
    dx, dy = (cx + cote * point for cote in comment.rogne[:1]), (cy + cote * point for cote in comment.rogne[1:])
    x, y = next(dx), next(dy)
    coefficients = (cos, sin, cx - cos * x - sin * y, -sin, cos, cy + sin * x - cos * y)
    papier = 250 if page.mode == "L" else (250, 250, 250)
    return page.transform(page.size, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR, fillcolor=papier)


def _teinter(vue: Image.Image, teinte: str) -> Image.Image:
    if teinte == "1 bit":
        return vue.convert("L").point(lambda ton: 255 if ton > 150 else 0).convert("1")
    if teinte == "gris":
        return vue.convert("L")
    tampon = io.BytesIO()
    vue.save(tampon, "JPEG", quality=40)
    return Image.open(tampon)


def _largeur_mm(page: Image.Image) -> float:
    return 297.0 if page.width > page.height else 210.0
