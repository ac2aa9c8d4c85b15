"""Pictures of one bit a sample, that the press is not given: a mark keeps their place, and finished pages show them.

The engine would read them, make colours of them, and write them again; what a PNG holds is, byte for byte, what a PDF
may hold. A mark tells by its width which picture of its document it stands for, from two samples: the engine paints a
single one as a flat tint.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_ADRESSE: Final = "data:image/png;base64,"
_IMAGE: Final = re.compile(f"{_ADRESSE}([A-Za-z0-9+/=]+)")
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_ENTETE: Final = struct.Struct(">IIBBBBB")
_UN_BIT: Final = (1, 0, 0, 0, 0)  # grey, not interlaced
_PREMIERE: Final = 2


def adresse(contenu: bytes) -> str:
    """A PNG as a ``data:`` address."""
    return f"{_ADRESSE}{base64.b64encode(contenu).decode()}"


def ecrire(large: int, echantillons: bytes) -> bytes:
    """The PNG of a picture of one bit a sample, its rows padded to bytes."""
    rang = -(-large // 8)
    haut = len(echantillons) // rang
    lignes = b"".join(b"\0" + echantillons[debut : debut + rang] for debut in range(0, haut * rang, rang))
    morceaux = ((b"IHDR", _ENTETE.pack(large, haut, *_UN_BIT)), (b"IDAT", zlib.compress(lignes)), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(donnees)) + nom + donnees + struct.pack(">I", zlib.crc32(nom + donnees))
        for nom, donnees in morceaux
    )


def detacher(html: str) -> tuple[str, tuple[bytes, ...]]:
    """An HTML where marks stand for its pictures of one bit, and these pictures, in order."""
    detachees: list[bytes] = []

    def marquer(trouvee: re.Match[str]) -> str:
        contenu = base64.b64decode(trouvee[1])
        if contenu[24:29] != bytes(_UN_BIT):
            return trouvee[0]
        detachees.append(contenu)
        return _marque(len(detachees) - 1)

    return _IMAGE.sub(marquer, html), tuple(detachees)


@cache
def _marque(rang: int) -> str:
    large = _PREMIERE + rang
    return adresse(ecrire(large, bytes(-(-large // 8))))


def montrer(pdf: Pdf, images: Object, detachees: Sequence[bytes]) -> dict[str, Object]:
    """The pictures that the marks among the ``images`` of a finished page stand for, by their names on it."""
    rangs = {nom: int(image.Width) - _PREMIERE for nom, image in images.items() if image.get("/Height") == 1}
    return {nom: _image_de(pdf, detachees[rang]) for nom, rang in rangs.items()}


def _image_de(pdf: Pdf, contenu: bytes) -> Object:
    large, haut, *_ = _ENTETE.unpack_from(contenu, 16)
    donnees, lieu = b"", 8
    while lieu < len(contenu):
        taille, nom = struct.unpack_from(">I4s", contenu, lieu)
        donnees += contenu[lieu + 8 : lieu + 8 + taille] if nom == b"IDAT" else b""
        lieu += taille + 12
    return image(pdf, large, haut, donnees, predit=True)


def image(pdf: Pdf, large: int, haut: int, donnees: bytes, *, predit: bool = False) -> Object:
    """A picture of a PDF. ``predit``: each row stands after the byte that tells its filter, as in a PNG."""
    import pikepdf

    champs = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": large,
        "/Height": haut,
        "/BitsPerComponent": 1,
        "/ColorSpace": pikepdf.Name.DeviceGray,
        "/Filter": pikepdf.Name.FlateDecode,
    }
    if predit:
        champs["/DecodeParms"] = pikepdf.Dictionary(Predictor=15, Colors=1, BitsPerComponent=1, Columns=large)
    return pdf.make_stream(donnees, pikepdf.Dictionary(champs))
