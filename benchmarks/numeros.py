"""How many numbers a second a register gives, with their documents: what goes one at a time, on any machines."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.parts import Relais
from docgen.domain.papiers.papier import Emission
from docgen.registre.ouverture_registre import ouvrir_registre
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.lots.commande import CommandeLot
from docgen.usecases.lots.preparation import SESSIONS_PAR_ATTRIBUTION, trier
from outils.sessions import JOUR, sessions
from tests.postgres import Postgresql, nom_de_base

PROCESSUS, BRASSEES = 4, 2
DOCUMENTS_PAR_NUMERO = 4  # of the national year
PRODUIT = {
    "type": "parchemin",
    "jour": JOUR,
    "usage": "impression",
    "format": "pdf",
    "version_modele": "1",
    "sha256": "0" * 64,
    "pages": 1,
}
DELAI_S = 120.0
Phase = tuple[str, int]  # the address of the base, and how many processes ask


def plafonds(serveur: Postgresql, retard_s: float) -> dict[str, dict[str, int]]:
    """Numbers a second, beside the base and at ``retard_s`` each way from it, asked by one process, then by several.

    A process asks as a lot does, :data:`SESSIONS_PAR_ATTRIBUTION` sessions of the whole country a transaction, then
    writes down as many documents as go with these numbers, in another.
    """
    with TemporaryDirectory() as dossier:
        adresse, cles = serveur.nouvelle_base(), Path(dossier, "cles.json")
        ouvrir_registre(adresse, cles).fermer()
        relais = Relais(serveur.dossier / ".s.PGSQL.5432", retard_s)
        loin = f"postgresql://docgen@127.0.0.1:{relais.port}/{nom_de_base(adresse)}"
        phases = [(ici, nombre) for ici in (adresse, loin) for nombre in (1, PROCESSUS)]
        contexte = multiprocessing.get_context("spawn")
        depart, file = contexte.Barrier(PROCESSUS, timeout=DELAI_S), contexte.Queue()
        ouverts = [
            contexte.Process(target=_numeroter, args=(rang, phases, str(cles), depart, file), daemon=True)
            for rang in range(PROCESSUS)
        ]
        for ouvert in ouverts:
            ouvert.start()
        recus = [file.get(timeout=DELAI_S) for _ in ouverts]
        for ouvert in ouverts:
            ouvert.join()
    debits = []
    for vus in zip(*recus, strict=True):
        presents = [vu for vu in vus if vu[0]]
        debits.append(round(sum(vu[0] for vu in presents) / (max(vu[2] for vu in presents) - presents[0][1])))
    noms = ("un_processus", f"{PROCESSUS}_processus")
    return {
        "a_cote_de_la_base": dict(zip(noms, debits[:2], strict=True)),
        "loin_d_elle": dict(zip(noms, debits[2:], strict=True)),
    }


def _numeroter(
    rang: int,
    phases: Sequence[Phase],
    cles: str,
    depart: Barrier,
    file: Queue[list[tuple[int, float, float]]],
) -> None:
    """One process: for each phase, the numbers that it got, when it began and when it ended."""
    atelier = Atelier(Configuration(phases[0][0], Path(cles), communes=None), ouvriers=1)
    commande = CommandeLot(JOUR, ("parchemin", "livret"))
    vus = []
    for place, (adresse, nombre) in enumerate(phases):
        brassees = []
        if rang < nombre:
            premiere = 100_000 * (rang + 1) + place * BRASSEES * SESSIONS_PAR_ATTRIBUTION
            retenues, _ = trier("banc", sessions(BRASSEES * SESSIONS_PAR_ATTRIBUTION, premiere), commande, atelier)
            debuts = range(0, len(retenues), SESSIONS_PAR_ATTRIBUTION)
            brassees = [retenues[debut : debut + SESSIONS_PAR_ATTRIBUTION] for debut in debuts]
        registre = ouvrir_registre(adresse, Path(cles), "ecrire")
        depart.wait()
        debut, numeros = time.monotonic(), 0
        for brassee in brassees:
            demandes = [demande for retenue in brassee for demande in retenue.demandes]
            attestations = [retenue.attestation for retenue in brassee if retenue.attestation]
            papiers = registre.attribuer(demandes, JOUR, attestations)
            produits = [Emission.de(papier.demande, **PRODUIT, numero=papier.numero) for papier in papiers]
            registre.consigner(produits * DOCUMENTS_PAR_NUMERO, f"{rang}-{place}-{numeros}")
            numeros += len(papiers)
        vus.append((numeros, debut, time.monotonic()))
        registre.fermer()
    file.put(vus)
