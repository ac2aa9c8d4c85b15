"""No rule ever raises, whatever the dossier, the act and its parameters."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from docgen.domain.demarche import Extrait, Parametres
from docgen.domain.dossier import Dossier
from docgen.domain.regles.registry import REGLES, controler, effets
from docgen.domain.regles.vocabulaire import SANS_SESSION, Contexte, Geste
from docgen.domain.report import Report
from tests.domain.regles.hasard import DOSSIER, EMIS, EXTRAIT, JOUR, PARAMETRES, REPORT, TEXTE


@given(
    dossier=DOSSIER,
    extrait=EXTRAIT,
    jour=JOUR,
    emis=EMIS.map(tuple),
    communes=st.none() | st.frozensets(TEXTE, max_size=2),
    dessine=st.booleans(),
    report=REPORT,
    parametres=PARAMETRES,
)
def test_aucune_regle_ne_leve(
    dossier: Dossier,
    extrait: Extrait,
    jour: date,
    emis: Any,
    communes: Any,
    dessine: bool,
    report: Report,
    parametres: Parametres,
) -> None:
    def indessinables(texte: str) -> list[tuple[int, str]]:
        return [] if dessine or not texte else [(0, texte[0])]

    options: dict[str, Any] = {"communes": communes, "indessinables": indessinables, "report": report}
    for geste in Geste:
        for objet in (dossier, extrait) if geste in SANS_SESSION else (dossier,):
            for donnes in (parametres, Parametres()):
                contexte = Contexte(objet, jour, geste, emis, parametres=donnes, **options)
                manquements = controler(contexte)
                assert manquements == controler(contexte)
                assert all(geste in REGLES[manquement.regle].gestes for manquement in manquements)
                assert isinstance(effets(contexte), dict)
