"""PostgreSQL is killed in the middle of a job, twice, then comes back: the job ends, each number once."""

from __future__ import annotations

import time
from pathlib import Path

from service.travaux.tables import Etat
from tests.registre.lieux import Lieu
from tests.service.travaux.chantier import (
    attendre,
    attendre_la_fin,
    au_travail,
    essai,
    nouveau_chantier,
    verifier_les_numeros,
)
from tests.service.travaux.serveur import ServeurMortel


def test_la_mort_de_postgresql_ne_perd_ni_ne_double_rien(serveur: ServeurMortel, tmp_path: Path) -> None:
    chantier = nouveau_chantier(Lieu(serveur.nouvelle_base(), tmp_path / "cles.json"), tmp_path)
    with au_travail(chantier.moteur()) as travaux:
        travail = essai(travaux, chantier, 16, 0.2)
        for commences in (3, 8):
            attendre(lambda commences=commences: len(chantier.commencements()) >= commences)
            serveur.tuer()
            time.sleep(0.5)
            serveur.demarrer()
        fini = attendre_la_fin(travaux, travail)
    assert (fini.etat, fini.faits) == (Etat.TERMINE, 16)
    verifier_les_numeros(chantier, fini, 16)
