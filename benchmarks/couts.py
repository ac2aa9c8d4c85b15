"""What a document costs, by type and engine: the constants of ``docgen.usecases.estimation`` are taken from here.

Each type is made in each of its formats, for keeping and on paper, for sessions of 12 and of 200 candidates: what a
document of the session costs grows with them. Run: ``python -m benchmarks.couts``; ``PERSONNES``: documents of each
type, at most.
"""

from __future__ import annotations

import os
import statistics
import time
from datetime import date
from itertools import product

from benchmarks import mesure
from benchmarks.dossiers import dossier_de
from docgen.documents import catalogue
from docgen.documents.page.spec import Spec
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.estimation import moteur_de
from docgen.usecases.formats import USAGES
from docgen.usecases.production import choisir, demandes_de
from docgen.usecases.rendu_documents import Commande, rendre

TAILLES = (12, 200)
PERSONNES = int(os.environ.get("PERSONNES", "8"))
JOUR = date(2019, 3, 20)


def main() -> None:
    """Measure and keep the figures."""
    atelier = Atelier(Configuration(), ouvriers=1)
    couts: dict[str, dict[str, dict[str, float]]] = {}
    for candidats in (TAILLES[0], *TAILLES):  # a first round warms
        for spec in catalogue().values():
            for usage, format_voulu in product(USAGES, spec.formats):
                commande = Commande(JOUR, (spec.code,), usage=usage, format=format_voulu, brouillon=True)
                par_type = couts.setdefault(moteur_de(format_voulu, usage), {})
                par_type.setdefault(spec.code, {})[str(candidats)] = _ms(spec, candidats, commande, atelier)
    mesure.ecrire("couts", {"unite": "ms de processeur par document, selon le nombre de candidats", "couts": couts})


def _ms(spec: Spec, candidats: int, commande: Commande, atelier: Atelier) -> float:
    dossier = dossier_de(candidats)
    choix = choisir(dossier, commande)[:PERSONNES]
    durees = []
    for une, demande in demandes_de(dossier, choix, commande, atelier.configuration.reglages, (), ()):
        depart = time.process_time()
        rendre(une, demande, commande, atelier)
        durees.append(time.process_time() - depart)
    return round(statistics.median(durees) * 1000, 1)


if __name__ == "__main__":
    main()
