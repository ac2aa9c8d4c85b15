"""Claim: the press prints a parchemin and a PV of 60 rows at least 12 times faster than WeasyPrint called naively, and
at least 1.3 times faster than Typst; 500 parchemins with their QR weigh at most 4 kB a page.

Every peer makes the same pages in the same run, in turn, with other data each round. Processor time of the process
and of the children it waited for: Chromium is a family of them. Run: ``python -m benchmarks.engines``.
"""

from __future__ import annotations

import io
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import typst

from benchmarks import mesure
from benchmarks.dossiers import dossier_de
from benchmarks.parchemin import page_typst as parchemin_typst
from docgen.documents import catalogue
from docgen.documents.pv_general import Vue as VuePv
from docgen.documents.spec import Demande
from docgen.domain.dossier import Dossier
from docgen.rendering import fonts
from docgen.rendering.html import dossier_modeles
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import demande_archive, demande_presse
from docgen.usecases.production import Commande, attribuer, choisir, demandes_de

TOURS = 12
LOT = 20  # parchemins in one document
VOLUME = 500
JOUR = date(2019, 3, 20)
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --no-pdf-header-footer"
).split()


def main() -> None:
    """Measure and keep the figures."""
    with TemporaryDirectory() as provisoire:
        atelier = Atelier(Configuration(registre=f"sqlite:///{provisoire}/registre.db"))
        atelier.moteur  # noqa: B018 - it chooses the fonts of all the peers
        banc = Banc(Path(provisoire), atelier)
        resultats = {
            "un_parchemin": banc.parchemins(1),
            f"{LOT}_parchemins_en_un_document": banc.parchemins(LOT),
            "un_pv_de_60_lignes": banc.pv(),
            f"volume_de_{VOLUME}_parchemins": banc.volume(),
        }
        atelier.fermer()
    mesure.ecrire("engines", {"tours": TOURS, "unite": "ms de processeur par page", **resultats})


class Banc:
    """The peers, each with the same pages to make."""

    def __init__(self, dossier: Path, atelier: Atelier) -> None:
        self._dossier, self._atelier = dossier, atelier
        self._typst = typst.Compiler(font_paths=[str(chemin) for chemin in fonts.fichiers()], ignore_system_fonts=True)

    def parchemins(self, nombre: int) -> dict[str, object]:
        """Parchemins, ``nombre`` a document; WeasyPrint has them one by one, for it knows no other way to number."""
        demandes = self._demandes("parchemin", [dossier_de((TOURS + 1) * nombre)])
        lots = [demandes[rang * nombre : (rang + 1) * nombre] for rang in range(TOURS + 1)]
        pages = [[parchemin_typst(demande) for demande in lot] for lot in lots]
        return self._mesurer(lots, [_reunir(sources) for sources in pages])

    def pv(self) -> dict[str, object]:
        """A PV of 60 rows."""
        dossiers = [_autre_session(dossier_de(60), rang) for rang in range(TOURS + 1)]
        demandes = [self._demandes("pv_general", [dossier])[0] for dossier in dossiers]
        return self._mesurer([[demande] for demande in demandes], [pv_typst(demande) for demande in demandes])

    def volume(self) -> dict[str, object]:
        """What a volume weighs and costs, read back or not."""
        demandes = [demande_presse(d.spec, d.demande) for d in self._avec_spec("parchemin", dossier_de(VOLUME))]
        depart = time.process_time()
        rendu = self._atelier.presse.rendre(demandes)
        duree = time.process_time() - depart
        return {
            "pages": rendu.pages,
            "octets_par_page": round(len(rendu.contenu) / rendu.pages),
            "ms_par_page_relecture_comprise": round(duree * 1000 / rendu.pages, 2),
        }
