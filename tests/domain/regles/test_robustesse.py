"""No rule ever raises, whatever the dossier."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.domain.agrement import TypeCentre
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Portee, StatutHabilitation
from docgen.domain.papier import GenrePapier
from docgen.domain.personnes import RoleResponsable
from docgen.domain.regles import REGLES, Contexte, Geste, controler, effets
from docgen.domain.resultat import Decision, Presence, Resultat
from docgen.domain.session import StatutSession, TypeSession, Validation
from tests import builders as b

TEXTE = st.text(max_size=8)
JOUR = st.sampled_from([date.min, date(2019, 2, 28), date(2020, 2, 29), date(2021, 3, 31), date.max]) | st.dates()
CODE = st.sampled_from([b.CCP_1, b.CCP_2, "CP-000000", ""])
CODES = st.lists(CODE, max_size=3).map(tuple)
HEURE = st.none() | st.just(time(0, 0)) | st.times()


def _ou_rien(strategie: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategie


RESULTAT = st.builds(
    Resultat, _ou_rien(st.sampled_from(Presence)), _ou_rien(st.sampled_from(Decision)), CODES, _ou_rien(TEXTE)
)
NAISSANCE = st.builds(
    b.naissance,
    date=JOUR,
    commune=TEXTE,
    code_postal=_ou_rien(TEXTE),
    pays=st.sampled_from(["FRANCE", "Réunion", "GRÈCE", ""]),
)
CANDIDAT = st.builds(
    b.candidat,
    id=st.sampled_from(["A", "B", "9741411152681F"]),
    nom=TEXTE,
    prenoms=TEXTE,
    naissance=NAISSANCE,
    heure_convocation=HEURE,
    date_convocation=_ou_rien(JOUR),
    resultat=_ou_rien(RESULTAT),
)
HABILITATION = st.builds(
    b.habilitation,
    portee=st.sampled_from(Portee),
    code=st.sampled_from(["TP-01303", b.CCS_1, ""]),
    debut=JOUR,
    fin=JOUR,
    statut=st.sampled_from(StatutHabilitation),
)
JURE = st.builds(b.jure, nom=TEXTE, habilitations=st.lists(HABILITATION, max_size=2).map(tuple))
SESSION = st.builds(
    b.session,
    type=st.sampled_from(TypeSession),
    statut=st.sampled_from(StatutSession),
    debut=JOUR,
    fin=JOUR,
    heure_convocation=HEURE,
    ccp=CODES,
    ccs=_ou_rien(st.just(b.CCS_1)),
    validation=_ou_rien(st.builds(Validation, JOUR)),
    papiers_recus_le=_ou_rien(JOUR),
)
RESPONSABLE = st.builds(b.responsable, role=_ou_rien(st.sampled_from(RoleResponsable)), nom=_ou_rien(TEXTE))
DOSSIER = st.builds(
    b.dossier,
    session=SESSION,
    titre=st.builds(
        b.titre, niveau=st.integers(), nsf=st.lists(TEXTE, max_size=2).map(tuple), fin_validite=JOUR, date_arrete=JOUR
    ),
    centre=st.builds(b.centre, type=st.sampled_from(TypeCentre)),
    autorite=st.builds(b.autorite, departement=TEXTE, structure=_ou_rien(TEXTE), commune=_ou_rien(TEXTE)),
    responsable=_ou_rien(RESPONSABLE),
    jures=st.lists(JURE, max_size=2).map(tuple),
    surveillants=st.just(()),
    candidats=st.lists(CANDIDAT, max_size=3).map(tuple),
)
EMIS = st.lists(
    st.builds(b.papier, genre=st.sampled_from(GenrePapier), nom=TEXTE, naissance=_ou_rien(JOUR)), max_size=2
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(
    dossier=DOSSIER,
    jour=JOUR,
    emis=EMIS.map(tuple),
    communes=_ou_rien(st.frozensets(TEXTE, max_size=2)),
    dessine=st.booleans(),
)
def test_aucune_regle_ne_leve(dossier: Dossier, jour: date, emis: Any, communes: Any, dessine: bool) -> None:
    for geste in Geste:
        contexte = Contexte(dossier, jour, geste, emis, communes=communes, dessinable=lambda _: dessine)
        manquements = controler(contexte)
        assert manquements == controler(contexte)
        assert all(geste in REGLES[manquement.regle].gestes for manquement in manquements)
        assert isinstance(effets(contexte), dict)
