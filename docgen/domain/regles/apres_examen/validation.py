"""SESS: the measures of 2020, and what must be known before results are entered and a session validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from docgen.domain.demarche import SessionSuivie
from docgen.domain.referentiels.calendrier import jour_francais
from docgen.domain.referentiels.parametres import CONFINEMENT, REPORT_2020_AU, REPORT_2020_DU, REPORT_2020_FIN
from docgen.domain.regles.registry import Regle, controler
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste, Gravite, Lecture
from docgen.domain.session import StatutSession
from docgen.domain.session_etats import INSCRIPTION, arretee

MESURES = (Geste.MESURES_2020,)
REPORTEES_2020 = (StatutSession.DTE_DEMANDE, StatutSession.CONVOCATIONS_ENVOYEES)


@Regle(
    code="SESS-13",
    enonce="Une session se valide quand elle est TERMINEE, qu’elle a un candidat et que le résultat de chacun est "
    "saisi et cohérent (règles RESU).",
    source="guide AFPAR §9",
    gestes=(Geste.VALIDER_SESSION,),
    locale=True,
    note="Saisi et cohérent : comme les règles RESU le demandent pour le PV. Une session arrêtée relève de SESS-11.",
)
def session_validable(contexte: Contexte) -> Iterator[Constat]:
    """The status, then somebody, then what the rules of results find against each."""
    session = contexte.dossier.session
    if session.statut is not StatutSession.TERMINEE and not arretee(session):
        suite = f"elle est au statut {session.statut.value}. Terminez-la d’abord."
        if session.statut is StatutSession.VALIDEE:
            suite = "elle l’est déjà. Il n’y a rien d’autre à faire."
        yield Constat("/session/statut", f"La session ne peut pas être validée : {suite}")
    if not contexte.dossier.candidats:
        yield Constat(
            "/candidats",
            "La session ne peut pas être validée : elle n’a aucun candidat, il n’y a rien à valider. Vérifiez que le "
            "dossier est complet.",
        )
    au_pv = replace(contexte, geste=Geste.EDITER_PV)
    for manquement in controler(au_pv, "RESU"):
        if manquement.gravite is Gravite.BLOQUANT:
            yield Constat(manquement.chemin, manquement.message)


def annulee_2020(session: SessionSuivie, jour: date) -> SessionSuivie:
    """SESS-14: a session that was over when the lockdown began, and that nobody had prepared further, is cancelled."""
    limite = CONFINEMENT.au(jour)
    if session.statut is StatutSession.EN_PREPARATION and session.debut < limite and session.fin <= limite:
        return replace(session, statut=StatutSession.ANNULEE)
    return session


def reportee_2020(session: SessionSuivie, jour: date) -> SessionSuivie:
    """SESS-15: a session that the lockdown met is given a later end; an end that is later still is left alone."""
    fin = REPORT_2020_FIN.au(jour)
    concernee = (
        session.statut in REPORTEES_2020
        and REPORT_2020_DU.au(jour) <= session.debut <= REPORT_2020_AU.au(jour)
        and CONFINEMENT.au(jour) <= session.fin < fin
    )
    return replace(session, fin=fin, fin_reportee=True) if concernee else session


def _mesures(contexte: Contexte) -> Mapping[str, object]:
    """Both measures: a session's status makes it the matter of one of them at most."""
    jour = contexte.aujourdhui
    paires = ((session, reportee_2020(annulee_2020(session, jour), jour)) for session in contexte.parametres.sessions)
    changees = tuple(apres for avant, apres in paires if apres != avant)
    return {"sessions": changees} if changees else {}


Regle(
    code="SESS-14",
    enonce="Mesures de 2020 : une session EN_PREPARATION, commencée avant le 17 mars 2020 et finie ce jour-là au plus "
    "tard, devient ANNULEE.",
    source="note CERES 1.9 §1",
    effet=Effet.EFFET,
    gestes=MESURES,
    donnees=_mesures,
).declarer()
Regle(
    code="SESS-15",
    enonce="Mesures de 2020 : une session DTE_DEMANDE ou CONVOCATIONS_ENVOYEES, commencée du 1er janvier au 31 mai "
    "2020 et non finie avant le confinement, voit sa fin portée au 24 août 2020 et marquée reportée.",
    source="note CERES 1.9 §2",
    effet=Effet.EFFET,
    gestes=MESURES,
    donnees=_mesures,
    note="Les quatre cas de la note, lus ensemble : elle ne dit le statut que du premier, il est lu pour tous. Les "
    "deux bornes du début sont comprises ; une fin au 17 mars 2020 tombe pendant le confinement. Déduit : une "
    "fin déjà prévue au 24 août ou après n’est pas touchée, un report n’avançant rien.",
).declarer()


ATTENTES = {
    Geste.SAISIR_RESULTATS: ("Les résultats ne peuvent pas être saisis", "La saisie des résultats"),
    Geste.EDITER_PV: ("Les procès-verbaux ne peuvent pas être édités", "L’édition des procès-verbaux"),
    Geste.VALIDER_SESSION: ("La session ne peut pas être validée", "La validation"),
}


@Regle(
    code="SESS-16",
    enonce="Une session dont la fin a été reportée d’office donne sa fin réelle avant la saisie des résultats, les PV "
    "et la validation ; deux alertes le disent.",
    source="note CERES 1.9 §2",
    gestes=tuple(ATTENTES),
    note="La fin réelle est donnée quand « fin_reportee » n’est plus vrai, ce que rend le geste modifier-dates avec "
    "cette fin. Le texte des deux alertes n’est pas connu : l’une dit ce qui a été fait de la fin, l’autre ce qui "
    "attend.",
)
def fin_reelle_donnee(contexte: Contexte) -> Iterator[Constat]:
    """The refusal, then the two alerts."""
    session = contexte.dossier.session
    if not session.fin_reportee:
        return
    refus, attente = ATTENTES[contexte.geste]
    yield Constat(
        "/session/fin",
        f"{refus} : la fin de la session a été reportée d’office et n’est pas la vraie. Donnez la fin réelle, qui "
        "ne sera plus dite reportée.",
    )
    yield Constat(
        "/session/fin_reportee",
        f"La fin de la session est provisoire : les mesures de 2020 l’ont portée au {jour_francais(session.fin)}. "
        "Vérifiez le jour où la session s’est achevée.",
        Gravite.AVERTISSEMENT,
    )
    yield Constat(
        "/candidats",
        f"{attente} est en attente : elle suit la saisie de la fin réelle. Saisissez d’abord cette date.",
        Gravite.AVERTISSEMENT,
    )


@Regle(
    code="SESS-19",
    enonce="Pas de résultat avant le premier jour de la session ; pas de PV avant le dernier, ni au statut "
    "EN_PREPARATION ou DTE_DEMANDE.",
    source="guide AFPAR §7",
    lecture=Lecture.D,
    gestes=(Geste.SAISIR_RESULTATS, Geste.EDITER_PV),
    note="Déduite : les PV suivent la saisie de résultats que la session a donnés ; sans convocation, personne n’a été "
    "examiné. Le premier jour et le dernier sont à temps. Un résultat impossible rendrait le papier faux : la règle "
    "n’est pas locale.",
)
def resultats_apres_l_examen(contexte: Contexte) -> Iterator[Constat]:
    """The status, then the day."""
    session, pv = contexte.dossier.session, contexte.geste is Geste.EDITER_PV
    refus = ATTENTES[contexte.geste][0]
    if pv and session.statut in INSCRIPTION:
        yield Constat(
            "/session/statut",
            f"{refus} : la session est au statut {session.statut.value}, et personne n’y a été convoqué. Indiquez le "
            "statut où elle en est.",
        )
    champ, quoi, jour = ("fin", "ne s’achève que", session.fin) if pv else ("debut", "ne commence que", session.debut)
    if contexte.aujourdhui < jour:
        yield Constat(
            f"/session/{champ}",
            f"{refus} : la session {quoi} le {jour_francais(jour)}. Attendez ce jour, ou corrigez la date.",
        )


NON_CONTROLE: tuple[str, ...] = (
    "Le responsable de session et le jury sont seuls juges des résultats : valider n’en contrôle que la saisie.",
    "Le déblocage d’une session validée et les résultats modifiés ensuite (annoncés pour la version 1.8) : aucune note "
    "ne dit les règles.",
    "L’entretien final dans une session TITRE, la revue du bloc agrément, le commentaire de la demande de DTE et la "
    "traçabilité (annoncés pour la version 1.8, note 1.7.1) : des annonces, sans règle.",
)
