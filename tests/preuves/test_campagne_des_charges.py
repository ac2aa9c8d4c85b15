"""Twenty thousand spoilt payloads and acts on a real service: no trace, no 5xx, nothing half-written. Three hundred
payloads by the command line, each refused with its place and its reason.

``ENVOIS``, ``GATEES`` and ``GRAINE`` change the sizes and the draw.
"""

from __future__ import annotations

from pathlib import Path

from tests.ampleur import regle
from tests.campagnes import envoyer_des_charges_gatees, garder
from tests.cli.pilote import nouveau_poste
from tests.cli.test_mutations import eprouver_des_charges_gatees
from tests.service.http.serveur import servir

ENVOIS, GRAINE = regle("ENVOIS", 20_000, 100), regle("GRAINE", 20_190_225, entiere=True)
GATEES = regle("GATEES", 300, 36)
SANS_LIMITE = "1000000"


def test_vingt_mille_charges_et_actes_gates(tmp_path: Path) -> None:
    with servir(
        tmp_path, DOCGEN_DEBIT=f"{SANS_LIMITE}/seconde", DOCGEN_TRAVAUX_MAX=SANS_LIMITE, DOCGEN_QUOTA_MO=SANS_LIMITE
    ) as serveur:
        statuts = envoyer_des_charges_gatees(serveur, ENVOIS, GRAINE)
    assert statuts.total() == ENVOIS
    assert {200, 201, 202, 422} <= set(statuts)
    garder("Charges et actes gâtés", graine=GRAINE, statuts=dict(statuts))


def test_trois_cents_charges_gatees_par_la_ligne_de_commande(tmp_path: Path) -> None:
    codes = eprouver_des_charges_gatees(nouveau_poste(tmp_path), GATEES, GRAINE, reels=5, dehors=12)
    garder("Charges gâtées, ligne de commande", graine=GRAINE, codes=dict(codes))
