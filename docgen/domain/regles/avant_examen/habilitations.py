"""HABI: what may be done to a habilitation in each state, who may be given one, and who may be made inactive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from docgen.domain.habilitation import Action, Portee, StatutHabilitation
from docgen.domain.habilitation_etats import ACTIONS, Situation, situation
from docgen.domain.referentiels.calendrier import ajouter_mois, jour_francais
from docgen.domain.referentiels.parametres import ANCIENNETE_JURE
from docgen.domain.regles.registry import REGLES, Controle, Donnees, Regle, refuse
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste, Gravite
from docgen.domain.session import StatutSession

SOURCE = "note CERES 1.7.1, gestion des habilitations des jurys"
CHANGER, INACTIVER, HABILITER = (Geste.CHANGER_HABILITATION,), (Geste.INACTIVER_JURE,), (Geste.HABILITER_JURE,)
AVERTIES = {
    Action.REACTIVER: "réactivée : le juré pourra de nouveau être convoqué",
    Action.SUSPENDRE: "suspendue : le juré ne pourra plus être convoqué sur elle",
    Action.SUPPRIMER: "supprimée : elle ne pourra pas être retrouvée",
}
APRES = {
    Action.VALIDER: StatutHabilitation.ACTIVE,
    Action.REACTIVER: StatutHabilitation.ACTIVE,
    Action.SUSPENDRE: StatutHabilitation.SUSPENDUE,
    Action.METTRE_EN_BROUILLON: StatutHabilitation.BROUILLON,
}
VALIDEES = (StatutSession.VALIDEE, StatutSession.ANNULEE)
# Code, where the habilitation stands, how the rule says it, how a message says it.
ETATS = (
    ("HABI-01", Situation.BROUILLON, "À l’état BROUILLON", "à l’état de brouillon"),
    ("HABI-02", Situation.SUSPENDUE, "À l’état SUSPENDUE", "suspendue"),
    ("HABI-03", Situation.ACTIVE, "À l’état ACTIVE", "active"),
    (
        "HABI-04",
        Situation.EXPIREE_AVEC_LE_TITRE,
        "À l’état EXPIREE à la fin de vie du titre, titre en prolongation",
        "expirée à la fin de vie du titre, qui est en prolongation",
    ),
    (
        "HABI-05",
        Situation.EXPIREE_TITRE_EN_COURS,
        "À l’état EXPIREE sur un titre en cours",
        "expirée sur un titre en cours",
    ),
    (
        "HABI-06",
        Situation.EXPIREE_AVANT_LE_TITRE,
        "À l’état EXPIREE avant la fin de vie du titre, titre en prolongation",
        "expirée avant la fin de vie du titre, qui est en prolongation",
    ),
    (
        "HABI-07",
        Situation.EXPIREE_HORS_PROLONGATION,
        "À l’état EXPIREE sur un titre hors prolongation",
        "expirée sur un titre hors prolongation",
    ),
)
RENDUE = "L’habilitation est rendue avec son nouvel état, sauf supprimée ou si le geste est refusé."
NOTES = {
    Situation.EXPIREE_HORS_PROLONGATION: None,
    Situation.EXPIREE_AVEC_LE_TITRE: f"{RENDUE} À la fin de vie : la fin affichée est celle du titre, ou plus tard. "
    "Déduit : la prolongation est de 24 mois, celle que la note 1.2 donne aux jurés, une habilitation n’étant "
    "d’aucun centre.",
    Situation.EXPIREE_TITRE_EN_COURS: f"{RENDUE} Le dernier jour de validité, le titre est encore en cours.",
}


def _actions(etat: Situation, sauf: Action | None = None) -> str:
    """What may be done; a juror who is entered in a session keeps his habilitation (HABI-08)."""
    permises = (action.value for action in Action if action in ACTIONS[etat] and action is not sauf)
    return " ou ".join(permises) or "aucune action"


def _controle_de(etat: Situation, dite: str) -> Controle:
    """The rule of one state: the table says what is allowed."""

    def action_permise(contexte: Contexte) -> Iterator[Constat]:
        habilitation, action = contexte.parametres.habilitation, contexte.parametres.action
        if habilitation is None or action is None or action in ACTIONS[etat]:
            return
        if situation(habilitation, contexte.titre, contexte.aujourdhui) is etat:
            permises = _actions(etat, sauf=Action.SUPPRIMER if contexte.parametres.inscrit_en_session else None)
            remede = f"Choisissez {permises}." if ACTIONS[etat] else "Demandez une nouvelle habilitation."
            yield Constat(
                "/geste/action",
                f"L’action {action.value} n’est pas possible : l’habilitation {habilitation.code} est {dite}. {remede}",
            )

    return action_permise


def _effet_de(etat: Situation) -> Donnees:
    """The habilitation with the state that the action gives it; none when it is deleted, or the act refused."""

    def changee(contexte: Contexte) -> Mapping[str, object]:
        habilitation, action = contexte.parametres.habilitation, contexte.parametres.action
        if habilitation is None or action not in APRES:
            return {}
        if situation(habilitation, contexte.titre, contexte.aujourdhui) is not etat or refuse(contexte):
            return {}
        return {"habilitations": (replace(habilitation, statut=APRES[action]),)}

    return changee


for _code, _etat, _enonce, _dite in ETATS:
    Regle(
        code=_code,
        enonce=f"{_enonce} : {_actions(_etat)}.",
        source=SOURCE,
        gestes=CHANGER,
        note=NOTES.get(_etat, RENDUE),
        donnees=_effet_de(_etat) if ACTIONS[_etat] else None,
    )(_controle_de(_etat, _dite))


@Regle(
    code="HABI-08",
    enonce="Une habilitation ne se supprime pas tant que son juré est inscrit à une session.",
    source=SOURCE,
    gestes=CHANGER,
)
def suppression_sans_session(contexte: Contexte) -> Iterator[Constat]:
    """Whatever the session."""
    if contexte.parametres.action is Action.SUPPRIMER and contexte.parametres.inscrit_en_session:
        yield Constat(
            "/geste/inscrit_en_session",
            "L’habilitation ne peut pas être supprimée : son juré est inscrit à une session. Retirez-le d’abord de la "
            "session.",
        )


def _refuse_ailleurs(contexte: Contexte) -> bool:
    """Another rule of habilitations refuses the act."""
    autres = (regle for code, regle in REGLES.items() if regle.theme == "HABI" and code != "HABI-09")
    return any(next(iter(autre.manquements(contexte)), None) for autre in autres if autre.joue(contexte))


@Regle(
    code="HABI-09",
    enonce="Réactiver, suspendre ou supprimer une habilitation, inactiver un juré : un avertissement d’abord.",
    source=SOURCE,
    effet=Effet.AVERTISSEMENT,
    gestes=(*CHANGER, *INACTIVER),
    note="Sans objet quand une autre règle refuse le geste.",
)
def avertir(contexte: Contexte) -> Iterator[Constat]:
    """Silent beside a refusal: what will not be done is not announced."""
    if _refuse_ailleurs(contexte):
        return
    if contexte.geste is Geste.INACTIVER_JURE:
        yield Constat(
            "/geste/jure",
            "Le juré va être rendu inactif : il ne pourra plus être inscrit à une session. Confirmez, ou renoncez.",
        )
    elif contexte.parametres.action in AVERTIES:
        yield Constat(
            "/geste/action",
            f"L’habilitation va être {AVERTIES[contexte.parametres.action]}. Confirmez, ou renoncez.",
        )


def _sessions_du_jure(contexte: Contexte) -> Iterator[tuple[str, str, StatutSession]]:
    """The pointer, the identifier and the status of each session in which the juror is entered."""
    for rang, suivie in enumerate(contexte.parametres.sessions):
        yield f"/geste/sessions/{rang}/statut", suivie.id, suivie.statut
    session, jure = contexte.objet.session, contexte.parametres.jure
    if session is not None and jure is not None and jure.id in {inscrit.id for inscrit in contexte.objet.jures}:
        yield "/session/statut", session.id, session.statut


@Regle(
    code="HABI-10",
    enonce="Un juré inscrit à une session en attente de validation ne se rend pas inactif.",
    source=SOURCE,
    gestes=INACTIVER,
    note="En attente de validation : tout statut autre que VALIDEE et ANNULEE, une session à venir devant elle aussi "
    "être validée. Les sessions du juré sont celles de « geste », et celle du dossier si le juré y est ; à défaut de "
    "sessions, « inscrit_en_session » vaut pour une session en attente.",
)
def inactivation_possible(contexte: Contexte) -> Iterator[Constat]:
    """Each session that waits is named."""
    refus = "Le juré ne peut pas être rendu inactif :"
    sessions = tuple(_sessions_du_jure(contexte))
    for chemin, identifiant, statut in sessions:
        if statut not in VALIDEES:
            yield Constat(
                chemin,
                f"{refus} il est inscrit à la session {identifiant}, au statut {statut.value}. Attendez qu’elle soit "
                "validée, ou retirez-en le juré.",
            )
    if not sessions and contexte.parametres.inscrit_en_session:
        yield Constat(
            "/geste/inscrit_en_session",
            f"{refus} il est inscrit à une session en attente de validation. Attendez qu’elle soit validée, ou retirez-"
            "en le juré.",
        )


@Regle(
    code="HABI-11",
    enonce="Un juré n’est habilité sur un CCS que s’il détient un CCP au moins du titre.",
    source="note CERES 1.7.1, habilitation jury pour CCS",
    gestes=HABILITER,
)
def ccp_du_titre_detenu(contexte: Contexte) -> Iterator[Constat]:
    """A CCP of another titre does not count."""
    habilitation, titre = contexte.parametres.habilitation, contexte.titre
    if habilitation is None or habilitation.portee is not Portee.CCS:
        return
    if not any(titre.ccp_de_code(code) for code in contexte.parametres.ccp_detenus):
        yield Constat(
            "/geste/ccp_detenus",
            f"L’habilitation sur le CCS {habilitation.code} est refusée : le juré ne détient aucun CCP du titre "
            f"{titre.code}. Habilitez-le d’abord sur un CCP, ou citez ceux qu’il détient.",
        )


@Regle(
    code="HABI-12",
    enonce="L’habilitation sur un titre est refusée quand le dernier jour connu d’exercice de l’emploi précède de plus "
    "de 5 ans le début de l’habilitation.",
    source="note CERES 1.7.1, évolution critère d’ancienneté du jury",
    gestes=HABILITER,
    note="Cinq ans jour pour jour ne sont pas plus de cinq ans. Sans dernier exercice connu, un avertissement le dit.",
)
def exercice_assez_recent(contexte: Contexte) -> Iterator[Constat]:
    """Only a known day can be too old."""
    habilitation, dernier = contexte.parametres.habilitation, contexte.parametres.dernier_exercice
    if habilitation is None or habilitation.portee is not Portee.TITRE:
        return
    if dernier is None:
        yield Constat(
            "/geste/dernier_exercice",
            "L’ancienneté du juré n’a pas été vérifiée : son dernier jour d’exercice de l’emploi n’est pas donné. "
            "Indiquez-le.",
            Gravite.AVERTISSEMENT,
        )
    elif ajouter_mois(dernier, ANCIENNETE_JURE.au(contexte.aujourdhui)) < habilitation.debut:
        yield Constat(
            "/geste/dernier_exercice",
            f"L’habilitation sur le titre est refusée : le juré a quitté l’emploi le {jour_francais(dernier)}, trop "
            f"longtemps avant le {jour_francais(habilitation.debut)}. Vérifiez la date, ou choisissez un autre juré.",
        )


NON_CONTROLE: tuple[str, ...] = (
    "Qui change une habilitation (profils DIRECCTE et UD, note 1.7.1) : ces droits sont ceux de l’application.",
    "Trois ans d’exercice de l’emploi et la formation de quatre heures avant l’habilitation : demandés par les "
    "services de l’État, ils ne sont ni dans les notes ni dans le dossier.",
    "Une habilitation ACTIVE dont la fin est passée : l’état donné fait foi, c’est CERES qui le fait expirer.",
)
