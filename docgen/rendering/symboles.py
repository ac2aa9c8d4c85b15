"""The code in the foot of each page that comes back signed: drawn for both engines, in the one place kept for it.

A DataMatrix, for it holds more than a QR in 9 millimetres. Zint draws it, and zxing-cpp reads it back
(:mod:`docgen.rendering.qr`). It is put on the finished page: only then is it known how many pages there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from docgen.rendering import png

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

COTE: Final = 20  # modules: 18, and one of quiet zone on each side
COTE_MM: Final = 10.0  # so half a millimetre a module: three pixels of a page seen at 150 dots an inch
# In the middle of the foot, where a slanted or a cropped page loses least; kept free by templates/commun/retour.css.
BAS_MM: Final = 6.5
_POINTS_PAR_MM: Final = 72 / 25.4
NOM: Final = "DocgenCode"


def poser_sur_le_document(pdf: Any, codes: Sequence[str], images: Sequence[png.Detachee]) -> None:
    """Put pictures, and its code on each page of a record, which WeasyPrint has whole in memory."""
    from pydyf import Array, Stream

    for objet in pdf.objects:
        if isinstance(objet, Stream) and objet.extra.get("Subtype") == "/Image":
            montree = png.representee(objet.extra["Width"], objet.extra["Height"], images)
            if montree is not None:
                objet.stream, objet.extra, objet.compress = [montree.rangs], _champs(montree), True
    numeros = pdf.pages["Kids"][::3] if codes else []
    for numero, code in zip(numeros, codes, strict=True):
        page, nom = pdf.objects[numero], f"{NOM}{numero}"
        image = _tracer(code)
        objet = Stream([image.rangs], _champs(image), compress=True)
        trace = Stream([_trace(nom, *page["MediaBox"])])
        pdf.add_object(objet)
        pdf.add_object(trace)
        pdf.objects[int(page["Resources"].split()[0])]["XObject"][nom] = objet.reference  # all pages share them
        page["Contents"] = Array([trace.reference, page["Contents"]])


def _champs(image: png.Detachee) -> Any:
    """What WeasyPrint's writer says of a picture."""
    from pydyf import Dictionary

    cotes = {"Width": image.large, "Height": image.haut, "BitsPerComponent": 1}
    return Dictionary({"Type": "/XObject", "Subtype": "/Image", "ColorSpace": "/DeviceGray", **cotes})


class APoser(NamedTuple):
    """What a finished page lacks: what the code of its foot says, and the pictures that marks stand for."""

    code: str | None
    images: Sequence[png.Detachee]


def poser_sur_les_pages(pdf: Pdf, poses: Iterable[tuple[Object, APoser]]) -> None:
    """Put codes and pictures on pages of a printed file; what these pages draw is left as it is written."""
    import pikepdf

    traces: dict[bytes, Object] = {}
    for page, (code, detachees) in poses:
        ressources = copy(page.Resources)
        images = copy(ressources.get("/XObject", pikepdf.Dictionary()))
        for nom, montree in png.montrer(pdf, images, detachees).items():
            images[nom] = montree
        if code is not None:
            images[f"/{NOM}"] = png.montree(pdf, _tracer(code))
            cadre = page.MediaBox.unparse()
            if cadre not in traces:
                traces[cadre] = pdf.make_indirect(pdf.make_stream(_trace(NOM, *map(float, page.MediaBox.as_list()))))
            contenus = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
            page.Contents = pikepdf.Array([traces[cadre], *contenus])
        ressources.XObject = images
        page.Resources = ressources


def _trace(nom: str, gauche: float, bas: float, droite: float, haut: float) -> bytes:
    """What draws it, before all that the page draws; an artifact, for it says nothing to who reads."""
    cote = COTE_MM * _POINTS_PAR_MM
    x, y = (gauche + droite - cote) / 2, bas + BAS_MM * _POINTS_PAR_MM
    artefact = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"
    return f"{artefact}\nq {cote:.3f} 0 0 {cote:.3f} {x:.3f} {y:.3f} cm /{nom} Do Q\nEMC".encode()


def _tracer(code: str) -> png.Detachee:
    from zint import DataMatrixOptions, Symbol, Symbology

    symbole = Symbol()
    symbole.symbology, symbole.option_3 = Symbology.DATAMATRIX, int(DataMatrixOptions.SQUARE)
    symbole.encode(code)
    return png.Detachee.de(png.image_du_symbole(symbole, 1))
