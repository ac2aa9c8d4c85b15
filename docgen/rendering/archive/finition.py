"""The last touch before a PDF is written: the claim that WeasyPrint leaves out, and half of the writing spared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from docgen.errors import RenduImpossible
from docgen.rendering.ecriture.couche import verifier_et_traduire

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


def achever(_document: object, pdf: Any, *, intitule: str, lettres: Mapping[str, str]) -> None:
    """WeasyPrint's finisher: called with the whole file in memory, just before it is written.

    ``lettres`` says what the carriers of the document stand for (:mod:`docgen.rendering.ecriture`).

    Raises:
        RenduImpossible: a glyph of the file would not be read as what it stands for.
    """
    verifier_et_traduire(pdf, intitule, lettres)
    _declarer_pdfua(pdf)
    _figer_les_flux(pdf)


def _figer_les_flux(pdf: Any) -> None:
    """Compress each stream now, once: the writer asks for it twice, to digest it and to write it."""
    from pydyf import Stream

    class FluxFige(Stream):  # type: ignore[misc]  # the engine has no types
        def __init__(self, flux: Any) -> None:
            super().__init__(extra=flux.extra)
            self.number, self.generation, self.free = flux.number, flux.generation, flux.free
            self._octets: bytes = flux.data

        @property
        def data(self) -> bytes:
            return self._octets

    pdf.objects[:] = [FluxFige(objet) if isinstance(objet, Stream) else objet for objet in pdf.objects]


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
