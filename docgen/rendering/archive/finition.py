"""The last touch before a PDF is written: the claim that WeasyPrint leaves out, and half of the writing spared."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from docgen.errors import RenduImpossible
from docgen.rendering.ecriture.couche import verifier_et_traduire
from docgen.rendering.png import Detachee
from docgen.rendering.symboles import poser_sur_le_document

# PDF/A allows a property from outside its own schemas only if the file describes it.
_EXTENSION: Final = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_FIN: Final = b"</rdf:RDF>"
_EFFORT: Final = 4  # of 9


def achever(
    _document: object,
    pdf: Any,
    *,
    intitule: str,
    lettres: Mapping[str, str],
    codes: Sequence[str] = (),
    images: Sequence[Detachee] = (),
) -> None:
    """WeasyPrint's finisher: called with the whole file in memory, just before it is written.

    ``lettres`` says what the carriers of the document stand for (:mod:`docgen.rendering.ecriture`), ``codes`` what
    the codes of its pages say, ``images`` what its marks stand for.

    Raises:
        RenduImpossible: a glyph of the file would not be read as what it stands for.
    """
    verifier_et_traduire(pdf, intitule, lettres)
    _declarer_pdfua(pdf)
    poser_sur_le_document(pdf, codes, images)
    _figer(pdf)


def _figer(pdf: Any) -> None:
    """Each object as it will be written, now, once: the writer asks for it to digest it, then to write it."""
    from pydyf import Object, Stream

    class Fige(Object):  # type: ignore[misc]  # the engine has no types
        data, compressible = b"", True

        def __init__(self, objet: Any) -> None:
            super().__init__()
            self.number, self.generation, self.free = objet.number, objet.generation, objet.free
            self.data, self.compressible = objet.data, objet.compressible

    for objet in pdf.objects:
        if isinstance(objet, Stream) and objet.compress:
            _comprimer(objet, Stream(objet.stream).data)
    pdf.objects[1:] = map(Fige, pdf.objects[1:])  # the first one heads the list of free objects


def _comprimer(flux: Any, ecrit: bytes) -> None:
    """Compress a stream, given as it is written bare: the engine takes three times as long for a fiftieth less."""
    octets = ecrit.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    flux.stream, flux.compress = [zlib.compress(octets, _EFFORT)], False
    flux.extra["Filter"] = "/FlateDecode"


def _declarer_pdfua(pdf: Any) -> None:
    """Add the PDF/UA-1 claim to the XMP packet, left uncompressed so that any archive tool can read it."""
    flux = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    paquet = b"".join(flux.stream)
    if paquet.count(_FIN) != 1:
        raise RenduImpossible(
            "La fiche XMP du PDF n'a pas la forme attendue : cette version de WeasyPrint n'est pas celle que Docgen "
            "connaît. Lancez « make installer » pour rétablir les versions épinglées."
        )
    flux.stream = [paquet.replace(_FIN, _EXTENSION + _FIN)]
    flux.compress = False
