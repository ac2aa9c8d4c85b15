"""Claim: one archive parchemin, warm, costs at most half of WeasyPrint called naively on the same HTML.

Peers: WeasyPrint as its first page of documentation calls it (style sheets parsed each time, no archive format, no
tags, no attachment), and Typst on an equivalent page. Each round has another holder.

Typst takes a fifth of our time; what the rest goes to, stage by stage, and whose it is, stands in
``docs/decisions/0002-weasyprint-archive.md``, from ``benchmarks/profil.py``. Many parchemins in one layout, then each
written apart (``Document.copy``), are measured beside as many alone: it is slower. Run: ``python -m
benchmarks.parchemin``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import mesure, parchemin_typst
from benchmarks.dossiers import avec_ses_codes, dossier_de
from benchmarks.pair_typst import Typst
from docgen.documents import catalogue
from docgen.documents.page.spec import Demande
from docgen.rendering.archive.moteur_archive import DemandeArchive, MoteurArchive
from docgen.rendering.html import dossier_modeles
from docgen.rendering.qr import detacher
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import demande_archive
from docgen.usecases.production import attribuer, choisir, demandes_de
from docgen.usecases.rendu_documents import Commande, rendre

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
        groupes = ensemble(moteur, archives)
        atelier.fermer()
    resultats = mesure.rapport(durees, "weasyprint_naif")
    mesure.ecrire("parchemin", {"tours": TOURS, "resultats": resultats, "ms_par_fiche_et_etape": groupes})


def ensemble(moteur: MoteurArchive, archives: Sequence[DemandeArchive]) -> dict[str, float]:
    """Processor milliseconds a record, laid out and written alone, and in one document, then page by page."""
    demandes = [replace(archive, html=detacher(archive.html)[0]) for archive in archives]
    morceaux = [re.split(r"(<body[^>]*>|</body>)", demande.html) for demande in demandes]
    corps = "".join(f'<div style="break-before: page">{morceau[2]}</div>' for morceau in morceaux)
    tete, ouverture, _, *fin = morceaux[0]
    tous = tete + ouverture + corps + "".join(fin)
    durees = dict[str, float]()

    def mesurer(nom: str, faire: Callable[[], Any]) -> Any:
        depart = time.process_time()
        fait = faire()
        durees[nom] = round((time.process_time() - depart) * 1000 / len(demandes), 2)
        return fait

    seuls = mesurer("mise_en_page_un_a_un", lambda: [moteur._mettre_en_page(une, une.html, None) for une in demandes])
    mesurer(
        "ecriture_un_a_un", lambda: [moteur._ecrire(*paire, _tel_quel) for paire in zip(seuls, demandes, strict=True)]
    )
    un = mesurer("mise_en_page_ensemble", lambda: moteur._mettre_en_page(demandes[0], tous, None))
    pages = [un.copy([page]) for page in un.pages]
    assert len(pages) == len(demandes)
    mesurer(
        "ecriture_page_par_page",
        lambda: [moteur._ecrire(*paire, _tel_quel) for paire in zip(pages, demandes, strict=True)],
    )
    return durees


def _tel_quel(*_: object) -> None:
    """Nothing is added to the file."""


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
