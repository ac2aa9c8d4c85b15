"""INSC: until when a candidate enters or leaves a session, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.domain.personnes import Candidat, Voie
from docgen.domain.referentiels.calendrier import ajouter_jours, jour_francais
from docgen.domain.referentiels.parametres import INSCRIPTION_VAE, SESSIONS_MAXIMUM
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste, nommer
from docgen.domain.session import Session, StatutSession, TypeSession
from docgen.domain.session_etats import commencee, inscription_ouverte, resultats_ouverts

SOURCE = "note CERES 1.7.1, inscription et désinscription d’un candidat"
INSCRIRE = (Geste.INSCRIRE_CANDIDAT,)


def _ouverture_vae(contexte: Contexte) -> date:
    """The first day on which a VAE candidate may enter once the convocations are issued (INSC-03)."""
    return ajouter_jours(contexte.dossier.session.debut, -INSCRIPTION_VAE.au(contexte.aujourdhui))


def _attend_la_vae(contexte: Contexte, candidat: Candidat) -> bool:
    """The convocations are issued, and the route lets the candidate enter until the eve of the session."""
    session = contexte.dossier.session
    convoquee = session.statut is StatutSession.CONVOCATIONS_ENVOYEES
    return candidat.voie is Voie.VAE and convoquee and not commencee(session, contexte.aujourdhui)


def vae_admise(contexte: Contexte, candidat: Candidat) -> bool:
    """INSC-03: the convocations are issued, and a VAE candidate may still enter before the first day."""
    return _attend_la_vae(contexte, candidat) and _ouverture_vae(contexte) <= contexte.aujourdhui


@Regle(
    code="INSC-01",
    enonce="L’inscription est ouverte jusqu’à l’édition des convocations, et jamais une fois la session commencée.",
    source=SOURCE,
    gestes=INSCRIRE,
    note="Ouverte aux statuts EN_PREPARATION et DTE_DEMANDE, jusqu’à la veille du premier jour ; fermée aux autres, "
    "suspension et annulation comprises. INSC-03 la rouvre à un candidat VAE.",
)
def inscription_possible(contexte: Contexte) -> Iterator[Constat]:
    """Lifted by INSC-03."""
    session, jour = contexte.dossier.session, contexte.aujourdhui
    if inscription_ouverte(session, jour):
        return
    raison = f"la session est au statut {session.statut.value}, et l’inscription se ferme à l’édition des convocations"
    if commencee(session, jour):
        raison = f"la session a commencé le {jour_francais(session.debut)}"
    for chemin, candidat in contexte.inscrits():
        if not vae_admise(contexte, candidat):
            remede = "Inscrivez-le à une autre session."
            if _attend_la_vae(contexte, candidat):
                remede = f"La voie VAE le permettra à partir du {jour_francais(_ouverture_vae(contexte))}."
            yield Constat(chemin, f"{nommer(candidat)} ne peut pas être inscrit : {raison}. {remede}")


@Regle(
    code="INSC-02",
    enonce="La désinscription est possible jusqu’au jour du début de la session, compris.",
    source=SOURCE,
    gestes=(Geste.DESINSCRIRE_CANDIDAT,),
    note="Un identifiant qui n’est pas celui d’un inscrit est refusé aussi : il n’y a rien à désinscrire.",
)
def desinscription_possible(contexte: Contexte) -> Iterator[Constat]:
    """Who, then when."""
    session, identifiant = contexte.dossier.session, contexte.parametres.candidat_id
    inscrits = {candidat.id for _, candidat in contexte.candidats()}
    if identifiant is not None and identifiant not in inscrits:
        yield Constat(
            "/geste/candidat_id",
            f"La désinscription est impossible : aucun inscrit n’a l’identifiant « {identifiant} ». Vérifiez-le.",
        )
    if contexte.aujourdhui > session.debut:
        ouverts = resultats_ouverts(session, contexte.aujourdhui)
        remede = "Saisissez plutôt l’absence du candidat." if ouverts else "Gardez son inscription."
        raison = f"la session a commencé le {jour_francais(session.debut)}"
        yield Constat("/session/debut", f"La désinscription n’est plus possible : {raison}. {remede}")


@Regle(
    code="INSC-03",
    enonce="Un candidat VAE s’inscrit aussi, après les convocations, dans les 30 jours qui précèdent le début.",
    source=SOURCE,
    effet=Effet.AVERTISSEMENT,
    gestes=INSCRIRE,
    note="Déduit : la note ouvre ce délai aux candidats VAE alors que l’inscription est close à tous, elle lève donc "
    "INSC-01. Le trentième jour avant le début est compris, le jour du début ne l’est pas. L’avertissement rappelle "
    "la convocation à éditer.",
)
def inscription_vae(contexte: Contexte) -> Iterator[Constat]:
    """What was lifted is told, with what it leaves to do."""
    for chemin, candidat in contexte.inscrits():
        if vae_admise(contexte, candidat):
            yield Constat(
                f"{chemin}/voie",
                f"{nommer(candidat)} s’inscrit après les convocations : la voie VAE l’y autorise jusqu’à la veille de "
                "la session. Éditez sa convocation sans attendre.",
            )


def compte_dans_l_annee(session: Session) -> bool:
    """A session of those that are limited in number."""
    return session.type is TypeSession.TITRE or (session.type is TypeSession.CCP and session.entretien_final)


@Regle(
    code="INSC-04",
    enonce="Un candidat passe sur une année 3 sessions au plus parmi les sessions TITRE et CCP avec entretien final ; "
    "les sessions CCP sans entretien final et CCS ne sont pas limitées.",
    source="note CERES 1.7.1, inscription aux sessions",
    gestes=(Geste.INSCRIRE_CANDIDAT, Geste.VALIDER_SESSION),
    note="Le compte est « sessions_12_mois », donné par le dossier : les sessions TITRE et CCP avec entretien final "
    "déjà passées, de tous les titres, celle-ci non comprise.",
)
def sessions_en_nombre_permis(contexte: Contexte) -> Iterator[Constat]:
    """This session would be one too many."""
    maximum = SESSIONS_MAXIMUM.au(contexte.aujourdhui)
    if not compte_dans_l_annee(contexte.dossier.session):
        return
    for chemin, candidat in contexte.inscrits():
        if candidat.sessions_12_mois >= maximum:
            yield Constat(
                f"{chemin}/sessions_12_mois",
                f"{nommer(candidat)} ne peut pas passer cette session : {candidat.sessions_12_mois} sessions ont déjà "
                f"été passées en douze mois, et le maximum est de {maximum}. Attendez que l’une ait plus d’un an.",
            )


NON_CONTROLE: tuple[str, ...] = (
    "La demande VAE sur un titre et les délais à remettre en place (annoncés pour la version 1.8, note 1.7.1) : aucune "
    "note n’en dit les règles.",
    "Le nombre de sessions passées par un candidat : le dossier le donne, un dossier n’en décrivant qu’une.",
    "La recevabilité VAE, valable un an (arrêté du 22 décembre 2015, art. 7), et les conditions d’entrée d’un candidat "
    "CCS : le dossier ne les dit pas.",
)
