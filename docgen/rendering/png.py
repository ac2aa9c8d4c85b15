"""Pictures of one bit a sample, that the press is not given: a mark keeps their place, and finished pages show them.

The engine would read them, make colours of them, and write them again. A mark tells by its width which picture of its
document it stands for, from two samples: the engine paints a single one as a flat tint.
"""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from PIL.Image import Image

_ADRESSE: Final = "data:image/png;base64,"
_IMAGE: Final = re.compile(f"{_ADRESSE}([A-Za-z0-9+/=]+)")
_PREMIERE: Final = 2


class Detachee(NamedTuple):
    """A picture of one bit a sample: how wide and high it is, its rows, each padded to bytes."""

    large: int
    haut: int
    rangs: bytes


def adresse(image: Image) -> str:
    """The PNG of a picture as a ``data:`` address; it is compressed again in the file that shows it."""
    tampon = io.BytesIO()
    image.save(tampon, "PNG", compress_level=1)
    return f"{_ADRESSE}{base64.b64encode(tampon.getvalue()).decode()}"


def detacher(html: str) -> tuple[str, tuple[Detachee, ...]]:
    """An HTML where marks stand for its pictures of one bit, and these pictures, in order."""
    from PIL import Image

    detachees: list[Detachee] = []

    def marquer(trouvee: re.Match[str]) -> str:
        image = Image.open(io.BytesIO(base64.b64decode(trouvee[1])), formats=("PNG",))
        if image.mode != "1":
            return trouvee[0]
        detachees.append(Detachee(*image.size, image.tobytes()))
        return _marque(len(detachees) - 1)

    return _IMAGE.sub(marquer, html), tuple(detachees)


@cache
def _marque(rang: int) -> str:
    from PIL import Image

    return adresse(Image.new("1", (_PREMIERE + rang, 1)))


def montrer(pdf: Pdf, images: Object, detachees: Sequence[Detachee]) -> dict[str, Object]:
    """The pictures that the marks among the ``images`` of a finished page stand for, by their names on it."""
    rangs = {nom: int(image.Width) - _PREMIERE for nom, image in images.items() if image.get("/Height") == 1}
    return {nom: montree(pdf, detachees[rang]) for nom, rang in rangs.items()}


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
    return pdf.make_stream(zlib.compress(image.rangs), pikepdf.Dictionary(champs))
