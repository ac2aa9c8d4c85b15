"""RESU: what a decision may be in a session, and what it gives."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.domain.acquis import ccp_de_la_session, ccp_hors_de_portee
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat
from docgen.domain.regles.apres_examen.resultats import RESULTATS, resultats
from docgen.domain.regles.avant_examen.sessions import ccp_annonces
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Geste, Lecture, nommer
from docgen.domain.resultat import Decision, Resultat
from docgen.domain.session import TypeSession


@Regle(
    code="RESU-05",
    enonce="Pas de PARTIEL dans une session CCS, ni pour un titre à un seul CCP.",
    source="arrêté du 22 décembre 2015 ; arrêté du 26 septembre 2024, art. 3",
    lecture=Lecture.F,
    gestes=RESULTATS,
)
def partiel_possible(contexte: Contexte) -> Iterator[Constat]:
    """What cannot be divided cannot be obtained in part."""
    if contexte.dossier.session.type is TypeSession.CCS:
        raison = "un CCS ne se divise pas"
    elif len(contexte.dossier.titre.ccp) == 1:
        raison = f"le titre {contexte.dossier.titre.code} n’a qu’un CCP"
    else:
        return
    for chemin, candidat, resultat in resultats(contexte):
        if resultat.decision is Decision.PARTIEL:
            yield Constat(
                f"{chemin}/decision",
                f"{nommer(candidat)} ne peut pas être partiellement admis : {raison}. Décidez ADMIS ou REFUSE.",
            )


@Regle(
    code="RESU-07",
    enonce="Une session CCP ne décide que de ses propres CCP.",
    source="note CERES 1.7.1, inscription aux sessions",
    lecture=Lecture.D,
    gestes=RESULTATS,
    note="Déduite : la note distingue la session CCP de la session Titre, qui seule porte sur tout le titre. La "
    "session doit donc citer ses CCP, tous du titre ; au PV, SESS-12 le demande déjà.",
)
def ccp_de_cette_session(contexte: Contexte) -> Iterator[Constat]:
    """First what the session announces, which SESS-12 tells on the minutes; then what each candidate gets."""
    session = contexte.dossier.session
    if session.type is not TypeSession.CCP:
        return
    if contexte.geste is Geste.SAISIR_RESULTATS:
        yield from ccp_annonces(contexte)
    for chemin, candidat, resultat in resultats(contexte):
        for rang, code in enumerate(resultat.ccp_acquis):
            if code not in session.ccp:
                yield Constat(
                    f"{chemin}/ccp_acquis/{rang}",
                    f"Le CCP {code} ne peut pas être acquis par {nommer(candidat)} : la session ne porte que sur "
                    f"{', '.join(session.ccp) or 'aucun CCP'}. Retirez-le.",
                )


@Regle(
    code="RESU-08",
    enonce="ADMIS ne cite aucun CCP, ou tous ceux de la session ; PARTIEL demande une session de deux CCP au moins et "
    "en cite une partie, ou tous si un entretien final est prévu ; le résultat d’un CCS n’en cite aucun. Une seule "
    "fonction dit les CCP obtenus, pour tous les papiers.",
    source="guide AFPAR §7 ; arrêté du 22 décembre 2015, art. 10",
    lecture=Lecture.D,
    gestes=RESULTATS,
    note="Déduite : sinon la décision et la liste se contredisent, et chaque papier choisirait. Un ADMIS peut taire "
    "les CCP qu’il détenait avant la session. Le titre à un seul CCP relève de RESU-05.",
)
def decision_et_liste_d_accord(contexte: Contexte) -> Iterator[Constat]:
    """One finding a candidate: the list, or a decision that the session cannot take."""
    dossier = contexte.dossier
    for chemin, candidat, resultat in resultats(contexte):
        if dossier.session.type is TypeSession.CCS:
            yield from _liste_en_ccs(chemin, candidat, resultat)
        elif resultat.decision is Decision.ADMIS:
            yield from _liste_d_un_admis(dossier, chemin, candidat, resultat)
        elif resultat.decision is Decision.PARTIEL:
            yield from _liste_d_un_partiel(dossier, chemin, candidat, resultat)


def _liste_en_ccs(chemin: str, candidat: Candidat, resultat: Resultat) -> Iterator[Constat]:
    if resultat.ccp_acquis:
        yield Constat(
            f"{chemin}/ccp_acquis",
            f"Le résultat de {nommer(candidat)} cite des CCP : une session CCS n’accorde que son CCS. Retirez-les.",
        )


def _liste_d_un_admis(dossier: Dossier, chemin: str, candidat: Candidat, resultat: Resultat) -> Iterator[Constat]:
    cites = {*resultat.ccp_acquis, *candidat.ccp_anterieurs}
    oublies = [code for code in ccp_de_la_session(dossier) if code not in cites]
    if resultat.ccp_acquis and oublies:
        yield Constat(
            f"{chemin}/ccp_acquis",
            f"La décision sur {nommer(candidat)} et ses CCP se contredisent : ADMIS vaut pour tous les CCP de la "
            f"session, et la liste omet {', '.join(oublies)}. Citez-les tous ou aucun, ou décidez PARTIEL.",
        )


def _liste_d_un_partiel(dossier: Dossier, chemin: str, candidat: Candidat, resultat: Resultat) -> Iterator[Constat]:
    session, portee = dossier.session, set(ccp_de_la_session(dossier))
    if session.type is TypeSession.CCP and len(portee) == 1 < len(dossier.titre.ccp):
        yield Constat(
            f"{chemin}/decision",
            f"{nommer(candidat)} ne peut pas être partiellement admis : la session ne porte que sur un CCP. Décidez "
            "ADMIS ou REFUSE.",
        )
    elif portee and portee <= set(resultat.ccp_acquis) and not session.entretien_final:
        yield Constat(
            f"{chemin}/decision",
            f"{nommer(candidat)} est partiellement admis avec tous les CCP de la session : sans entretien final, rien "
            "ne lui manque. Décidez ADMIS, ou retirez les CCP non acquis.",
        )


@Regle(
    code="RESU-09",
    enonce="Une session CCP avec entretien final se passe sur les derniers CCP : avec ceux acquis avant, tous ceux du "
    "titre. ADMIS y obtient le titre.",
    source="note CERES 1.7.1, inscription aux sessions ; arrêté du 22 décembre 2015, art. 10",
    lecture=Lecture.D,
    gestes=(*RESULTATS, Geste.EDITER_PARCHEMINS),
    note="Déduite : l’entretien final conclut le parcours de qui capitalise des CCP. Un ADMIS reçoit le parchemin du "
    "titre et est affiché parmi les titulaires ; les absents ne sont pas concernés.",
)
def entretien_sur_les_derniers_ccp(contexte: Contexte) -> Iterator[Constat]:
    """What each candidate who was present neither held before nor could obtain."""
    dossier = contexte.dossier
    if dossier.session.type is not TypeSession.CCP or not dossier.session.entretien_final:
        return
    for rang, candidat in enumerate(dossier.candidats):
        manquants = ccp_hors_de_portee(candidat, dossier)
        if manquants and candidat.resultat is not None and candidat.resultat.est_present:
            yield Constat(
                f"/candidats/{rang}/ccp_anterieurs",
                f"L’entretien final ne se passe qu’au dernier CCP : {nommer(candidat)} n’a pas {', '.join(manquants)}, "
                "ni avant la session ni par elle. Citez les CCP acquis avant, ou dites qu’elle n’en a pas.",
            )


NON_CONTROLE: tuple[str, ...] = (
    "Les CCP acquis avant la session (ccp_anterieurs) : le dossier les affirme, le registre ne connaît que les livrets "
    "qu’il a émis.",
)
