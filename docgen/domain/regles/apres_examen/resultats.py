"""RESU: what the jury decided."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.domain.personnes import Candidat
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Geste, Gravite, Lecture, nommer
from docgen.domain.resultat import Decision, Presence, Resultat

RESULTATS = (Geste.SAISIR_RESULTATS, Geste.EDITER_PV)
ABSENCES = (Presence.ABSENCE_JUSTIFIEE, Presence.ABSENCE_INJUSTIFIEE)


def resultats(contexte: Contexte) -> Iterator[tuple[str, Candidat, Resultat]]:
    for chemin, candidat in contexte.candidats():
        if candidat.resultat is not None:
            yield f"{chemin}/resultat", candidat, candidat.resultat


@Regle(
    code="RESU-01",
    enonce="La présence est PRESENT, ABSENCE_JUSTIFIEE ou ABSENCE_INJUSTIFIEE.",
    source="guide AFPAR §7 ; règlement général du 8 décembre 2008, §3.1",
    gestes=RESULTATS,
    note="Un candidat sans résultat est admis à la saisie (elle peut se faire en plusieurs fois), refusé au PV.",
)
def presence_saisie(contexte: Contexte) -> Iterator[Constat]:
    """No result at all is refused on the minutes only."""
    for chemin, candidat in contexte.candidats():
        suite = f"de {nommer(candidat)} manque : le procès-verbal porte la présence ou l’absence de chacun. Indiquez"
        choix = "PRESENT, ABSENCE_JUSTIFIEE ou ABSENCE_INJUSTIFIEE."
        if candidat.resultat is None:
            if contexte.geste is Geste.EDITER_PV:
                yield Constat(f"{chemin}/resultat", f"Le résultat {suite} au moins {choix}")
        elif candidat.resultat.presence is None:
            yield Constat(f"{chemin}/resultat/presence", f"La présence {suite} {choix}")


@Regle(
    code="RESU-02",
    enonce="La décision est ADMIS, PARTIEL ou REFUSE ; tout candidat présent en a une avant le PV.",
    source="guide AFPAR §7 ; règlement général du 8 décembre 2008, §3.1",
    gestes=RESULTATS,
    note="À la saisie, un candidat présent peut attendre sa décision ; au PV, non.",
)
def decision_saisie(contexte: Contexte) -> Iterator[Constat]:
    """The jury may still have to deliberate while results are being entered."""
    if contexte.geste is not Geste.EDITER_PV:
        return
    for chemin, candidat, resultat in resultats(contexte):
        if resultat.est_present and resultat.decision is None:
            yield Constat(
                f"{chemin}/decision",
                f"La décision sur {nommer(candidat)} manque : le jury décide de chaque candidat présent. Indiquez "
                "ADMIS, PARTIEL ou REFUSE.",
            )


@Regle(
    code="RESU-03",
    enonce="PARTIEL cite un CCP du titre au moins ; la liste peut être complète (entretien final échoué).",
    source="guide AFPAR §7 ; arrêté du 22 décembre 2015, art. 10",
    gestes=RESULTATS,
    note="Un CCP inconnu du titre est refusé aussi pour un ADMIS : il serait imprimé.",
)
def ccp_acquis_du_titre(contexte: Contexte) -> Iterator[Constat]:
    """An empty list, or codes that the titre does not have."""
    titre = contexte.dossier.titre
    for chemin, candidat, resultat in resultats(contexte):
        if resultat.decision is Decision.PARTIEL and not resultat.ccp_acquis:
            yield Constat(
                f"{chemin}/ccp_acquis",
                f"{nommer(candidat)} est partiellement admis sans CCP acquis : une réussite partielle porte sur un CCP "
                "au moins. Citez les CCP acquis, ou décidez REFUSE.",
            )
        for rang, code in enumerate(resultat.ccp_acquis):
            if titre.ccp_de_code(code) is None:
                yield Constat(
                    f"{chemin}/ccp_acquis/{rang}",
                    f"Le CCP {code} de {nommer(candidat)} est inconnu : le titre {titre.code} (millésime "
                    f"{titre.millesime}) n’en a pas de ce code. Citez un CCP du titre.",
                )


@Regle(
    code="RESU-04",
    enonce="Un candidat absent n’a ni décision ni CCP ; REFUSE ne cite aucun CCP.",
    source="guide AFPAR §7",
    lecture=Lecture.D,
    gestes=RESULTATS,
    locale=True,
    note="Déduite : le guide fait de la présence et du résultat deux saisies ; le jury ne décide que de ce qu’il a vu, "
    "et un refus avec un CCP serait une réussite partielle.",
)
def absent_ou_refuse_sans_acquis(contexte: Contexte) -> Iterator[Constat]:
    """Contradictions between presence, decision and CCP."""
    for chemin, candidat, resultat in resultats(contexte):
        absent = resultat.presence in ABSENCES
        if absent and resultat.decision is not None:
            yield Constat(
                f"{chemin}/decision",
                f"{nommer(candidat)} est absent et a une décision : le jury ne décide pas d’un absent. Retirez la "
                "décision, ou corrigez la présence.",
            )
        if resultat.ccp_acquis and (absent or resultat.decision is Decision.REFUSE):
            yield Constat(
                f"{chemin}/ccp_acquis",
                f"{nommer(candidat)} est {'absent' if absent else 'refusé'} et a des CCP acquis : l’un exclut l’autre. "
                f"Retirez les CCP, ou {'corrigez la présence' if absent else 'décidez PARTIEL'}.",
            )


@Regle(
    code="RESU-06",
    enonce="Tout résultat porte un commentaire objectif.",
    source="guide AFPAR §7",
    gestes=RESULTATS,
    locale=True,
    note="Bloquant pour PARTIEL et REFUSE, dont le motif est notifié ; avertissement pour ADMIS.",
)
def commentaire_saisi(contexte: Contexte) -> Iterator[Constat]:
    """A refusal without its reason does not stand on appeal."""
    for chemin, candidat, resultat in resultats(contexte):
        if resultat.decision is not None and not (resultat.commentaire or "").strip():
            admis = resultat.decision is Decision.ADMIS
            yield Constat(
                f"{chemin}/commentaire",
                f"Le commentaire sur {nommer(candidat)} manque : une décision se motive par des éléments objectifs, en "
                "lien avec les grilles d’évaluation. Rédigez-le et faites-le valider par le responsable de session.",
                Gravite.AVERTISSEMENT if admis else Gravite.BLOQUANT,
            )


NON_CONTROLE: tuple[str, ...] = (
    "Le commentaire est objectif, en lien avec les grilles d’évaluation, et validé par le responsable de session : "
    "seule sa présence se contrôle.",
    "La modalité à distance de chaque candidat d’une session à distance : imprimée si elle est donnée, pas exigée, "
    "l’expérimentation étant datée.",
)
