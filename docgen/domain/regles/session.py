"""SESS: when a session may be created and held, and when its days may still change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from docgen.domain.agrement import TypeCentre
from docgen.domain.calendrier import ajouter_mois, jour_francais
from docgen.domain.dossier import Dossier
from docgen.domain.parametres import (
    HEURE_PAR_DEFAUT,
    PROLONGATION,
    PROLONGATION_CFA_CRP,
    REPORT_APRES_AGREMENT,
)
from docgen.domain.regles.registry import declarer, regle
from docgen.domain.regles.vocabulaire import EDITER, Constat, Contexte, Effet, Geste, Lecture
from docgen.domain.report import Profil
from docgen.domain.session import StatutSession, TypeSession

ARRETEES = (StatutSession.SUSPENDUE, StatutSession.ANNULEE)
CREER = (Geste.CREER_SESSION,)
MODIFIER = (Geste.MODIFIER_DATES,)
DEBUT_FIGE = "Le début de la session ne peut plus être modifié :"


def _session_par_defaut(contexte: Contexte) -> Mapping[str, object]:
    """The reader puts today in the place of an absent start: the session is then told as it will be created."""
    session = contexte.dossier.session
    heure = session.heure_convocation or HEURE_PAR_DEFAUT.au(contexte.aujourdhui)
    complete = replace(session, heure_convocation=heure)
    return {"session": complete} if contexte.parametres.debut_absent or complete != session else {}


declarer(
    code="SESS-01",
    enonce="Une session nouvelle commence par défaut aujourd’hui, à 8 h ; sa convocation est par défaut au premier "
    "jour, à 8 h.",
    source="note CERES 1.2, éléments à enregistrer en créant la session",
    lecture=Lecture.L,
    effet=Effet.EFFET,
    gestes=CREER,
    donnees=_session_par_defaut,
    note="Une session sans début ni heure est donc lue à aujourd’hui, 8 h ; la fin, elle, est toujours demandée.",
)


def fin_prolongation(dossier: Dossier, jour: date) -> date:
    """The last day on which the centre may hold a session of the titre."""
    longue = dossier.centre.type in (TypeCentre.CFA, TypeCentre.CRP)
    mois = (PROLONGATION_CFA_CRP if longue else PROLONGATION).au(jour)
    return ajouter_mois(dossier.titre.fin_validite, mois)


def fin_agrement(dossier: Dossier, jour: date) -> date | None:
    """The last day that the agrément allows: one that reaches the titre's end follows it in its prolongation."""
    if dossier.agrement is None:
        return None
    fin = dossier.agrement.fin
    return fin if fin < dossier.titre.fin_validite else max(fin, fin_prolongation(dossier, jour))


@regle(
    code="SESS-02",
    enonce="La session se déroule avant la fin de son agrément.",
    source="guide AFPAR §2",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=CREER,
    locale=True,
    note="Le dernier jour de l’agrément est compris. Déduit : un agrément aligné sur la fin de validité du titre vaut "
    "aussi pendant la prolongation, sans quoi SESS-03 ne servirait jamais. L’absence d’agrément relève d’AGRE-04.",
)
def session_dans_l_agrement(contexte: Contexte) -> Iterator[Constat]:
    """Refused with the remedy that the guide gives."""
    session, limite = contexte.dossier.session, fin_agrement(contexte.dossier, contexte.aujourdhui)
    if limite is not None and session.fin > limite:
        report = ajouter_mois(limite, REPORT_APRES_AGREMENT.au(contexte.aujourdhui))
        yield Constat(
            "/session/fin",
            f"La session ne peut pas finir le {jour_francais(session.fin)} : l’agrément s’achève le "
            f"{jour_francais(limite)}. Créez-la avant cette date, commandez son DTE, puis demandez à l’État de la "
            f"reporter, au plus tard au {jour_francais(report)}.",
        )


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


def _debut_modifie(contexte: Contexte) -> bool:
    """Moving the end alone is another matter: the real end of a session is given after it has begun."""
    report = contexte.report
    return report.debut != contexte.dossier.session.debut if report.debut else report.fin is None


@regle(
    code="SESS-04",
    enonce="Le centre modifie le début tant que la session est EN_PREPARATION, pas après.",
    source="note CERES 1.9 §3",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=MODIFIER,
    note="Un profil absent vaut CENTRE. Une fin modifiée seule n’est pas jugée. La note ne dit rien des autres profils "
    "pendant la préparation : ils ne sont pas refusés.",
)
def debut_modifiable_par_le_centre(contexte: Contexte) -> Iterator[Constat]:
    """What the centre must do instead is ask the UD."""
    statut = contexte.dossier.session.statut
    centre = contexte.report.profil in (None, Profil.CENTRE)
    if centre and statut is not StatutSession.EN_PREPARATION and _debut_modifie(contexte):
        yield Constat(
            "/session/statut",
            f"{DEBUT_FIGE} la session est au statut {statut.value}, et le centre ne le peut qu’au statut "
            "EN_PREPARATION. Adressez une demande de report à l’unité départementale (UD).",
        )


@regle(
    code="SESS-05",
    enonce="À partir de DTE_DEMANDE, aucun profil ne modifie le début.",
    source="note CERES 1.9 §3",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=MODIFIER,
    note="Tout statut autre que EN_PREPARATION vient après DTE_DEMANDE, suspension et annulation comprises. Seul un "
    "report (SESS-06) change encore les dates.",
)
def debut_fige(contexte: Contexte) -> Iterator[Constat]:
    """Whoever asks."""
    statut = contexte.dossier.session.statut
    if statut is not StatutSession.EN_PREPARATION and _debut_modifie(contexte):
        yield Constat(
            "/session/debut",
            f"{DEBUT_FIGE} au statut {statut.value}, aucun profil n’en a le droit. L’UD peut encore reporter la "
            "session, si elle n’a pas commencé.",
        )


@regle(
    code="SESS-10",
    enonce="Une session ne se supprime que tant que son DTE n’a pas été commandé.",
    source="guide AFPAR §3",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=(Geste.SUPPRIMER_SESSION,),
    locale=True,
    note="Le DTE n’est pas commandé au seul statut EN_PREPARATION.",
)
def session_supprimable(contexte: Contexte) -> Iterator[Constat]:
    """The status says whether the DTE was ordered."""
    statut = contexte.dossier.session.statut
    if statut is not StatutSession.EN_PREPARATION:
        yield Constat(
            "/session/statut",
            f"La session ne peut pas être supprimée : au statut {statut.value}, son DTE a pu être commandé. "
            "Gardez-la, ou demandez un report à l’UD.",
        )


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


@regle(
    code="SESS-12",
    enonce="Le type est TITRE, CCP ou CCS ; le début n’est pas après la fin ; l’heure est donnée.",
    source="guide AFPAR §2",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=CREER,
    locale=True,
    note="Le type et la forme de l’heure se vérifient à la lecture du dossier, et une heure absente vaut 8 h "
    "(SESS-01). Déduit : une session CCS dit sur quel CCS, comme RESU-07 le demande des CCP.",
)
def session_bien_definie(contexte: Contexte) -> Iterator[Constat]:
    """What the reader of the payload cannot see by itself."""
    session, titre = contexte.dossier.session, contexte.dossier.titre
    if session.debut > session.fin:
        yield Constat(
            "/session/fin",
            f"Les dates de la session se contredisent : la fin, le {jour_francais(session.fin)}, précède le début, le "
            f"{jour_francais(session.debut)}. Corrigez l’une des deux.",
        )
    if session.type is TypeSession.CCS and titre.ccs_de_code(session.ccs) is None:
        yield Constat(
            "/session/ccs",
            f"Le CCS de la session est inconnu : le titre {titre.code} n’a pas de CCS « {session.ccs or ''} ». Citez "
            "un CCS du titre.",
        )


NON_CONTROLE: tuple[str, ...] = (
    "La prolongation ne profite qu’aux candidats ajournés ou entrés en formation avant la fin de validité du titre : "
    "le dossier ne dit pas quand la formation a commencé.",
    "La création des sessions dès la validation de la programmation du centre (guide §2) : le dossier ne dit pas ce "
    "qui a été programmé.",
    "Les tableaux de bord des sessions programmées par profil (note 1.9.6) sont des écrans de l’application métier.",
)
