"""Pictures of one bit a sample, which engines are not given: a mark keeps their place, and finished pages show them.

They would read them, make colours of them, and write them again. A mark tells by its width which picture of its
document it stands for, from two samples: the press paints a single one as a flat tint.
"""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from PIL.Image import Image
    from zint import Symbol

_PREMIERE: Final = 2
_TELLE_QUELLE: Final = 0  # of a code, compression takes 5 % away, and a hundredth of a lot's time


class Detachee(NamedTuple):
    """A picture of one bit a sample: how wide and high it is, its rows, each padded to bytes."""

    large: int
    haut: int
    rangs: bytes

    @classmethod
    def de(cls, image: Image) -> Detachee:
        """The picture that an image of one bit a sample is."""
        return cls(*image.size, image.tobytes())


def image_du_symbole(symbole: Symbol, marge: int) -> Image:
    """A code that Zint has drawn, one bit a module, with its quiet zone of that many modules."""
    from PIL import Image, ImageOps

    octets = symbole.encoded_data  # a row of modules on each of its own, the first one in the lowest bit
    assert octets.shape
    pas = octets.shape[1]
    rangs = octets.tobytes()[: symbole.rows * pas]
    return ImageOps.expand(Image.frombytes("1", (symbole.width, symbole.rows), rangs, "raw", "1;IR", pas), marge, 255)


def adresse(image: Image) -> str:
    """The PNG of a picture as a ``data:`` address; it is compressed again in the file that shows it."""
    tampon = io.BytesIO()
    image.save(tampon, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(tampon.getvalue()).decode()}"


@cache
def marque(rang: int) -> str:
    """The mark that stands for the picture of that rank in its document."""
    from PIL import Image

    return adresse(Image.new("1", (_PREMIERE + rang, 1)))


def montrer(pdf: Pdf, images: Object, detachees: Sequence[Detachee]) -> dict[str, Object]:
    """The pictures that the marks among the ``images`` of a finished page stand for, by their names on it."""
    tailles = {nom: (int(image.get("/Width", 0)), int(image.get("/Height", 0))) for nom, image in images.items()}
    montrees = {nom: representee(large, haut, detachees) for nom, (large, haut) in tailles.items()}
    return {nom: montree(pdf, image) for nom, image in montrees.items() if image is not None}


def representee(large: int, haut: int, detachees: Sequence[Detachee]) -> Detachee | None:
    """Which of them a picture of these sizes stands for, if it is a mark."""
    rang = large - _PREMIERE
    return detachees[rang] if haut == 1 and 0 <= rang < len(detachees) else None


def montree(pdf: Pdf, image: Detachee) -> Object:
    """A picture, as a PDF holds it."""
    import pikepdf

    champs = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": image.large,
        "/Height": image.haut,
        "/BitsPerComponent": 1,
        "/ColorSpace": pikepdf.Name.DeviceGray,
        "/Filter": pikepdf.Name.FlateDecode,
    }
    return pdf.make_stream(zlib.compress(image.rangs, _TELLE_QUELLE), pikepdf.Dictionary(champs))
