"""Processes that ask for numbers, for the tests of races and sudden deaths.

They come from a fork server that has only imported: each opens its own register, as separate machines would.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from collections.abc import Callable
from dataclasses import asdict
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import event

from tests.attente import attendre
from tests.registre.lieux import JOUR, Lieu, demande

PARCHEMINS = 12


def lancer(geste: Callable[[Lieu, Path, int], None], lieu: Lieu, dossier: Path, nombre: int) -> ForkServerProcess:
    """Start a process; it is ready once its file ``pret-<nombre>`` is there."""
    contexte = multiprocessing.get_context("forkserver")
    contexte.set_forkserver_preload([__name__])
    processus = contexte.Process(target=geste, args=(lieu, dossier, nombre))
    processus.start()
    return processus


def ensemble(lieu: Lieu, dossier: Path, qui: int) -> None:
    """Wait for the file ``top``, open the register, ask for the same parchemins as everyone, write them down."""
    (dossier / f"pret-{qui}").touch()
    attendre((dossier / "top").exists, pas_s=0.001)
    demandes = [demande(rang) for rang in range(1, PARCHEMINS + 1)]
    random.Random(qui).shuffle(demandes)
    papiers = lieu.ouvrir().attribuer(demandes, JOUR)
    recus = {papier.demande.destinataire: asdict(papier) for papier in papiers}
    (dossier / f"recu-{qui}").write_text(json.dumps(recus, default=str, sort_keys=True))


def sans_fin(lieu: Lieu, dossier: Path, depart: int) -> None:
    """Ask for batches until someone kills it, dwelling in each transaction; a batch is promised once it is given."""
    registre = lieu.ouvrir()
    # Fired once all is written and nothing is committed yet: the worst moment to die.
    event.listen(registre.connexion.moteur, "commit", lambda _connexion: time.sleep(0.01))
    promesses = os.open(dossier / "promesses", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    (dossier / f"pret-{depart}").touch()
    for premier in range(depart, depart + 100_000, 5):
        papiers = registre.attribuer([demande(rang) for rang in range(premier, premier + 5)], JOUR)
        ligne = json.dumps([[papier.demande.destinataire, papier.numero] for papier in papiers])
        os.write(promesses, f"{ligne}\n".encode())
