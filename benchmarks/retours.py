"""Claim: at least 8 signed pages a second are read on two cores at 200 dots an inch, their ink included.

The pages are those of the example sessions, scanned as offices do; a child a core reads them, as the service has it.
Run: ``python -m benchmarks.retours``.
"""

from __future__ import annotations

import random
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mesure
from docgen.rendering.numerise.lecture_pages import lire_pages
from outils.numerisation import TEINTES, Numerisation, en_pdf, numeriser
from tests.usecases.retours.bureau import imprimees, ouvrir_bureau

PAGES, PAR_FICHIER, TOURS = 96, 12, 3


def main() -> None:
    """Measure and keep the figures."""
    resultats = {}
    with TemporaryDirectory() as lieu:
        pages = imprimees(ouvrir_bureau(Path(lieu)))
    for teinte in TEINTES:
        alea = random.Random(8)
        fichiers = []
        for _ in range(PAGES // PAR_FICHIER):
            comment = [Numerisation.tiree(alea, finesse=200, teinte=teinte) for _ in range(PAR_FICHIER)]
            vues = [numeriser(alea.choice(pages).image.convert("RGB"), maniere, alea) for maniere in comment]
            fichiers.append(en_pdf(vues, [200] * PAR_FICHIER))
        resultats[teinte] = _debits(fichiers)
    mesure.ecrire("retours", {"pages": PAGES, "finesse": 200, "pages_par_seconde": resultats})


def _debits(fichiers: list[bytes]) -> dict[str, float]:
    coeurs = mesure.coeurs()
    lire = partial(lire_pages, nom="scan.pdf", debut=0, fin=PAR_FICHIER)
    durees, lues = [], 0
    with ProcessPoolExecutor(coeurs) as equipe:
        for tour in range(TOURS + 1):
            depart = time.perf_counter()
            pages = [page for de_l_un in equipe.map(lire, fichiers) for page in de_l_un]
            lues = sum(page.code is not None for page in pages)
            if tour:
                durees.append(time.perf_counter() - depart)
    return {"debit": round(PAGES / sorted(durees)[TOURS // 2], 1), "lues": lues, "coeurs": coeurs}


if __name__ == "__main__":
    main()
