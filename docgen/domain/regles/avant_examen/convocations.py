"""RESP and CONV: the responsable de session and the convocations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.domain.convocation import convocations
from docgen.domain.personnes import RoleResponsable
from docgen.domain.referentiels.calendrier import ajouter_jours, ajouter_mois, jour_francais
from docgen.domain.referentiels.parametres import PREAVIS_CCP_CCS, PREAVIS_TITRE
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.remedes import inscrire, report_possible
from docgen.domain.regles.vocabulaire import EDITER, Constat, Contexte, Effet, Geste, Gravite, Lecture, nommer
from docgen.domain.session import Session, TypeSession
from docgen.domain.session_etats import arretee

CONVOQUER = (Geste.EDITER_CONVOCATIONS,)
AVEC_RESPONSABLE = (Geste.COMMANDER_DTE, *EDITER)
COORDONNEES = {"nom": "le nom", "prenom": "le prénom", "telephone": "le téléphone", "courriel": "le courriel"}


@Regle(
    code="RESP-01",
    enonce="Le responsable de session est TITULAIRE, SUPPLEANT ou HORS_AGREMENT, et a un nom.",
    source="note CERES 1.9.6, centre agréé ; guide AFPAR §5",
    gestes=AVEC_RESPONSABLE,
    note="Le nom est imprimé sur chaque papier que ces gestes éditent.",
)
def responsable_designe(contexte: Contexte) -> Iterator[Constat]:
    """Absent, or present without a role or a name."""
    responsable = contexte.dossier.responsable
    if responsable is None:
        yield Constat(
            "/responsable",
            "Le responsable de session manque : il répond de la session et son nom est porté sur les documents. "
            "Indiquez-le.",
        )
        return
    if responsable.role is None:
        yield Constat(
            "/responsable/role",
            "La qualité du responsable de session manque : il est titulaire, suppléant ou hors agrément. Indiquez "
            "TITULAIRE, SUPPLEANT ou HORS_AGREMENT.",
        )
    if not (responsable.nom or "").strip():
        yield Constat(
            "/responsable/nom",
            "Le nom du responsable de session manque : il est porté sur les documents. Indiquez-le.",
        )


@Regle(
    code="RESP-02",
    enonce="Hors agrément, l’identité et les coordonnées du responsable de session sont données en entier.",
    source="guide AFPAR §5",
    gestes=AVEC_RESPONSABLE,
    locale=True,
    note="En entier : nom, prénom, téléphone, courriel. La civilité n’est pas exigée.",
)
def responsable_hors_agrement_complet(contexte: Contexte) -> Iterator[Constat]:
    """One finding for each missing part."""
    responsable = contexte.dossier.responsable
    if responsable is None or responsable.role is not RoleResponsable.HORS_AGREMENT:
        return
    for champ, intitule in COORDONNEES.items():
        if not (getattr(responsable, champ) or "").strip():
            yield Constat(
                f"/responsable/{champ}",
                f"Il manque {intitule} du responsable de session : cette personne ne figure pas sur l’agrément, qui ne "
                "peut donc pas la faire connaître. Complétez sa fiche.",
            )


@Regle(
    code="CONV-01",
    enonce="Pas de convocation sans candidat inscrit.",
    source="note CERES 1.7.1, édition des convocations",
    gestes=CONVOQUER,
)
def un_candidat_au_moins(contexte: Contexte) -> Iterator[Constat]:
    """An empty session convenes nobody."""
    if not contexte.dossier.candidats and not arretee(contexte.dossier.session):
        yield Constat(
            "/candidats",
            "Les convocations ne peuvent pas être éditées : aucun candidat n’est inscrit à la session. "
            f"{inscrire(contexte)}",
        )


Regle(
    code="CONV-02",
    enonce="L’heure de convocation peut différer du début de la session : celle de la personne, sinon celle de la "
    "session, sinon 8 h le premier jour.",
    source="notes CERES 1.7.1 et 1.2",
    effet=Effet.EFFET,
    gestes=CONVOQUER,
    donnees=lambda contexte: {"convocations": convocations(contexte.dossier)},
    note="L’heure de début de la session n’entre pas en compte.",
).declarer()


def limite_de_convocation(session: Session, jour: date) -> date:
    """The last day on which convocations are issued in time; ``jour`` chooses the parameter in force."""
    if session.type is TypeSession.TITRE:
        return ajouter_mois(session.debut, -PREAVIS_TITRE.au(jour))
    return ajouter_jours(session.debut, -PREAVIS_CCP_CCS.au(jour))


@Regle(
    code="CONV-03",
    enonce="Les convocations partent un mois au moins avant une session TITRE, 15 jours avant une session CCP ou CCS.",
    source="guide AFPAR §6 ; règlement général du 8 décembre 2008, §1.1",
    effet=Effet.AVERTISSEMENT,
    gestes=CONVOQUER,
    note="Le dernier jour du délai est à temps. Une réédition tardive est signalée de même ; une fois la session "
    "finie, CONV-06 refuse et rien n’est plus en retard.",
)
def convocations_a_temps(contexte: Contexte) -> Iterator[Constat]:
    """Late, not forbidden."""
    session, jour = contexte.dossier.session, contexte.aujourdhui
    limite = limite_de_convocation(session, jour)
    if limite < jour <= session.fin:
        report = ", ou demandez un report" if report_possible(contexte) else ""
        yield Constat(
            "/session/debut",
            f"Les convocations partent en retard : pour cette session, elles devaient partir le "
            f"{jour_francais(limite)} au plus tard. Prévenez les personnes convoquées{report}.",
        )


@Regle(
    code="CONV-04",
    enonce="Candidats, jurés et surveillants sont saisis avant les convocations.",
    source="guide AFPAR §6",
    gestes=CONVOQUER,
    locale=True,
    note="Bloquant sans juré, avertissement sans surveillant ; l’absence de candidat relève de CONV-01.",
)
def personnes_saisies(contexte: Contexte) -> Iterator[Constat]:
    """No juror refuses; no invigilator only warns. Nobody enters a session that is stopped (SESS-11)."""
    if arretee(contexte.dossier.session):
        return
    if not contexte.dossier.jures:
        yield Constat(
            "/jures",
            "Les convocations ne peuvent pas être éditées : aucun juré n’est saisi. Inscrivez les jurés de la session.",
        )
    if not contexte.dossier.surveillants:
        yield Constat(
            "/surveillants",
            "Aucun surveillant n’est saisi : il ne recevra pas de convocation. Saisissez-le s’il y en a un.",
            Gravite.AVERTISSEMENT,
        )


@Regle(
    code="CONV-05",
    enonce="Une convocation n’est ni avant le premier jour de la session, ni après le dernier.",
    source="note CERES 1.2, éléments à enregistrer en créant la session",
    lecture=Lecture.D,
    gestes=CONVOQUER,
    note="Déduite : la convocation est initialisée au premier jour de la session ; une date hors de la session "
    "convoquerait à un examen qui n’a pas lieu.",
)
def convocations_dans_la_session(contexte: Contexte) -> Iterator[Constat]:
    """Only candidates may have a day of their own."""
    session = contexte.dossier.session
    ouverte = contexte.aujourdhui <= session.fin
    remede = (
        "Choisissez un jour de la session qui ne soit pas passé." if ouverte else "Vérifiez les dates de la session."
    )
    for chemin, candidat in contexte.candidats():
        jour = candidat.date_convocation
        if jour is not None and not session.debut <= jour <= session.fin:
            yield Constat(
                f"{chemin}/date_convocation",
                f"{nommer(candidat)} ne peut pas être convoqué le {jour_francais(jour)} : la session va du "
                f"{jour_francais(session.debut)} au {jour_francais(session.fin)}. {remede}",
            )


@Regle(
    code="CONV-06",
    enonce="Une convocation ne s’édite plus après le jour auquel elle convoque.",
    source="note CERES 1.2, éléments à enregistrer en créant la session",
    lecture=Lecture.D,
    gestes=CONVOQUER,
    note="Déduite : la convocation convoque au premier jour de la session, ou au jour propre du candidat ; le "
    "lendemain, elle ne convoque plus personne. Le jour même est à temps.",
)
def convocations_pas_passees(contexte: Contexte) -> Iterator[Constat]:
    """Once for those who are convened to the first day, then each candidate who has a day of his own."""
    dossier, jour = contexte.dossier, contexte.aujourdhui
    debut, candidats = dossier.session.debut, dossier.candidats
    au_debut = dossier.jures or dossier.surveillants or any(c.date_convocation is None for c in candidats)
    if au_debut and jour > debut:
        yield Constat(
            "/session/debut",
            f"Les convocations ne peuvent plus être éditées : elles convoquent au {jour_francais(debut)}, qui est "
            "passé. Reprenez celles qui ont été éditées, ou vérifiez les dates de la session.",
        )
    for chemin, candidat in contexte.candidats():
        propre = candidat.date_convocation
        if propre is not None and jour > propre:
            yield Constat(
                f"{chemin}/date_convocation",
                f"La convocation de {nommer(candidat)} ne peut plus être éditée : elle convoque au "
                f"{jour_francais(propre)}, qui est passé. Reprenez celle qui a été éditée, ou vérifiez ce jour.",
            )


NON_CONTROLE: tuple[str, ...] = (
    "Les informations du titulaire ou du suppléant sont celles de l’agrément (guide §5) : le dossier n’a que celles du "
    "responsable ; fausses, elles se corrigent en HORS_AGREMENT.",
    "La création et la recherche d’un responsable de session par les agents (note 1.9.6, procédure) : des écrans de "
    "l’application métier.",
    "Le responsable de session est présent sur place toute la session : le dossier ne le dit pas.",
    "L’adresse générique du centre et le papier à en-tête (guide §5 et §6) : propres à un organisme.",
    "Un formateur ne surveille pas les candidats qu’il a formés (règlement général, §2.2) : le dossier ne dit pas qui "
    "a formé qui ; la convocation du surveillant le rappelle.",
    "Les convocations sont aussi affichées sur le site d’examen (règlement général, §1.1) : un geste du centre.",
)
