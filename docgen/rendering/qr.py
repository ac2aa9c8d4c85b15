"""The QR codes of papers: drawn by Zint for both engines, then read back from the finished file by zxing-cpp.

So are drawn and read the codes of pages (:mod:`docgen.rendering.symboles`). What one hand draws, another judges. A
picture has one sample a module: it has no noise to see through. The size is the library's choice: nothing here knows
how long an address is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from docgen.errors import RenduImpossible
from docgen.rendering import png, symboles

if TYPE_CHECKING:
    from pikepdf import Object, Page
    from PIL.Image import Image

MARGE: Final = 4  # modules of quiet zone
COTE_MAX: Final = 97  # modules: in the 40 mm that a page has for it, none is finer than 0.38 mm
# 15 % of the symbol may be lost; 7 % where modules would be finer than 0.40 mm: a camera sees size before correction.
_NIVEAUX: Final = ((2, 85), (1, COTE_MAX))  # M, L: as Zint counts them
_OCTETS_AU_NIVEAU_M: Final = 504  # of 85 modules: a longer text is not drawn twice
# All eight masks can be read; to try them all is nine tenths of the drawing.
_MASQUE: Final = 4
_COTE_DE_LA_NORME: Final = 177
_A_TRACER: Final = re.compile(r'src="code-qr:([^"]+)"')  # no text says so: its quotes are escaped
_TELLES_QUELLES: Final = ":/?#=@!$*,;"
_EMBARQUE: Final = ("/DeviceGray", 1, "/FlateDecode")  # how both engines embed the picture


def charger() -> None:
    """Load what draws codes and what reads them. Their loading leaves errors in a cycle, which hold, by their frames,
    all that was being made: here, it is nothing.
    """
    for bibliotheque in ("zint", "zxingcpp"):
        import_module(bibliotheque)


def qr_png(texte: str) -> str:
    """The QR code of a text, one grey sample a module, with its quiet zone, as a ``data:`` address for an ``<img>``.

    Raises:
        RenduImpossible: the text is too long for a symbol of :data:`COTE_MAX` modules.
    """
    return png.adresse(_tracer(texte).convert("L"))


def qr_a_tracer(texte: str) -> str:
    """The address that stands for it in a document, whose pages are given the picture once finished."""
    return f"code-qr:{quote(texte, _TELLES_QUELLES)}"


def detacher(html: str) -> tuple[str, tuple[png.Detachee, ...]]:
    """An HTML where marks stand for its QR codes, and their pictures, in order.

    Raises:
        RenduImpossible: see :func:`qr_png`.
    """
    detachees: list[png.Detachee] = []

    def marquer(trouvee: re.Match[str]) -> str:
        detachees.append(png.Detachee.de(_tracer(unquote(trouvee[1]))))
        return f'src="{png.marque(len(detachees) - 1)}"'

    return _A_TRACER.sub(marquer, html), tuple(detachees)


def _tracer(texte: str) -> Image:
    """The code, one bit a module, with its quiet zone."""
    from zint import InputMode, Symbol, Symbology

    for niveau, cote_max in _NIVEAUX[len(texte) > _OCTETS_AU_NIVEAU_M :]:
        symbole = Symbol()
        symbole.symbology, symbole.input_mode = Symbology.QRCODE, InputMode.UNICODE
        symbole.option_1, symbole.option_3 = niveau, _MASQUE + 1 << 8
        try:
            symbole.encode(texte)
        except RuntimeError:  # more than any symbol holds
            continue
        if symbole.width <= cote_max:
            return png.image_du_symbole(symbole, MARGE)
    raise RenduImpossible(
        f"Le code QR n'a pas pu être tracé : son texte fait {len(texte.encode())} octets, et ses points seraient trop "
        "fins pour être lus. Demandez à qui tient Docgen une adresse publique plus courte."
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
    flux = flux_de(page) if flux is None else flux
    # The pages of a record share what one of them draws.
    lus = (_texte(objet) for nom, objet in objets.as_dict().items() if b"%b Do" % nom.encode() in flux)
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


def verifier_les_codes(contenu: bytes, intitule: str, dus: Sequence[str], de_pages: Sequence[str]) -> None:
    """A finished document has its QR codes, on each page the code of that page, and no other.

    Raises:
        RenduImpossible: a code is missing, damaged, or says something else; the document is named.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        verifier_les_codes_lus(intitule, list(map(codes_de, pdf.pages)), dus, de_pages)


def verifier_les_codes_lus(
    intitule: str, lus: Sequence[Sequence[str]], dus: Sequence[str], de_pages: Sequence[str]
) -> None:
    """The same, of codes that were read page by page."""
    if not sont_dus(lus, dus, de_pages):
        raise RenduImpossible(
            f"« {intitule} » n'a pas pu être composé : à la relecture du fichier, un code ne dit pas ce "
            f"qu'il doit dire ({sum(map(len, lus))} lu(s), {len(dus) + len(de_pages)} attendu(s)). "
            "Recommencez ; si cela se répète, signalez cette session à qui tient Docgen."
        )


def sont_dus(lus: Sequence[Sequence[str]], dus: Sequence[str], de_pages: Sequence[str]) -> bool:
    """True when what was read, page by page, is the QR codes due, and on each page the code of that page."""
    a_leur_place = all(code in lu for code, lu in zip(de_pages, lus, strict=False))
    return a_leur_place and sorted(chain.from_iterable(lus)) == sorted((*dus, *de_pages))
