"""A lot of 200 sessions asked for over HTTP: the service, a worker, PostgreSQL are killed in the middle, for real."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.service.http.installation import Installation, commence, coupe, lot
from tests.service.travaux.serveur import ServeurMortel

SESSIONS = 200
DELAI_S = 900


def test_la_mort_du_service_sur_ses_reglages_par_defaut(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    serveur = installation.servir()
    with lot(installation, SESSIONS) as demande:
        for etape, secondes in ((commence, 1), (coupe, 2), (coupe, 5)):
            demande.attendre(etape)
            time.sleep(secondes)
            installation.tuer(serveur)
            serveur = installation.servir()
        demande.finir(DELAI_S)


@pytest.mark.parametrize("file_partagee", [False, True], ids=["tables", "procrastinate"])
def test_la_mort_d_un_ouvrier_de_postgresql_et_du_service(file_partagee: bool, tmp_path: Path) -> None:
    postgresql = ServeurMortel()
    try:
        base = postgresql.nouvelle_base()
        variables = {"DOCGEN_TRAVAUX": base} if file_partagee else {}
        installation = Installation(tmp_path, base, DOCGEN_OUVRIERS="0", **variables)
        serveur = installation.servir()
        premier, _ = (installation.ouvrier(DOCGEN_OUVRIERS="1") for _ in range(2))
        with lot(installation, SESSIONS) as demande:
            demande.attendre(coupe)
            time.sleep(2)
            installation.tuer(premier)
            installation.ouvrier(DOCGEN_OUVRIERS="1")
            time.sleep(3)
            postgresql.tuer()
            time.sleep(1)
            postgresql.demarrer()
            installation.tuer(serveur)
            installation.servir()
            demande.finir(DELAI_S)
    finally:
        postgresql.fermer()
