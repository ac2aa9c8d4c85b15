"""Where the ink of a page stands, in millimetres from its code: what tells a signed box from an empty one.

The code says where the page is and which way up; the rule above it, which goes from one margin to the other, says its
slant and its size ten times better than nine millimetres can.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from cmath import phase, rect
from dataclasses import dataclass
from math import degrees, pi
from typing import TYPE_CHECKING, Final

from docgen.rendering.numerise.fichier_numerise import POINTS_PAR_POUCE
from docgen.rendering.symboles import BAS_MM, COTE, COTE_MM

if TYPE_CHECKING:
    from PIL.Image import Image

MAILLES: Final = 2  # a millimetre
CENTRE_MM: Final = BAS_MM + COTE_MM / 2  # of the code, above the foot of the sheet
FORMATS_MM: Final = ((210, 297), (297, 210))
FILETS_MM: Final = (173.5, 265.5)  # how long the rule of the foot is, on a sheet upright or lying (their @page)
_SYMBOLE_MM: Final = COTE_MM * (COTE - 2) / COTE
_POUCE: Final = 25.4
_NOMINALE: Final = POINTS_PAR_POUCE / _POUCE
_ECART: Final = 0.05  # between what the code and what the rule say of the size: a dot or two of a coarse scan
# How far above the middle of the code the rule is (retour.css), then the words; how thick the strip of each is.
_FILET, _MOTS = (6.6, 6), (2.6, 6)
_TROUVE: Final = 0.3  # the share of the rule that says its slant; less of it is dust
_ANGLES: Final = [radian * pi / 180 / 10 for radian in range(-18, 19)]
_FINESSE_FILET: Final = 4  # pixels a millimetre, where the rule is looked for
_BLANC, _VIDE = 70, 0.0005  # how much darker than paper ink is; the share of ink that dust may have
_PALE, _GRAIN = 30, 5  # the same of a rule so thin that a scan pales it; how much of a column a dot is
_BORD: Final = 0.04


@dataclass(frozen=True, slots=True)
class Repere:
    """Where a code stands in the picture of its page: its middle, what turns and scales a millimetre to pixels."""

    centre: complex
    millimetre: complex

    @classmethod
    def de(cls, coins: tuple[complex, ...], echelle: float) -> Repere:
        """From the corners of the symbol, clockwise from its top left, in a picture ``echelle`` times finer."""
        haut_gauche, haut_droite, bas_droite, bas_gauche = (coin * echelle for coin in coins)
        cote = (haut_droite - haut_gauche + bas_droite - bas_gauche) / 2
        return cls((haut_gauche + haut_droite + bas_droite + bas_gauche) / 4, cote / _SYMBOLE_MM)

    @property
    def quarts(self) -> int:
        """How many quarter turns, clockwise, put the page upright."""
        return -round(degrees(phase(self.millimetre)) / 90) % 4


@dataclass(frozen=True, slots=True)
class Encre:
    """The ink of a page: ``mailles`` holds the share of it, from 0 to 255, in each half of a millimetre, by rows.

    Compressed, and as text: it crosses the store.
    """

    couchee: bool
    mailles: str

    def part(self, cadre: tuple[float, float, float, float]) -> float:
        """The share of ink in a frame: left, top, width, height, in millimetres from the middle of the code."""
        from PIL.Image import frombytes

        large, haut = (cote * MAILLES for cote in FORMATS_MM[self.couchee])
        image = frombytes("L", (large, haut), zlib.decompress(b64decode(self.mailles)))
        gauche, dessus = cadre[0] * MAILLES + large / 2, cadre[1] * MAILLES + haut - CENTRE_MM * MAILLES
        droite, dessous = gauche + cadre[2] * MAILLES, dessus + cadre[3] * MAILLES
        zone = image.crop((round(gauche), round(dessus), round(droite), round(dessous)))
        valeurs = zone.histogram()
        return sum(ton * combien for ton, combien in enumerate(valeurs)) / 255 / max(1, zone.width * zone.height)


def est_blanche(image: Image) -> bool:
    """True of a page that bears nothing but the dust and the shadows of a scanner."""
    bord = round(_BORD * image.width), round(_BORD * image.height)
    masque = _masque(image).crop((*bord, image.width - bord[0], image.height - bord[1])).reduce(3)
    foncees = sum(masque.histogram()[128:])  # a lone dot is dust
    return foncees <= _VIDE * masque.width * masque.height


def relever_l_encre(image: Image, repere: Repere) -> Encre:
    """The ink of a page whose code stands there."""
    from PIL.Image import Resampling, Transform

    couchee = (image.width > image.height) != bool(repere.quarts % 2)
    repere, masque = _affiner(image, repere, couchee), _masque(image)
    large, haut = (cote * MAILLES for cote in FORMATS_MM[couchee])
    reduit = max(1, round(abs(repere.millimetre) / MAILLES))
    pas = repere.millimetre / MAILLES / reduit
    origine = repere.centre / reduit + pas * complex(-large / 2, CENTRE_MM * MAILLES - haut)
    coefficients = (pas.real, -pas.imag, origine.real, pas.imag, pas.real, origine.imag)
    petit = masque.reduce(reduit) if reduit > 1 else masque
    vue = petit.transform((large, haut), Transform.AFFINE, coefficients, Resampling.BILINEAR)
    return Encre(couchee, b64encode(zlib.compress(vue.tobytes(), 1)).decode())


def _masque(image: Image, ecart: int = _BLANC) -> Image:
    """White where there is ink, which is that much darker than paper."""
    tons = image.reduce(4).histogram()
    reste, papier = sum(tons) * 0.3, 255
    while papier > ecart and (reste := reste - tons[papier]) > 0:
        papier -= 1
    seuil = max(1, papier - ecart)
    return image.point([255] * seuil + [0] * (256 - seuil))


def _affiner(image: Image, repere: Repere, couchee: bool) -> Repere:
    """The same place, its slant and its size taken from the rule of the foot, where it is found.

    Elsewhere, the words below go from one margin to the other too.
    """
    longueur, masque = FILETS_MM[couchee], _masque(image, _PALE)
    vues = [(_bande(masque, repere, angle, longueur, _FILET), angle) for angle in _ANGLES]
    bande, angle = max(vues, key=lambda vue: max(_lignes(vue[0])))
    mesuree, unite = _etendue(bande) / _FINESSE_FILET / longueur, repere.millimetre
    if mesuree > _TROUVE:
        unite *= rect(1, angle)
    else:
        mots = _colonnes(_bande(masque, repere, 0, longueur, _MOTS))
        mesuree = (max(mots) - min(mots)) / _FINESSE_FILET / longueur if mots else 0
    if abs(mesuree - 1) < _ECART:
        return Repere(repere.centre, unite * mesuree)
    rapport = _NOMINALE / abs(unite)
    return Repere(repere.centre, unite * rapport if abs(rapport - 1) < _ECART else unite)


def _bande(masque: Image, repere: Repere, angle: float, longueur: float, ou: tuple[float, int]) -> Image:
    """A strip of the foot, as it would be with that much more slant; ``ou``: how high its middle is, its thickness."""
    from PIL.Image import Resampling, Transform

    large, haut = round(longueur * (1 + _ECART)) * _FINESSE_FILET, ou[1] * _FINESSE_FILET
    pas = repere.millimetre * rect(1, angle) / _FINESSE_FILET
    origine = repere.centre + pas * complex(-large / 2, -ou[0] * _FINESSE_FILET - haut / 2)
    coefficients = (pas.real, -pas.imag, origine.real, pas.imag, pas.real, origine.imag)
    return masque.transform((large, haut), Transform.AFFINE, coefficients, Resampling.BILINEAR)


def _lignes(bande: Image) -> bytes:
    """How much of each row is ink."""
    from PIL.Image import Resampling

    return bande.resize((1, bande.height), Resampling.BOX).tobytes()


def _colonnes(bande: Image) -> list[int]:
    """Where there is ink in a strip, from its left."""
    from PIL.Image import Resampling

    trait = bande.resize((bande.width, 1), Resampling.BOX).tobytes()
    return [lieu for lieu, ton in enumerate(trait) if ton > _GRAIN]


def _etendue(bande: Image) -> int:
    """How long the rule is, in pixels: what goes on from the middle of its row, but for small gaps."""
    lignes = _lignes(bande)
    rang = lignes.index(max(lignes))
    encres = _colonnes(bande.crop((0, max(0, rang - 1), bande.width, rang + 2)))
    milieu, trou = bande.width // 2, 8 * _FINESSE_FILET
    etendue = 0
    droite = [lieu - milieu for lieu in encres if lieu >= milieu]
    gauche = [milieu - 1 - lieu for lieu in reversed(encres) if lieu < milieu]
    for cote in (droite, gauche):
        fin = -1
        for lieu in cote:
            if lieu - fin > trou:
                break
            fin = lieu
        etendue += fin + 1
    return etendue
