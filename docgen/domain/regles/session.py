"""SESS: the session and its life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.domain.agrement import TypeCentre
from docgen.domain.calendrier import ajouter_mois, jour_francais
from docgen.domain.dossier import Dossier
from docgen.domain.parametres import PROLONGATION, PROLONGATION_CFA_CRP
from docgen.domain.regles.registry import regle
from docgen.domain.regles.vocabulaire import EDITER, Constat, Contexte, Effet, Geste, Lecture
from docgen.domain.session import StatutSession

ARRETEES = (StatutSession.SUSPENDUE, StatutSession.ANNULEE)


def fin_prolongation(dossier: Dossier, jour: date) -> date:
    """The last day on which the centre may hold a session of the titre."""
    longue = dossier.centre.type in (TypeCentre.CFA, TypeCentre.CRP)
    mois = (PROLONGATION_CFA_CRP if longue else PROLONGATION).au(jour)
    return ajouter_mois(dossier.titre.fin_validite, mois)


@regle(
    code="SESS-03",
    enonce="Après la fin de validité du titre, une session n’est possible que pendant la prolongation : 12 mois en "
    "général, 24 mois pour un CFA ou un CRP.",
    source="notes CERES 1.2 et 1.9 §4",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=(Geste.CREER_SESSION, Geste.EDITER_CONVOCATIONS),
    note="Le dernier jour de la prolongation est compris ; la session entière doit y tenir.",
)
def session_dans_la_prolongation(contexte: Contexte) -> Iterator[Constat]:
    """One finding: on the start when it is too late, else on the end."""
    session, limite = contexte.dossier.session, fin_prolongation(contexte.dossier, contexte.aujourdhui)
    for champ, jour in (("debut", session.debut), ("fin", session.fin)):
        if jour > limite:
            yield Constat(
                f"/session/{champ}",
                f"La session ne peut pas avoir lieu le {jour_francais(jour)} : la prolongation du titre "
                f"{contexte.dossier.titre.code} s’achève le {jour_francais(limite)} pour ce centre. Avancez la "
                "session, ou vérifiez la fin de validité du titre et le type du centre.",
            )
            return


@regle(
    code="SESS-11",
    enonce="Une session SUSPENDUE ou ANNULEE ne produit aucun document.",
    source="note CERES 1.9.6, agrément suspendu",
    lecture=Lecture.D,
    effet=Effet.BLOQUANT,
    gestes=EDITER,
    note="Déduite : la note retire son statut à la session ; un papier produit alors n’aurait pas de base.",
)
def session_non_arretee(contexte: Contexte) -> Iterator[Constat]:
    """A stopped session issues nothing."""
    statut = contexte.dossier.session.statut
    if statut in ARRETEES:
        yield Constat(
            "/session/statut",
            f"Aucun document ne peut être produit : la session est au statut {statut.value}. Attendez que l’État lui "
            "rende son statut, ou créez une nouvelle session.",
        )


NON_CONTROLE: tuple[str, ...] = (
    "La prolongation ne profite qu’aux candidats ajournés ou entrés en formation avant la fin de validité du titre : "
    "le dossier ne dit pas quand la formation a commencé.",
    "Les tableaux de bord des sessions programmées par profil (note 1.9.6) sont des écrans de l’application métier.",
)
