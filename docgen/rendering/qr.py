"""The QR codes of papers: drawn for both engines, then read back from the finished file, by zxing-cpp.

So are read the codes of pages (:mod:`docgen.rendering.symboles`).

Its writer is Zint and its reader is ZXing: what one hand draws, another judges. A picture has one sample a module: it
has no noise to see through. The size is the library's choice: nothing here knows how long an address is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from math import isqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from docgen.errors import RenduImpossible
from docgen.rendering import png, symboles

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
    from pikepdf import Object, Page
    from PIL.Image import Image

MARGE: Final = 4  # modules of quiet zone
COTE_MAX: Final = 97  # modules: in the 40 mm that a page has for it, none is finer than 0.38 mm
# 15 % of the symbol may be lost; 7 % where modules would be finer than 0.40 mm: a camera sees size before correction.
_NIVEAUX: Final = (("M", 85), ("L", COTE_MAX))
_OCTETS_AU_NIVEAU_M: Final = 504  # of 85 modules: a longer text is not drawn twice
# All eight masks can be read; to try them all is nine tenths of the drawing.
_MASQUE: Final = 4
_COTE_DE_LA_NORME: Final = 177
_POSE: Final = re.compile(rb"(/[^\s/<>()\[\]]+)\s+Do\b")
_EMBARQUE: Final = ("/DeviceGray", 1, "/FlateDecode")  # how both engines embed the picture


def qr_png(texte: str) -> str:
    """The QR code of a text, one grey sample a module, with its quiet zone, as a ``data:`` address for an ``<img>``.

    Grey, for the record's engine turns single bits into colours; in the finished files, a module is one bit.

    Raises:
        RenduImpossible: the text is too long for a symbol of :data:`COTE_MAX` modules.
    """
    return png.adresse(_tracer(texte))


def qr_png_un_bit(texte: str) -> str:
    """The same, one bit a module: the press puts it on the finished page as it is (:mod:`docgen.rendering.png`).

    Raises:
        RenduImpossible: see :func:`qr_png`.
    """
    from PIL.Image import Dither

    return png.adresse(_tracer(texte).convert("1", dither=Dither.NONE))


def _tracer(texte: str) -> Image:
    from PIL.Image import frombytes
    from zxingcpp import BarcodeFormat, create_barcode

    for niveau, cote_max in _NIVEAUX[len(texte) > _OCTETS_AU_NIVEAU_M :]:
        try:
            symbole = create_barcode(texte, BarcodeFormat.QRCode, ec_level=niveau, data_mask=_MASQUE)
        except ValueError:  # more than any symbol holds
            continue
        modules = memoryview(cast("ReadableBuffer", symbole.to_image())).tobytes()  # a byte each, with the quiet zone
        cote = isqrt(len(modules))
        if cote <= cote_max + 2 * MARGE:
            return frombytes("L", (cote, cote), modules)
    raise RenduImpossible(
        f"Le code QR n'a pas pu être tracé : son texte fait {len(texte.encode())} octets, et ses points seraient trop "
        "fins pour être lus. Raccourcissez l'adresse publique du service (DOCGEN_URL_PUBLIQUE)."
    )


def lire_symbole(image: Image) -> str | None:
    """The text of a symbol that is all of the picture, dark on light; ``None`` when it is not one, or is damaged.

    It is a page code (:mod:`docgen.rendering.symboles`) when the picture has its size, a QR code else.
    """
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcode

    forme = BarcodeFormat.DataMatrix if image.width == symboles.COTE else BarcodeFormat.QRCode
    lu = read_barcode(image.convert("L"), BarcodeFormats(forme), is_pure=True, try_invert=False)
    return lu.text if lu is not None and lu.valid else None


def codes_de(page: Page, flux: bytes | None = None) -> list[str]:
    """The texts of the codes that a page of a finished file draws, each once, in no order.

    ``flux`` is what :func:`flux_de` gives of it, where that is known.
    """
    objets = page.obj.Resources.get("/XObject")
    if objets is None:
        return []
    # The pages of a record share what one of them draws.
    poses = set(_POSE.findall(flux_de(page) if flux is None else flux))
    lus = (_texte(objet) for nom, objet in objets.as_dict().items() if nom.encode() in poses)
    return list(dict.fromkeys(texte for texte in lus if texte is not None))


def flux_de(page: Page) -> bytes:
    """What a page draws, as it is written."""
    from pikepdf import Array

    contenus = page.obj.Contents
    return b"\n".join(un.read_bytes() for un in (contenus if isinstance(contenus, Array) else (contenus,)))


def _texte(objet: Object) -> str | None:
    """What an embedded object says, if it is a square picture no larger than a symbol may be, as the engines write."""
    from PIL.Image import frombytes

    cote = int(objet.get("/Width", 0))
    embarque = (
        str(objet.get("/ColorSpace", "")),
        int(objet.get("/BitsPerComponent", 0)),
        str(objet.get("/Filter", "")),
    )
    if embarque != _EMBARQUE:
        return None
    if cote != objet.get("/Height") or cote > _COTE_DE_LA_NORME + 2 * MARGE:
        return None
    try:
        return lire_symbole(frombytes("1", (cote, cote), objet.read_bytes()))
    except ValueError:  # samples are missing
        return None


def verifier_les_codes(
    source: bytes | Path, documents: Iterable[tuple[str, int, Sequence[str], Sequence[str]]]
) -> None:
    """Each document (its title, its page count, its QR codes, the code of each page), in the order of the file, has
    its own codes and no other.

    Raises:
        RenduImpossible: a code is missing, damaged, or says something else; the document is named.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source) as pdf:
        codes = map(codes_de, pdf.pages)
        for intitule, pages, dus, de_pages in documents:
            lus = list(islice(codes, pages))
            if not sont_dus(lus, dus, de_pages):
                raise RenduImpossible(
                    f"« {intitule} » n'a pas pu être composé : à la relecture du fichier, un code ne dit pas ce "
                    f"qu'il doit dire ({sum(map(len, lus))} lu(s), {len(dus) + len(de_pages)} attendu(s)). "
                    "Recommencez ; si cela se répète, lancez « make installer » pour rétablir les versions épinglées."
                )


def sont_dus(lus: Sequence[Sequence[str]], dus: Sequence[str], de_pages: Sequence[str]) -> bool:
    """True when what was read, page by page, is the QR codes due, and on each page the code of that page."""
    a_leur_place = all(code in lu for code, lu in zip(de_pages, lus, strict=False))
    return a_leur_place and sorted(chain.from_iterable(lus)) == sorted((*dus, *de_pages))
