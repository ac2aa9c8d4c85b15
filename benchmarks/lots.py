"""Claim: a lot of parchemins, everything included (control, number, QR, layout, read-back, manifest, register), goes at
least 15 times faster than a loop of WeasyPrint whose files pypdf merges, at a cost per document that does not depend
on their number.

Every peer makes the same parchemins in the same run: WeasyPrint one file each then pypdf, Typst one file a lot,
Chromium one file a lot (its start included). They are given pages that are already numbered and filled: what Docgen
does besides is for it alone. Peers that are too slow for a size are measured on fewer documents, which is said. Time
is that of the processor, of the process and of the children that it waited for. Run: ``python -m benchmarks.lots``.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mesure, parchemin_typst
from benchmarks.dossiers import avec_ses_codes
from benchmarks.engines import autonome, par_chromium
from benchmarks.pair_typst import Typst
from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.documents.page.spec import Demande
from docgen.errors import UsageInvalide
from docgen.fichiers.magasin import ouvrir_magasin
from docgen.rendering.html import dossier_modeles
from docgen.rendering.images import compter_pages
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import demande_archive
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.conclusion import conclure
from docgen.usecases.lots.preparation import preparer
from docgen.usecases.lots.rendu import rendre
from docgen.usecases.production import attribuer, choisir, demandes_de
from docgen.usecases.rendu_documents import Commande
from outils.sessions import JOUR, sessions

TAILLES = tuple(int(taille) for taille in os.environ.get("TAILLES", "100,1000,10000").split(","))
ECHAUFFEMENT = 20  # not counted: it warms every peer
MAXIMUMS = {"weasyprint_et_pypdf": 200, "typst": 1_000, "chromium": 1_000}
SPEC = catalogue()["parchemin"]


def main() -> None:
    """Measure and keep the figures."""
    resultats = {}
    with TemporaryDirectory() as provisoire:
        atelier = Atelier(Configuration(registre=f"sqlite:///{provisoire}/pairs.db"))
        atelier.preparer("pdf", "archive")  # it chooses the fonts of all the peers
        demandes = list(islice(_parchemins(atelier), max(MAXIMUMS.values())))
        _mesurer(ECHAUFFEMENT, demandes, Path(provisoire))
        for taille in TAILLES:
            resultats[str(taille)] = _mesurer(taille, demandes, Path(provisoire))
            print(json.dumps({taille: resultats[str(taille)]}, indent=1), flush=True)
        atelier.fermer()
    mesure.ecrire("lots", {"unite": "ms de processeur par parchemin", "resultats": resultats})


def _mesurer(taille: int, demandes: Sequence[Demande], dossier: Path) -> dict[str, object]:
    documents, docgen = _chronometrer(lambda: _docgen(taille, dossier))
    lignes: dict[str, object] = {
        "docgen_tout_compris": {
            "documents": documents,
            "ms": round(docgen / documents * 1000, 2),
            "par_seconde": round(documents / docgen),
        }
    }
    for nom, faire in _pairs(dossier).items():
        lot = demandes[: min(taille, MAXIMUMS[nom])]
        pages, secondes = _chronometrer(partial(faire, lot))
        if pages < len(lot):
            raise SystemExit(f"{nom} : {pages} pages pour {len(lot)} parchemins")
        ms = secondes / len(lot) * 1000
        lignes[nom] = {
            "documents": len(lot),
            "ms": round(ms, 2),
            "fois_le_temps_de_docgen": round(ms / (docgen / documents * 1000), 1),
        }
    return lignes


def _docgen(taille: int, dossier: Path) -> int:
    """As many lots of 1,000 sessions as it takes; how many parchemins they hold."""
    travail = dossier / f"docgen-{taille}"
    atelier = Atelier(Configuration(registre=f"sqlite:///{dossier}/docgen-{taille}.db"), ouvriers=1)
    magasin = ouvrir_magasin(travail)
    commande = CommandeLot(JOUR, ("parchemin",))
    faits = rang = 0
    while faits < taille:
        nombre = min(1_000, -(-(taille - faits) // 9))  # some nine parchemins a session
        lot = f"L{rang}"
        plan = preparer(lot, sessions(nombre, rang), commande, atelier, magasin)
        for morceau in range(plan.morceaux):
            rendre(lot, morceau, atelier, magasin)
        faits += conclure(lot, atelier, magasin).totaux.documents
        rang += nombre
    atelier.fermer()
    shutil.rmtree(travail)
    return faits


def _parchemins(atelier: Atelier) -> Iterator[Demande]:
    """Parchemins of the same sessions, numbered, for the peers."""
    commande = Commande(JOUR, ("parchemin",))
    for _, octets in sessions(1_000):
        dossier = lire_charge(octets)
        try:
            choix = choisir(dossier, commande)
        except UsageInvalide:  # nobody was admitted
            continue
        papiers = attribuer(dossier, choix, commande, atelier, ())
        yield from (
            demande for _, demande in demandes_de(dossier, choix, commande, atelier.configuration.reglages, papiers, ())
        )


Pair = Callable[[Sequence[Demande]], int]


def _pairs(dossier: Path) -> dict[str, Pair]:
    compilateur = Typst()
    return {
        "weasyprint_et_pypdf": _weasyprint,
        "typst": lambda demandes: _typst(demandes, compilateur),
        "chromium": lambda demandes: _chromium(demandes, dossier),
    }


def _weasyprint(demandes: Sequence[Demande]) -> int:
    """The loop that everybody writes first: a file each, as the documentation calls it, then all of them merged."""
    from pypdf import PdfWriter
    from weasyprint import HTML

    base = str(dossier_modeles())
    ecrivain = PdfWriter()
    for demande in demandes:
        archive = demande_archive(SPEC, demande)
        page = HTML(string=avec_ses_codes(archive.html), base_url=base)
        ecrivain.append(io.BytesIO(page.write_pdf(stylesheets=[str(style) for style in archive.styles])))
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    return compter_pages(sortie.getvalue())


def _typst(demandes: Sequence[Demande], compilateur: Typst) -> int:
    return compter_pages(compilateur.rendre(parchemin_typst.MODELE, parchemin_typst.donnees(demandes)))


def _chromium(demandes: Sequence[Demande], dossier: Path) -> int:
    archives = [demande_archive(SPEC, demande) for demande in demandes]
    page = autonome([archive.html for archive in archives], archives[0].styles)
    return compter_pages(par_chromium(page, dossier))


def _chronometrer(faire: Callable[[], int]) -> tuple[int, float]:
    """How many were made, and the processor seconds that it took."""
    depart = mesure.processeur_s()
    faits = faire()
    return faits, mesure.processeur_s() - depart


if __name__ == "__main__":
    main()
