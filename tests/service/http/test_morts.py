"""The service, its worker and PostgreSQL are killed in the middle of a lot: it ends, nothing twice, nothing lost.

The national size is in ``tests/preuves``.
"""

from __future__ import annotations

from pathlib import Path

from tests.service.http.installation import Installation, commence, coupe, lot
from tests.service.jobs.serveur import ServeurMortel

SESSIONS = 12
BAIL = {"DOCGEN_BAIL_S": "2"}


def test_le_service_meurt_pendant_l_attribution_puis_pendant_l_impression(tmp_path: Path) -> None:
    installation = Installation(tmp_path, **BAIL)
    serveur = installation.servir()
    with lot(installation, SESSIONS) as demande:
        for etape in (commence, coupe):
            demande.attendre(etape)
            installation.tuer(serveur)
            serveur = installation.servir()
            demande.verifier_qu_il_dure()
        demande.finir(60)


def test_l_ouvrier_puis_postgresql_puis_le_service_meurent(tmp_path: Path) -> None:
    postgresql = ServeurMortel()
    try:
        installation = Installation(tmp_path, postgresql.nouvelle_base(), DOCGEN_OUVRIERS="0", **BAIL)
        serveur, ouvrier = installation.servir(), installation.ouvrier()
        with lot(installation, SESSIONS) as demande:
            demande.attendre(commence)
            installation.tuer(ouvrier)
            installation.ouvrier()
            demande.attendre(coupe)
            postgresql.tuer()
            postgresql.demarrer()
            installation.tuer(serveur)
            installation.servir()
            demande.verifier_qu_il_dure()
            demande.finir(60)
    finally:
        postgresql.fermer()
