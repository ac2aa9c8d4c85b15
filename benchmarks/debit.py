"""Claim: a machine whose every core prints makes at least 1.3 times more parchemins a second with the press, every
letter read back, than with Typst, which reads nothing back; and 1.5 times more where neither does.

As many processes as cores, as when a lot is rendered, each making its own documents of 100 parchemins: a peer that
uses several cores for one document gains nothing by it. All start a round together, the peers in turn; a round lasts
until the last process is done, and no process sees a document twice. Run: ``python -m benchmarks.debit``.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mesure, parchemin_typst
from benchmarks.engines import Banc
from benchmarks.pair_typst import Typst
from docgen.documents import catalogue
from docgen.documents.page.spec import Demande
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.composition import demande_presse

TOURS, DOCUMENTS, PARCHEMINS = 8, 3, 100  # a round: so many documents of so many parchemins, for each process
DELAI_S = 300  # a process that dies is not waited for


def main() -> None:
    """Measure and keep the figures."""
    coeurs = mesure.coeurs()
    contexte = multiprocessing.get_context("spawn")
    depart, durees = contexte.Barrier(coeurs, timeout=DELAI_S), contexte.Queue()
    ouvriers = [contexte.Process(target=_imprimer, args=(depart, durees), daemon=True) for _ in range(coeurs)]
    for ouvrier in ouvriers:
        ouvrier.start()
    recues = [durees.get(timeout=DELAI_S) for _ in ouvriers]
    for ouvrier in ouvriers:
        ouvrier.join()
    pages = coeurs * DOCUMENTS * PARCHEMINS
    tours = {nom: [max(un) for un in zip(*(recue[nom] for recue in recues), strict=True)] for nom in recues[0]}
    mesure.ecrire(
        "debit",
        {
            "tours": TOURS,
            "processus": coeurs,
            "parchemins_par_document": PARCHEMINS,
            "pairs": {
                nom: {
                    "parchemins_par_seconde_mediane": round(statistics.median(pages / duree for duree in valeurs)),
                    "ms_ecoulees_par_parchemin_mediane": round(statistics.median(valeurs) * 1000 / pages, 2),
                    "fois_le_temps_de_la_presse": mesure.fois(valeurs, tours["presse"]),
                }
                for nom, valeurs in tours.items()
            },
        },
    )


def _imprimer(depart: Barrier, durees: Queue[dict[str, list[float]]]) -> None:
    """One process: the seconds of each round, by peer; the first round, not counted, warms them."""
    with TemporaryDirectory() as provisoire:
        atelier = Atelier(Configuration(registre=f"sqlite:///{provisoire}/registre.db"))
        atelier.preparer("pdf", "impression")
        banc, typst, spec = Banc(Path(provisoire), atelier), Typst(), catalogue()["parchemin"]
        pairs: dict[str, Callable[[Sequence[Demande]], object]] = {
            "presse": lambda lot: atelier.presse.rendre([demande_presse(spec, demande) for demande in lot]),
            "presse_sans_relecture": lambda lot: banc.sans_relecture(
                [demande_presse(spec, demande) for demande in lot]
            ),
            "typst": lambda lot: typst.rendre(parchemin_typst.MODELE, parchemin_typst.donnees(lot)),
        }
        releves: dict[str, list[float]] = {nom: [] for nom in pairs}
        for tour in range(TOURS + 1):
            lots = [banc.demandes("parchemin", banc.session(2 * PARCHEMINS)) for _ in range(DOCUMENTS)]
            for nom, imprimer in pairs.items():
                depart.wait()
                debut = time.perf_counter()
                for lot in lots:
                    imprimer(lot)
                if tour:
                    releves[nom].append(time.perf_counter() - debut)
        atelier.fermer()
    durees.put(releves)


if __name__ == "__main__":
    main()
