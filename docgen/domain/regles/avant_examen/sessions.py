"""SESS: when a session may be created and held, and when its days may still change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from docgen.domain.referentiels.calendrier import jour_francais
from docgen.domain.referentiels.parametres import HEURE_PAR_DEFAUT
from docgen.domain.regles.avant_examen.dates import DEPLACER
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.remedes import issue, report_possible
from docgen.domain.regles.vocabulaire import EDITER, Constat, Contexte, Effet, Geste, Lecture
from docgen.domain.report import Profil
from docgen.domain.session import StatutSession, TypeSession
from docgen.domain.session_etats import arretee

CREER = (Geste.CREER_SESSION,)
MODIFIER = (Geste.MODIFIER_DATES,)
DEMANDER_REPORT = "Adressez une demande de report à l’unité départementale (UD), qui peut encore la reporter."
DEBUT_FIGE = "Le début de la session ne peut plus être modifié :"


def _session_par_defaut(contexte: Contexte) -> Mapping[str, object]:
    """The reader puts today in the place of an absent start: the session is then told as it will be created."""
    session = contexte.dossier.session
    heure = session.heure_convocation or HEURE_PAR_DEFAUT.au(contexte.aujourdhui)
    complete = replace(session, heure_convocation=heure)
    return {"session": complete} if contexte.parametres.debut_absent or complete != session else {}


Regle(
    code="SESS-01",
    enonce="Une session nouvelle commence par défaut aujourd’hui, à 8 h ; sa convocation est par défaut au premier "
    "jour, à 8 h.",
    source="note CERES 1.2, éléments à enregistrer en créant la session",
    effet=Effet.EFFET,
    gestes=CREER,
    donnees=_session_par_defaut,
    note="Une session sans début ni heure est donc lue à aujourd’hui, 8 h ; la fin, elle, est toujours demandée.",
).declarer()


def _debut_modifie(contexte: Contexte) -> bool:
    """Moving the end alone is another matter: the real end of a session is given after it has begun."""
    report = contexte.report
    return report.debut != contexte.dossier.session.debut if report.debut else report.fin is None


@Regle(
    code="SESS-04",
    enonce="Le centre modifie le début tant que la session est EN_PREPARATION, pas après.",
    source="note CERES 1.9 §3",
    gestes=MODIFIER,
    note="La note le dit des sessions qui commencent à partir du 1er juin 2020 ; lu comme la règle de toujours. Un "
    "profil absent vaut CENTRE. Une fin modifiée seule n’est pas jugée. La note ne dit rien des autres profils "
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
            f"EN_PREPARATION. {issue(contexte, DEMANDER_REPORT)}",
        )


@Regle(
    code="SESS-05",
    enonce="À partir de DTE_DEMANDE, aucun profil ne modifie le début.",
    source="note CERES 1.9 §3",
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
            f"{DEBUT_FIGE} au statut {statut.value}, aucun profil n’en a le droit. {issue(contexte, DEMANDER_REPORT)}",
        )


@Regle(
    code="SESS-10",
    enonce="Une session ne se supprime que tant que son DTE n’a pas été commandé.",
    source="guide AFPAR §3",
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
            f"Gardez-la{', ou demandez un report à l’UD' if report_possible(contexte) else ''}.",
        )


REFUS = {
    Geste.REPORTER_SESSION: "La session ne peut pas être reportée",
    Geste.INSCRIRE_CANDIDAT: "Aucun candidat ne peut être inscrit",
    Geste.DESINSCRIRE_CANDIDAT: "Aucun candidat ne peut être désinscrit",
    Geste.INSCRIRE_JURE: "Aucun juré ne peut être inscrit",
    Geste.SAISIR_RESULTATS: "Les résultats ne peuvent pas être saisis",
    Geste.VALIDER_SESSION: "La session ne peut pas être validée",
}


@Regle(
    code="SESS-11",
    enonce="Une session SUSPENDUE ou ANNULEE ne produit aucun document, commande du DTE et demande de report "
    "comprises ; personne n’y est inscrit ni désinscrit, ses résultats ne sont pas saisis, elle n’est pas validée.",
    source="note CERES 1.9.6, agrément suspendu",
    lecture=Lecture.D,
    gestes=(Geste.COMMANDER_DTE, *EDITER, *REFUS),
    note="Déduite : la note retire son statut à la session ; un papier produit ou un geste fait alors n’aurait pas de "
    "base.",
)
def session_non_arretee(contexte: Contexte) -> Iterator[Constat]:
    """A stopped session goes no further."""
    session = contexte.dossier.session
    if arretee(session):
        refus = REFUS.get(contexte.geste, "Aucun document ne peut être produit")
        yield Constat(
            "/session/statut", f"{refus} : la session est au statut {session.statut.value}. {issue(contexte)}"
        )


@Regle(
    code="SESS-12",
    enonce="Le type est TITRE, CCP ou CCS ; le début n’est pas après la fin ; l’heure est donnée. Une session CCP cite "
    "un CCP du titre au moins, une session CCS un CCS du titre.",
    source="guide AFPAR §2",
    gestes=(Geste.CREER_SESSION, *DEPLACER, Geste.COMMANDER_DTE, *EDITER),
    note="Le type et la forme de l’heure se vérifient à la lecture du dossier, et une heure absente vaut 8 h "
    "(SESS-01). Déduit : rien ne remplace un CCP ou un CCS inconnu, et surtout pas le titre, dont le papier serait "
    "faux ; la règle n’est donc pas locale. L’ordre de nouvelles dates relève de SESS-20.",
)
def session_bien_definie(contexte: Contexte) -> Iterator[Constat]:
    """What the reader of the payload cannot see by itself."""
    session, redatee = contexte.dossier.session, contexte.geste in DEPLACER and contexte.report.est_demande
    if session.debut > session.fin and not redatee:
        yield Constat(
            "/session/fin",
            f"Les dates de la session se contredisent : la fin, le {jour_francais(session.fin)}, précède le début, le "
            f"{jour_francais(session.debut)}. Corrigez l’une des deux.",
        )
    if session.type is TypeSession.CCP:
        yield from ccp_annonces(contexte)
    if session.type is TypeSession.CCS and contexte.dossier.titre.ccs_de_code(session.ccs) is None:
        cite = f"le titre {contexte.dossier.titre.code} n’a pas de CCS « {session.ccs} »"
        yield Constat(
            "/session/ccs",
            f"Le CCS de la session est inconnu : {cite if session.ccs else 'elle n’en cite aucun'}. Citez un CCS du "
            "titre.",
        )


def ccp_annonces(contexte: Contexte) -> Iterator[Constat]:
    """What is wrong with the CCPs of a CCP session: none at all, or some that the titre does not have."""
    session, titre = contexte.dossier.session, contexte.dossier.titre
    if not session.ccp:
        yield Constat(
            "/session/ccp",
            "Les CCP de la session sont inconnus : elle n’en cite aucun. Citez au moins un CCP du titre.",
        )
    for rang, code in enumerate(session.ccp):
        if titre.ccp_de_code(code) is None:
            yield Constat(
                f"/session/ccp/{rang}",
                f"Le CCP {code} de la session est inconnu : le titre {titre.code} n’en a pas de ce code. Citez un CCP "
                "du titre.",
            )


NON_CONTROLE: tuple[str, ...] = (
    "La création des sessions dès la validation de la programmation du centre (guide §2) : le dossier ne dit pas ce "
    "qui a été programmé.",
    "Les tableaux de bord des sessions programmées par profil, le choix du périmètre de l’agent de contrôle et la "
    "liste des profils (notes 1.7.1 et 1.9.6) sont des écrans de l’application métier.",
    "L’ordre dans lequel CERES fait changer une session de statut : aucune source ne le donne, le statut reçu "
    "fait foi.",
)
