"""Parchemins in Typst: same texts, fonts, sizes and colours, same QR, same double frame."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

from docgen.documents import catalogue
from docgen.documents.page.spec import Demande
from docgen.documents.parchemin import Vue
from docgen.rendering.qr import qr_png

MODELE = r"""
#let encre = rgb("#1b2b4b")
#let gris = rgb("#4a5263")
#let serif = "Source Serif Pro"
#set document(title: "Parchemin", date: datetime(year: 2019, month: 3, day: 20))
#set text(font: "Source Sans 3", size: 10pt, lang: "fr", fill: rgb("#16181d"))
#set par(spacing: 0.5em, leading: 0.5em)
#set page(paper: "a4", flipped: true, margin: (x: 25mm, top: 20mm, bottom: 31mm), footer-descent: 20mm,
  background: pad(x: 11mm, top: 11mm, bottom: 21mm, rect(width: 100%, height: 100%, stroke: 1.7pt + encre,
    inset: 1.2mm, rect(width: 100%, height: 100%, stroke: 0.4pt + encre))))
#for un in json(bytes(sys.inputs.donnees)) {
  page(footer: text(7.5pt, gris)[#un.pied #h(1fr) page 1/1])[
#block(height: 116mm)[
#grid(columns: (1fr, 1fr),
  [#text(8.5pt, encre, weight: "semibold", tracking: 0.14em)[RÉPUBLIQUE FRANÇAISE]
   #line(length: 14mm, stroke: 1.2pt + encre)
   #text(weight: "semibold", un.ministere) \ #un.structure],
  align(right)[#text(8.5pt, gris)[Numéro du parchemin] \
   #text(14pt, encre, weight: "semibold", tracking: 0.03em, number-width: "tabular", un.numero)])
#v(4mm)
#align(center)[
#text(12pt, gris, tracking: 0.24em, upper(un.nature))
#heading(level: 1, text(24pt, encre, font: serif, weight: "semibold", un.libelle))
#text(9.5pt, gris)[#un.niveaux \ NSF #un.nsf]
#v(5mm)
#text(12.5pt, gris, style: "italic", font: serif)[est délivré à]

#text(27pt, font: serif, weight: "semibold", un.titulaire)

#text(12pt, un.naissance)
#v(5.5mm)
#text(8.5pt, rgb("#333947"))[#for visa in un.visas [Vu #visa ; \ ]
Vu l’#un.textes relatif au titre professionnel #un.code ; \
Vu #un.proces_verbal.]]]
#grid(columns: (40mm, 44mm, 64mm, 84mm),
  image(bytes(un.qr), format: "png", width: 40mm, alt: "Code QR de vérification du numéro " + un.numero),
  text(8pt, gris)[Vérifier ce document : \ #un.hote \ #text(number-width: "tabular", un.numero)],
  text(9pt, gris)[Signature du titulaire],
  [#un.fait \ #un.delegation \ #un.qualite #v(14mm) #text(weight: "semibold", un.signataire)])
]
}
"""


def donnees(demandes: Sequence[Demande]) -> str:
    """The data of parchemins."""
    return json.dumps([_donnees(demande) for demande in demandes], ensure_ascii=False)


def _donnees(demande: Demande) -> dict[str, object]:
    vue = catalogue()["parchemin"].vue(demande)
    assert isinstance(vue, Vue)
    pied = (vue.abrege, vue.intitule, vue.code_titre, f"millésime {vue.millesime}", f"JO du {vue.date_jo}")
    return {
        "pied": "\u2003\u2003".join((*pied, f"modèle {vue.version_modele}")),
        "ministere": vue.ministere,
        "structure": vue.structure,
        "numero": vue.preuve.numero,
        "nature": vue.nature,
        "libelle": vue.libelle,
        "niveaux": vue.niveaux,
        "nsf": vue.nsf[0],
        "titulaire": vue.titulaire,
        "naissance": vue.naissance,
        "visas": vue.visas,
        "textes": vue.textes,
        "code": vue.code_titre,
        "proces_verbal": vue.proces_verbal,
        "qr": list(base64.b64decode(qr_png(vue.preuve.url or "").partition(",")[2])),
        "hote": vue.preuve.hote,
        "fait": vue.signataire.fait,
        "delegation": vue.signataire.delegation,
        "qualite": vue.signataire.qualite,
        "signataire": vue.signataire.nom,
    }
