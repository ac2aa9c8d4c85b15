"""SESS: the measures of 2020, and what must be known before results are entered and a session validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from docgen.domain.calendrier import jour_francais
from docgen.domain.demarche import SessionSuivie
from docgen.domain.parametres import CONFINEMENT, REPORT_2020_AU, REPORT_2020_DU, REPORT_2020_FIN
from docgen.domain.regles.registry import declarer, regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste, Gravite, Lecture, nommer
from docgen.domain.session import StatutSession

MESURES = (Geste.MESURES_2020,)
REPORTEES_2020 = (StatutSession.DTE_DEMANDE, StatutSession.CONVOCATIONS_ENVOYEES)


@regle(
    code="SESS-13",
    enonce="Une session se valide quand le résultat de chaque candidat est saisi.",
    source="guide AFPAR §9",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=(Geste.VALIDER_SESSION,),
    locale=True,
    note="Saisi : la présence, et la décision pour un candidat présent. La cohérence des résultats relève de RESU.",
)
def resultats_tous_saisis(contexte: Contexte) -> Iterator[Constat]:
    """One finding a candidate, on what is missing first."""
    for chemin, candidat in contexte.candidats():
        resultat = candidat.resultat
        if resultat is None:
            manque, champ = "son résultat", ""
        elif resultat.presence is None:
            manque, champ = "sa présence", "/presence"
        elif resultat.est_present and resultat.decision is None:
            manque, champ = "la décision du jury", "/decision"
        else:
            continue
        yield Constat(
            f"{chemin}/resultat{champ}",
            f"La session ne peut pas être validée : pour {nommer(candidat)}, {manque} n’est pas dans le dossier. "
            "Achevez la saisie des résultats, puis validez.",
        )


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


declarer(
    code="SESS-14",
    enonce="Mesures de 2020 : une session EN_PREPARATION, commencée avant le 17 mars 2020 et finie ce jour-là au plus "
    "tard, devient ANNULEE.",
    source="note CERES 1.9 §1",
    lecture=Lecture.L,
    effet=Effet.EFFET,
    gestes=MESURES,
    donnees=_mesures,
)
declarer(
    code="SESS-15",
    enonce="Mesures de 2020 : une session DTE_DEMANDE ou CONVOCATIONS_ENVOYEES, commencée du 1er janvier au 31 mai "
    "2020 et non finie avant le confinement, voit sa fin portée au 24 août 2020 et marquée reportée.",
    source="note CERES 1.9 §2",
    lecture=Lecture.L,
    effet=Effet.EFFET,
    gestes=MESURES,
    donnees=_mesures,
    note="Les deux bornes du début sont comprises ; une fin au 17 mars 2020 tombe pendant le confinement. Déduit : une "
    "fin déjà prévue au 24 août ou après n’est pas touchée, un report n’avançant rien.",
)


@regle(
    code="SESS-16",
    enonce="Une session dont la fin a été reportée d’office donne sa fin réelle avant la saisie des résultats ; deux "
    "alertes le disent.",
    source="note CERES 1.9 §2",
    lecture=Lecture.L,
    effet=Effet.BLOQUANT,
    gestes=(Geste.SAISIR_RESULTATS,),
    note="La fin réelle est donnée quand fin_reportee n’est plus vrai. Le texte des deux alertes n’est pas connu : "
    "l’une dit ce qui a été fait de la fin, l’autre ce qui attend.",
)
def fin_reelle_donnee(contexte: Contexte) -> Iterator[Constat]:
    """The refusal, then the two alerts."""
    if not contexte.dossier.session.fin_reportee:
        return
    yield Constat(
        "/session/fin",
        "Les résultats ne peuvent pas être saisis : la fin de la session a été reportée d’office et n’est pas la "
        "vraie. Donnez la fin réelle, et mettez « fin_reportee » à false.",
    )
    fin = jour_francais(REPORT_2020_FIN.au(contexte.aujourdhui))
    yield Constat(
        "/session/fin_reportee",
        f"La fin de la session est provisoire : les mesures de 2020 l’ont portée au {fin}. Vérifiez le jour où la "
        "session s’est achevée.",
        Gravite.AVERTISSEMENT,
    )
    yield Constat(
        "/candidats",
        "La saisie des résultats est en attente : elle suit celle de la fin réelle. Saisissez d’abord cette date.",
        Gravite.AVERTISSEMENT,
    )


NON_CONTROLE: tuple[str, ...] = (
    "Le responsable de session et le jury sont seuls juges des résultats : valider n’en contrôle que la saisie.",
    "Le déblocage d’une session validée et les résultats modifiés ensuite (annoncés pour la version 1.8) : aucune note "
    "ne dit les règles.",
)
