"""The service, its worker and PostgreSQL are killed in the middle of a lot: it ends, nothing twice, nothing lost.

The national size is in ``tests/preuves``.
"""

from __future__ import annotations

from pathlib import Path

from tests.postgres import Postgresql
from tests.service.http.installation import Installation, commence, coupe, lot

SESSIONS = 10
TYPES = ("pv_general", "parchemin", "livret")
BAIL = {"DOCGEN_BAIL_S": "2"}


def test_le_service_meurt_pendant_l_impression(tmp_path: Path) -> None:
    installation = Installation(tmp_path, **BAIL)
    serveur = installation.servir()
    with lot(installation, SESSIONS, TYPES) as demande:
        demande.attendre(coupe)
        installation.tuer(serveur)
        installation.servir()
        demande.finir(60)


def test_l_ouvrier_meurt_pendant_l_attribution_puis_postgresql_et_le_service(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    installation = Installation(tmp_path, postgresql.nouvelle_base(), DOCGEN_OUVRIERS="0", **BAIL)
    serveur, ouvrier = installation.servir(), installation.ouvrier()
    with lot(installation, SESSIONS, TYPES) as demande:
        demande.attendre(commence)
        installation.tuer(ouvrier)
        installation.ouvrier()
        demande.attendre(coupe)
        postgresql.tuer()
        installation.tuer(serveur)
        postgresql.demarrer()
        installation.servir()
        demande.finir(60)
