"""SESS and DTE: the acts by which a centre turns to the State before the session: postpone it, order its DTE."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.domain.referentiels.calendrier import jour_francais
from docgen.domain.referentiels.echeances import echue_pendant_l_urgence, fin_prolongation, hors_prolongation_admise
from docgen.domain.referentiels.parametres import URGENCE_AU, URGENCE_DU
from docgen.domain.regles.avant_examen.dates import jours_vises, remede_prolongation
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.remedes import issue
from docgen.domain.regles.vocabulaire import Constat, Contexte, Geste
from docgen.domain.report import Profil
from docgen.domain.session_etats import REPORTABLES, commencee

REPORTER = (Geste.REPORTER_SESSION,)
INTERDIT = "La session ne peut pas être reportée :"
INCOMPLETE = "La demande de report est incomplète :"


@Regle(
    code="SESS-06",
    enonce="Seule l’UD reporte une session, et seulement aux statuts EN_PREPARATION, DTE_DEMANDE ou "
    "CONVOCATIONS_ENVOYEES.",
    source="note CERES 1.9 §3",
    gestes=REPORTER,
    note="Un profil absent n’est pas une faute : la demande de report est le papier que le centre adresse à l’UD, qui "
    "seule fera le report. Un profil donné est celui de qui fait le geste.",
)
def report_par_l_ud(contexte: Contexte) -> Iterator[Constat]:
    """Who, then when in the session's life."""
    profil, statut = contexte.report.profil, contexte.dossier.session.statut
    if profil not in (None, Profil.UD):
        yield Constat(
            "/geste/profil",
            f"{INTERDIT} le profil {profil} n’en a pas le droit, l’unité départementale (UD) seule le peut. "
            f"{issue(contexte, 'Adressez une demande de report à l’UD compétente.')}",
        )
    if statut not in REPORTABLES:
        yield Constat(
            "/session/statut",
            f"{INTERDIT} elle est au statut {statut.value}, or un report n’est possible qu’aux statuts "
            f"{', '.join(REPORTABLES[:-1])} ou {REPORTABLES[-1]}. {issue(contexte)}",
        )


@Regle(
    code="SESS-07",
    enonce="Une session ne se reporte que tant qu’elle n’a pas commencé.",
    source="note CERES 1.9 §3",
    gestes=REPORTER,
    note="La note dit « date du jour antérieure à la date de début » : le premier jour, il est trop tard.",
)
def session_pas_commencee(contexte: Contexte) -> Iterator[Constat]:
    """The first day is already too late."""
    session = contexte.dossier.session
    if commencee(session, contexte.aujourdhui):
        yield Constat(
            "/session/debut",
            f"{INTERDIT} son premier jour était le {jour_francais(session.debut)}. {issue(contexte)}",
        )


@Regle(
    code="SESS-08",
    enonce="Une demande de report donne l’identifiant de la session, le début et la fin souhaités.",
    source="note CERES 1.9 §3",
    gestes=REPORTER,
    note="L’ordre des dates souhaitées relève de SESS-20.",
)
def demande_de_report_complete(contexte: Contexte) -> Iterator[Constat]:
    """Each missing item."""
    report = contexte.report
    if not contexte.dossier.session.id.strip():
        yield Constat("/session/id", f"{INCOMPLETE} l’identifiant de la session manque. Indiquez-le.")
    for champ, jour, intitule in (("debut", report.debut, "de début"), ("fin", report.fin, "de fin")):
        if jour is None:
            yield Constat(
                f"/geste/{champ}",
                f"{INCOMPLETE} la date {intitule} souhaitée manque. Donnez-la par --{champ} ou par « geste » dans le "
                "dossier.",
            )


@Regle(
    code="SESS-09",
    enonce="Une demande de report sur un titre dont la prolongation s’est achevée pendant l’état d’urgence sanitaire "
    "(du 24 mars au 10 juillet 2020) donne aussi le SIRET du centre, le titre et l’identifiant de l’agrément ; achevée "
    "à un autre moment, la demande est refusée.",
    source="note CERES 1.9 §4",
    gestes=REPORTER,
    note="Le premier et le dernier jour de l’état d’urgence sont compris. La demande est jugée quand la session "
    "souhaitée finit après la prolongation ; un report que l’État a autorisé en est dispensé. Le confinement n’est "
    "donné pour motif que dans ce cas. Le dossier ne se lit pas sans SIRET ni titre : en pratique, seul l’agrément "
    "peut manquer.",
)
def report_sur_un_titre_echu(contexte: Contexte) -> Iterator[Constat]:
    """Whether the lapse allows a report, then what identifies the agrément."""
    dossier, jour, vise = contexte.dossier, contexte.aujourdhui, jours_vises(contexte)
    limite = fin_prolongation(dossier, jour)
    if vise.fin <= limite or hors_prolongation_admise(dossier):
        return
    if not echue_pendant_l_urgence(dossier, jour):
        urgence = f"du {jour_francais(URGENCE_DU.au(jour))} au {jour_francais(URGENCE_AU.au(jour))}"
        yield Constat(
            vise.chemin_fin,
            f"{INTERDIT} la prolongation du titre s’achève le {jour_francais(limite)}, hors de l’état d’urgence "
            f"sanitaire ({urgence}) qui seul permet un report au-delà. {remede_prolongation(contexte)}",
        )
        return
    elements = (
        ("/centre/siret", dossier.centre.siret, "le SIRET du centre"),
        ("/titre/code", dossier.titre.code, "le code du titre"),
        ("/agrement", dossier.agrement.id if dossier.agrement else "", "l’identifiant de l’agrément"),
    )
    for chemin, valeur, intitule in elements:
        if not valeur.strip():
            yield Constat(
                chemin,
                f"{INCOMPLETE} la prolongation du titre est échue, et il manque {intitule}. Indiquez-le.",
            )


@Regle(
    code="DTE-01",
    enonce="La commande du DTE donne le nombre de candidats, le responsable de session, le nom du contact, le "
    "téléphone, le courriel et l’adresse du centre.",
    source="guide AFPAR §5",
    gestes=(Geste.COMMANDER_DTE,),
    locale=True,
    note="Le contact est le responsable de session, comme le demande le guide. Le nombre de candidats est celui des "
    "inscrits et, tant que personne ne l’est, celui de « session.dte.nombre_candidats » : le guide commande le DTE "
    "avant d’inscrire. L’absence du responsable relève de RESP-01.",
)
def commande_complete(contexte: Contexte) -> Iterator[Constat]:
    """One finding for each missing item."""
    dossier, refus = contexte.dossier, "La commande du DTE est incomplète :"
    if not dossier.candidats_annonces:
        yield Constat(
            "/candidats",
            f"{refus} le nombre de candidats est inconnu, car aucun n’est inscrit ni annoncé. Annoncez-le, ou "
            "inscrivez les candidats.",
        )
    adresse = dossier.centre.adresse
    elements = [
        ("/centre/telephone", dossier.centre.telephone, "le téléphone du centre"),
        ("/centre/courriel", dossier.centre.courriel, "l’adresse de courriel du centre"),
        ("/centre/adresse/ligne1", adresse.ligne1, "la première ligne de l’adresse du centre"),
        ("/centre/adresse/commune", adresse.commune, "la commune du centre"),
    ]
    if dossier.responsable is not None:
        elements += [
            ("/responsable/nom", dossier.responsable.nom, "le nom du contact"),
            ("/responsable/prenom", dossier.responsable.prenom, "le prénom du contact"),
        ]
    for chemin, valeur, intitule in elements:
        if not (valeur or "").strip():
            yield Constat(chemin, f"{refus} il manque {intitule}, que la commande doit donner. Indiquez-le.")


NON_CONTROLE: tuple[str, ...] = (
    "Un report sur un titre échu n’est admis que s’il est bien dû au confinement (note 1.9 §4) : l’UD en juge, le "
    "dossier n’en dit pas la cause.",
    "L’adresse générique des centres d’un même organisme (guide §5) : le courriel du centre est repris tel quel.",
    "Le traitement de la commande du DTE à temps et sa bonne réception (guide §5) : le centre s’en assure auprès du "
    "responsable de session.",
)
