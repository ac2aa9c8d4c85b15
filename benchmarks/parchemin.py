"""Claim: one archive parchemin, warm, costs at most 0.7 of WeasyPrint called naively on the same HTML.

Peers: WeasyPrint as its first page of documentation calls it (style sheets parsed each time, no archive format, no
tags, no attachment), and Typst on an equivalent page. Each round has another holder. Run:
``python -m benchmarks.parchemin``.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date
from tempfile import TemporaryDirectory

import typst

from benchmarks import mesure
from benchmarks.dossiers import dossier_de
from docgen.documents import catalogue
from docgen.documents.parchemin import Vue
from docgen.documents.spec import Demande
from docgen.rendering import fonts
from docgen.rendering.html import dossier_modeles
from docgen.rendering.qr import qr_svg
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import demande_archive
from docgen.usecases.production import Commande, attribuer, choisir, demandes_de, rendre

TOURS = 40
SPEC = catalogue()["parchemin"]


def main() -> None:
    """Measure and keep the figures."""
    commande = Commande(date(2019, 3, 20), ("parchemin",))
    with TemporaryDirectory() as provisoire:
        atelier = Atelier(Configuration(registre=f"sqlite:///{provisoire}/registre.db"))
        demandes = parchemins(commande, atelier)
        archives = [demande_archive(SPEC, demande) for demande in demandes]
        pages = [page_typst(demande) for demande in demandes]
        moteur = atelier.moteur
        from weasyprint import HTML  # once the engine has chosen the fonts: the peer has the same

        base, styles = str(dossier_modeles()), [str(style) for style in archives[0].styles]
        compilateur = typst.Compiler(font_paths=[str(chemin) for chemin in fonts.fichiers()], ignore_system_fonts=True)
        durees = mesure.a_tour_de_role(
            {
                "weasyprint_naif": lambda n: HTML(string=archives[n].html, base_url=base).write_pdf(stylesheets=styles),
                "docgen_archive": lambda n: moteur.rendre(archives[n]),
                "docgen_vue_qr_et_archive": lambda n: rendre(SPEC, demandes[n], commande, atelier),
                "typst_pdf_a3a": lambda n: compilateur.compile(input=pages[n], format="pdf", pdf_standards="a-3a"),
            },
            TOURS,
        )
        atelier.fermer()
    mesure.ecrire("parchemin", {"tours": TOURS, "resultats": mesure.rapport(durees, "weasyprint_naif")})


def parchemins(commande: Commande, atelier: Atelier) -> Sequence[Demande]:
    """A parchemin for each round, all of one session."""
    dossier = dossier_de(candidats=2 * TOURS + 2)
    choix = choisir(dossier, commande)
    papiers = attribuer(dossier, choix, commande, atelier)
    return [demande for _, demande in demandes_de(dossier, choix, commande, atelier, papiers, ())]


def page_typst(demande: Demande) -> bytes:
    """An equivalent page: same texts, same fonts and sizes, same QR, same frame."""
    vue = SPEC.vue(demande)
    assert isinstance(vue, Vue)
    svg = base64.b64decode(qr_svg(vue.preuve.url or "").partition(",")[2]).decode().replace('"', '\\"')
    visas = "\n".join(f"Vu {visa} ; \\" for visa in vue.visas)
    return f"""
#set document(title: "Parchemin", date: datetime(year: 2019, month: 3, day: 20))
#set page(paper: "a4", flipped: true, margin: (x: 25mm, top: 20mm, bottom: 31mm),
  background: pad(x: 11mm, top: 11mm, bottom: 21mm, rect(width: 100%, height: 100%, stroke: 1.7pt)),
  footer: [#text(7.5pt)[{vue.abrege} #h(6mm) {vue.intitule} #h(6mm) {vue.code_titre} #h(1fr) page 1/1]])
#set text(font: "Source Sans 3", size: 10pt, lang: "fr")
#set par(spacing: 0.8em, leading: 0.5em)
#grid(columns: (1fr, 1fr), [*RÉPUBLIQUE FRANÇAISE* \\ *{vue.ministere}* \\ {vue.structure}],
  align(right)[Numéro du parchemin \\ #text(14pt)[*{vue.preuve.numero}*]])
#align(center)[
#text(12pt, tracking: 0.24em)[{vue.nature}]
#heading(level: 1, text(31pt, font: "Source Serif Pro")[{vue.libelle}])
{vue.niveaux} \\ NSF {vue.nsf[0]}

#text(12.5pt, style: "italic", font: "Source Serif Pro")[est délivré à]

#text(27pt, font: "Source Serif Pro", weight: "semibold")[{vue.titulaire}]

{vue.naissance}

#text(8.5pt)[{visas}
Vu l’{vue.textes} relatif au titre professionnel {vue.code_titre} ; \\
Vu {vue.proces_verbal}.]]
#grid(columns: (84mm, 64mm, 84mm),
  [#image(bytes("{svg}"), format: "svg", width: 25mm, alt: "Code QR") {vue.preuve.hote} \\ {vue.preuve.numero}],
  [Signature du titulaire],
  [{vue.signataire.fait} \\ {vue.signataire.delegation} \\ {vue.signataire.qualite} #v(14mm) *{vue.signataire.nom}*])
""".encode()


if __name__ == "__main__":
    main()
