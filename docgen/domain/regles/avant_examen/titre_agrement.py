"""TITR and AGRE: what becomes of agréments, habilitations and sessions when the State moves or stops a right."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from docgen.domain.agrement import Agrement, DecisionAgrement, StatutAgrement
from docgen.domain.demarche import SessionSuivie
from docgen.domain.habilitation import HabilitationDesignee
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste
from docgen.domain.session import StatutSession

Aligne = TypeVar("Aligne", Agrement, HabilitationDesignee)
CREER = (Geste.CREER_SESSION,)
RETABLIR = (Geste.RETABLIR_AGREMENT,)
TERMINEES = (StatutSession.TERMINEE, StatutSession.VALIDEE, StatutSession.ANNULEE)
EN_VIGUEUR = (StatutAgrement.VALIDE, StatutAgrement.EN_COURS_D_INSTRUCTION, StatutAgrement.ECHU)
IMPOSSIBLES = {
    Geste.CREER_SESSION: "La session ne peut pas être créée :",
    Geste.EDITER_CONVOCATIONS: "Les convocations ne peuvent pas être éditées :",
}


def _alignes(elements: Sequence[Aligne], ancienne: date, nouvelle: date) -> tuple[Aligne, ...]:
    """Those that ended with the titre, moved; nothing else."""
    return tuple(replace(element, fin=nouvelle) for element in elements if element.fin == ancienne != nouvelle)


def _fins_alignees(contexte: Contexte) -> Mapping[str, object]:
    parametres = contexte.parametres
    ancienne, nouvelle = parametres.ancienne_fin, parametres.nouvelle_fin
    if ancienne is None or nouvelle is None:
        return {}
    changes: dict[str, Sequence[object]] = {
        "agrements": _alignes(parametres.agrements, ancienne, nouvelle),
        "habilitations": _alignes(parametres.habilitations, ancienne, nouvelle),
    }
    return {nom: changees for nom, changees in changes.items() if changees}


Regle(
    code="TITR-01",
    enonce="Une fin de validité modifiée déplace la fin de chaque agrément et de chaque habilitation qui était alignée "
    "sur l’ancienne ; les autres ne changent pas.",
    source="note CERES 1.9.6, date de fin de validité des titres professionnels",
    effet=Effet.EFFET,
    gestes=(Geste.CHANGER_FIN_TITRE,),
    donnees=_fins_alignees,
    note="Alignée : la même date, au jour près. L’état d’une habilitation ne change pas, même échue.",
).declarer()


def suspendue(session: SessionSuivie, jour: date) -> SessionSuivie:
    """AGRE-01: a session that is over keeps its status; one that runs or comes is stopped, and remembers its own."""
    if session.fin < jour or session.statut in (*TERMINEES, StatutSession.SUSPENDUE):
        return session
    return replace(session, statut=StatutSession.SUSPENDUE, statut_avant_suspension=session.statut)


def retablie(session: SessionSuivie, jour: date) -> SessionSuivie:
    """AGRE-02: a stopped session is cancelled, given back its status, or left, by where the decision falls.

    The former status of a cancelled session is kept; that of a session that takes it back is no longer needed.
    """
    if session.statut is not StatutSession.SUSPENDUE or jour > session.fin:
        return session
    if jour >= session.debut:
        return replace(session, statut=StatutSession.ANNULEE)
    avant = session.statut_avant_suspension
    if avant is None or avant is StatutSession.SUSPENDUE:
        return session
    return replace(session, statut=avant, statut_avant_suspension=None)


def _changees(avant: Sequence[SessionSuivie], apres: Sequence[SessionSuivie]) -> Mapping[str, object]:
    changees = tuple(nouvelle for ancienne, nouvelle in zip(avant, apres, strict=True) if nouvelle != ancienne)
    return {"sessions": changees} if changees else {}


def _jour_de_decision(contexte: Contexte) -> date:
    return contexte.parametres.date_decision or contexte.aujourdhui


def _agrement_devenu(contexte: Contexte, avant: Container[StatutAgrement], apres: StatutAgrement) -> dict[str, object]:
    """The agrément that the act names, in its new status; nothing when it was in none of those that change."""
    agrement = contexte.parametres.agrement
    if agrement is None or agrement.statut not in avant:
        return {}
    return {"agrements": (replace(agrement, statut=apres),)}


def _suspendues(contexte: Contexte) -> Mapping[str, object]:
    sessions, jour = contexte.parametres.sessions, _jour_de_decision(contexte)
    changees = _changees(sessions, [suspendue(session, jour) for session in sessions])
    return {**changees, **_agrement_devenu(contexte, EN_VIGUEUR, StatutAgrement.SUSPENDU)}


Regle(
    code="AGRE-01",
    enonce="Agrément suspendu : les sessions terminées gardent leur statut ; celles en cours et à venir deviennent "
    "SUSPENDUE, et l’ancien statut est gardé.",
    source="note CERES 1.9.6, agrément suspendu",
    effet=Effet.EFFET,
    gestes=(Geste.SUSPENDRE_AGREMENT,),
    donnees=_suspendues,
    note="Terminée : finie avant le jour de la décision (à défaut, aujourd’hui), ou au statut TERMINEE, VALIDEE ou "
    "ANNULEE. Le dernier jour, une session est encore en cours. Une session déjà suspendue garde son ancien statut. "
    "L’agrément, s’il est donné, est rendu SUSPENDU, sauf retiré.",
).declarer()


def _retablies(contexte: Contexte) -> Mapping[str, object]:
    sessions, jour = contexte.parametres.sessions, _jour_de_decision(contexte)
    changees = _changees(sessions, [retablie(session, jour) for session in sessions])
    return {**changees, **_agrement_devenu(contexte, (StatutAgrement.SUSPENDU,), StatutAgrement.VALIDE)}


@Regle(
    code="AGRE-02",
    enonce="Agrément rétabli : les sessions terminées gardent leur statut ; une décision prise pendant la session la "
    "rend ANNULEE, prise avant elle lui rend son ancien statut ; sinon elle reste SUSPENDUE.",
    source="note CERES 1.9.6, agrément suspendu",
    effet=Effet.EFFET,
    gestes=RETABLIR,
    donnees=_retablies,
    note="Le premier et le dernier jour sont dans la session. Une session suspendue dont l’ancien statut n’est pas "
    "donné reste suspendue : le geste est refusé pour elle. L’agrément suspendu, s’il est donné, est rendu VALIDE.",
)
def ancien_statut_connu(contexte: Contexte) -> Iterator[Constat]:
    """A status that nobody remembers cannot be given back."""
    jour = _jour_de_decision(contexte)
    for rang, session in enumerate(contexte.parametres.sessions):
        a_rendre = session.statut is StatutSession.SUSPENDUE and jour < session.debut and jour <= session.fin
        if a_rendre and session.statut_avant_suspension in (None, StatutSession.SUSPENDUE):
            yield Constat(
                f"/geste/sessions/{rang}/statut_avant_suspension",
                f"La session {session.id} ne peut pas reprendre son statut : celui d’avant la suspension n’est pas "
                "donné. Indiquez-le.",
            )


def _agrement_valide(contexte: Contexte) -> Mapping[str, object]:
    agrement = contexte.dossier.agrement
    if agrement is None or agrement.est_arrete or not agrement.est_accepte or agrement.statut == StatutAgrement.VALIDE:
        return {}
    return {"agrements": (replace(agrement, statut=StatutAgrement.VALIDE),)}


Regle(
    code="AGRE-03",
    enonce="Un agrément dont la décision est « acceptée » est valide, quel que soit le statut affiché.",
    source="note CERES 1.2, agrément valide non visible pour les centres",
    effet=Effet.EFFET,
    gestes=CREER,
    donnees=_agrement_valide,
    note="Une suspension vient après la décision et l’emporte : elle relève d’AGRE-04.",
).declarer()


@Regle(
    code="AGRE-04",
    enonce="Sans agrément, ou avec un agrément refusé, en cours de décision, suspendu ou retiré : pas de session. Tout "
    "autre statut affiché cède à la décision ACCEPTEE, et les dates décident.",
    source="guide AFPAR §2, cas 3 ; note CERES 1.9.6, agrément suspendu",
    gestes=tuple(IMPOSSIBLES),
    note="Déduit pour la suspension, qui arrête les sessions à venir, pour un retrait, et pour une décision autre "
    "qu’ACCEPTEE : une demande d’agrément n’est pas un agrément. La règle n’est donc pas locale.",
)
def agrement_en_vigueur(contexte: Contexte) -> Iterator[Constat]:
    """One finding, on what stops first."""
    agrement, impossible = contexte.dossier.agrement, IMPOSSIBLES[contexte.geste]
    if agrement is None:
        yield Constat("/agrement", f"{impossible} le centre n’a pas d’agrément pour ce titre. Demandez-le à l’État.")
    elif not agrement.est_accepte:
        refuse = agrement.decision is DecisionAgrement.REFUSEE
        remede = "Déposez une nouvelle demande." if refuse else "Attendez la décision de l’État."
        yield Constat(
            "/agrement/decision",
            f"{impossible} la demande d’agrément {agrement.id} {'est refusée' if refuse else 'n’est pas décidée'}. "
            f"{remede}",
        )
    elif agrement.est_arrete:
        suspendu = agrement.statut is StatutAgrement.SUSPENDU
        remede = "Attendez que l’État le rétablisse." if suspendu else "Demandez un nouvel agrément à l’État."
        yield Constat(
            "/agrement/statut",
            f"{impossible} l’agrément {agrement.id} est {'suspendu' if suspendu else 'retiré'}. {remede}",
        )


NON_CONTROLE: tuple[str, ...] = (
    "La mise à jour du tableau de bord de suivi des agréments (note 1.9.6) : un écran de l’application métier.",
    "L’agrément n’est donné que pour un site et un plateau technique, et celui d’un CCS qu’avec celui du titre "
    "(arrêté du 21 juillet 2016) : le dossier ne dit pas pour quoi l’agrément a été donné.",
)
