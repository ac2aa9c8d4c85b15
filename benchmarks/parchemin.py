"""Claim: one archive parchemin, warm, costs at most half of WeasyPrint called naively on the same HTML.

Peers: WeasyPrint as its first page of documentation calls it (style sheets parsed each time, no archive format, no
tags, no attachment), and Typst on an equivalent page. Each round has another holder.

Typst takes a fifth of our time. Four fifths of it (``benchmarks/profil.py``) are WeasyPrint's, which is Python: text
cut in lines by Pango one call at a time, boxes, layout, drawing, objects of the PDF and subsets of fonts. A fifth is
ours, which is what Typst takes for all: codes read back from the finished file, streams compressed and letters checked,
view, model, texts looked for on the pages, and memory given back. Run: ``python -m benchmarks.parchemin``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from tempfile import TemporaryDirectory

from benchmarks import mesure, parchemin_typst
from benchmarks.dossiers import avec_ses_codes, dossier_de
from benchmarks.pair_typst import Typst
from docgen.documents import catalogue
from docgen.documents.page.spec import Demande
from docgen.rendering.html import dossier_modeles
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
        htmls = [avec_ses_codes(archive.html) for archive in archives]
        pages = [parchemin_typst.donnees([demande]) for demande in demandes]
        moteur = atelier.moteur
        from weasyprint import HTML  # once the engine has chosen the fonts: the peer has the same

        base, styles = str(dossier_modeles()), [str(style) for style in archives[0].styles]
        pair = Typst()
        durees = mesure.a_tour_de_role(
            {
                "weasyprint_naif": lambda n: HTML(string=htmls[n], base_url=base).write_pdf(stylesheets=styles),
                "docgen_archive": lambda n: moteur.rendre(archives[n]),
                "docgen_vue_qr_et_archive": lambda n: rendre(SPEC, demandes[n], commande, atelier),
                "typst_pdf_a3a": lambda n: pair.rendre(parchemin_typst.MODELE, pages[n], archive=True),
            },
            TOURS,
        )
        atelier.fermer()
    mesure.ecrire("parchemin", {"tours": TOURS, "resultats": mesure.rapport(durees, "weasyprint_naif")})


def parchemins(commande: Commande, atelier: Atelier) -> Sequence[Demande]:
    """A parchemin for each round, all of one session."""
    dossier = dossier_de(candidats=2 * TOURS + 2)
    choix = choisir(dossier, commande)
    papiers = attribuer(dossier, choix, commande, atelier, ())
    return [
        demande for _, demande in demandes_de(dossier, choix, commande, atelier.configuration.reglages, papiers, ())
    ]


if __name__ == "__main__":
    main()
