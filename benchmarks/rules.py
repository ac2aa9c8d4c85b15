"""Claim: all the rules that guard ``editer-pv``, on a session of 200 candidates, take at most 10 ms, warm.

Warm: the letters of the fonts are read, the payload is a dossier. The other acts are measured beside it, for
comparison. Run: ``python -m benchmarks.rules``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from functools import partial

from benchmarks import mesure
from benchmarks.dossiers import dossier_de
from docgen.domain.dossier import Dossier
from docgen.domain.regles.registry import controler, effets
from docgen.domain.regles.vocabulaire import Contexte, Geste
from docgen.rendering.ecriture.mots import indessinables

CANDIDATS, TOURS, SEUIL_MS = 200, 60, 10.0
GESTES = (Geste.EDITER_PV, Geste.EDITER_CONVOCATIONS, Geste.EDITER_PARCHEMINS, Geste.SAISIR_RESULTATS)


def main() -> int:
    """Measure, keep the figures, and say by the exit code whether the claim holds."""
    dossiers = [dossier_de(CANDIDATS) for _ in range(2)]
    communes = frozenset({"Saint-Denis", "Saint-Pierre", "Le Tampon"})
    pairs: dict[str, Callable[[int], object]] = {
        geste.value: partial(_controler, geste, dossiers, communes) for geste in GESTES
    }
    chiffres = mesure.rapport(mesure.a_tour_de_role(pairs, TOURS), Geste.EDITER_PV.value)
    tenu = chiffres[Geste.EDITER_PV.value]["ms_mediane"] <= SEUIL_MS
    mesure.ecrire("rules", {"candidats": CANDIDATS, "tours": TOURS, "seuil_ms": SEUIL_MS, "tenu": tenu, **chiffres})
    return 0 if tenu else 1


def _controler(geste: Geste, dossiers: list[Dossier], communes: frozenset[str], tour: int) -> object:
    """Another dossier, equal but not the same, at each round."""
    contexte = Contexte(
        dossiers[tour % len(dossiers)], date(2019, 3, 20), geste, communes=communes, indessinables=indessinables
    )
    return controler(contexte), effets(contexte)


if __name__ == "__main__":
    sys.exit(main())
