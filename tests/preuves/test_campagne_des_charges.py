"""Twenty thousand spoilt payloads and acts on a real service: no trace, no 5xx, nothing half-written.

``ENVOIS`` and ``GRAINE`` change the size and the draw.
"""

from __future__ import annotations

from pathlib import Path

from tests.campagnes import envoyer_des_charges_gatees, garder, regle
from tests.service.http.serveur import servir

ENVOIS, GRAINE = regle("ENVOIS", 20_000), regle("GRAINE", 20_190_225)
SANS_LIMITE = "1000000"


def test_vingt_mille_charges_et_actes_gates(tmp_path: Path) -> None:
    with servir(
        tmp_path, DOCGEN_DEBIT=f"{SANS_LIMITE}/seconde", DOCGEN_TRAVAUX_MAX=SANS_LIMITE, DOCGEN_QUOTA_MO=SANS_LIMITE
    ) as serveur:
        statuts = envoyer_des_charges_gatees(serveur, ENVOIS, GRAINE)
    assert statuts.total() == ENVOIS
    assert {200, 201, 202, 422} <= set(statuts)
    garder("Charges et actes gâtés", graine=GRAINE, statuts=dict(statuts))
