"""SESS: on which days a session may be held, when it is created and when its days are changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from docgen.domain.referentiels.calendrier import jour_francais
from docgen.domain.referentiels.echeances import (
    dernier_jour,
    dernier_jour_de_report,
    echue_pendant_l_urgence,
    fin_agrement,
    fin_prolongation,
    fin_report_agrement,
    hors_prolongation_admise,
)
from docgen.domain.regles.registry import Regle, refuse
from docgen.domain.regles.remedes import issue, report_possible
from docgen.domain.regles.vocabulaire import Constat, Contexte, Geste, Lecture
from docgen.domain.report import Profil
from docgen.domain.session import StatutSession

DEPLACER = (Geste.MODIFIER_DATES, Geste.REPORTER_SESSION)
FIXER = (Geste.CREER_SESSION, *DEPLACER)
RENOUVELER = "Demandez à l’État le renouvellement de l’agrément"


@dataclass(frozen=True, slots=True)
class Jours:
    """The days that the act gives to the session, with the place of each; a day that is not asked for stays."""

    debut: date
    fin: date
    chemin_debut: str = "/session/debut"
    chemin_fin: str = "/session/fin"


def jours_vises(contexte: Contexte) -> Jours:
    """The days of the session once the act is done."""
    session, report = contexte.dossier.session, contexte.report
    if contexte.geste not in DEPLACER:
        return Jours(session.debut, session.fin)
    return Jours(
        report.debut or session.debut,
        report.fin or session.fin,
        "/geste/debut" if report.debut else "/session/debut",
        "/geste/fin" if report.fin else "/session/fin",
    )


@Regle(
    code="SESS-02",
    enonce="La session se déroule avant la fin de son agrément. Un report peut aller au-delà, d’un an au plus.",
    source="guide AFPAR §2",
    gestes=FIXER,
    locale=True,
    note="Le dernier jour de l’agrément est compris, celui du report aussi. Déduit : un agrément aligné sur la fin de "
    "validité du titre vaut aussi pendant la prolongation, sans quoi SESS-03 ne servirait jamais. Une session dont "
    "l’État a autorisé le report a l’année du report quand ses dates changent ; la fin réelle d’une session dont il a "
    "reporté la fin d’office est un fait et n’est pas jugée. Le jour "
    "cité est celui qui lie : le premier de ceux de l’agrément et de la prolongation. L’absence d’agrément relève "
    "d’AGRE-04.",
)
def session_dans_l_agrement(contexte: Contexte) -> Iterator[Constat]:
    """Refused with the remedy that the guide gives, as far as it is still possible."""
    dossier, jour, jours = contexte.dossier, contexte.aujourdhui, jours_vises(contexte)
    reporte = contexte.geste is Geste.REPORTER_SESSION
    agrement, report = fin_agrement(dossier, jour), fin_report_agrement(dossier, jour)
    limite = report if reporte or hors_prolongation_admise(dossier) else agrement
    fin_reelle = contexte.geste is Geste.MODIFIER_DATES and dossier.session.fin_reportee
    if jours.fin <= limite or fin_reelle:
        return
    raison = f"l’agrément s’achève le {jour_francais(agrement)}"
    lie = min(limite, dernier_jour_de_report(dossier, jour))
    if lie > agrement:
        raison += f", et un report va au plus tard au {jour_francais(lie)}"
    yield Constat(
        jours.chemin_fin,
        f"La session ne peut pas finir le {jour_francais(jours.fin)} : {raison}. {_remede_agrement(contexte)}",
    )


def _remede_agrement(contexte: Contexte) -> str:
    """What can still be done, by the day that binds."""
    dossier, jour = contexte.dossier, contexte.aujourdhui
    lie, report = dernier_jour(dossier, jour), dernier_jour_de_report(dossier, jour)
    if contexte.geste is Geste.REPORTER_SESSION:
        return issue(contexte, f"Demandez une fin au plus tard le {jour_francais(report)}.")
    if contexte.geste is Geste.MODIFIER_DATES:
        choix = [f"choisissez une fin au plus tard le {jour_francais(lie)}"] if _deplacable(contexte, lie) else []
        if report > lie and report_possible(contexte):
            choix.append(f"demandez à l’UD un report, au plus tard au {jour_francais(report)}")
        return _phrase(choix or [RENOUVELER])
    if lie < jour:
        return f"{RENOUVELER}, puis créez la session."
    creer = f"Créez-la pour qu’elle finisse au plus tard le {jour_francais(lie)}"
    if report <= lie:
        return f"{creer}."
    suite = f"commandez son DTE, puis demandez à l’État de la reporter, au plus tard au {jour_francais(report)}"
    return f"{creer}, {suite}."


def _deplacable(contexte: Contexte, jour: date) -> bool:
    """The session may be made to end on that day: neither gone by, nor before a start that nobody edits any more."""
    session = contexte.dossier.session
    fige = session.statut is not StatutSession.EN_PREPARATION
    return jour >= contexte.aujourdhui and not (fige and jour < session.debut)


def _phrase(choix: list[str]) -> str:
    phrase = ", ou ".join(choix)
    return f"{phrase[0].upper()}{phrase[1:]}."


@Regle(
    code="SESS-03",
    enonce="Après la fin de validité du titre, une session n’est possible que pendant la prolongation : 12 mois en "
    "général, 24 mois pour un CFA ou un CRP. Une session dont l’État a autorisé le report, ou reporté la fin d’office, "
    "en est dispensée.",
    source="notes CERES 1.2 et 1.9 §2 et §4",
    gestes=(*FIXER, Geste.EDITER_CONVOCATIONS),
    note="Le dernier jour de la prolongation est compris ; la session entière doit y tenir. La demande de report sur "
    "un titre dont la prolongation s’est achevée pendant l’état d’urgence de 2020 relève de SESS-09. Le jour cité "
    "est celui qui lie : le premier de ceux de l’agrément et de la prolongation.",
)
def session_dans_la_prolongation(contexte: Contexte) -> Iterator[Constat]:
    """One finding: on the start when it is too late, else on the end."""
    dossier, jour, jours = contexte.dossier, contexte.aujourdhui, jours_vises(contexte)
    admis_2020 = contexte.geste is Geste.REPORTER_SESSION and echue_pendant_l_urgence(dossier, jour)
    if hors_prolongation_admise(dossier) or admis_2020:
        return
    limite = fin_prolongation(dossier, jour)
    for chemin, vise in ((jours.chemin_debut, jours.debut), (jours.chemin_fin, jours.fin)):
        if vise > limite:
            yield Constat(
                chemin,
                f"La session ne peut pas avoir lieu le {jour_francais(vise)} : la prolongation du titre "
                f"{dossier.titre.code} s’achève le {jour_francais(limite)} pour ce centre. "
                f"{remede_prolongation(contexte)}",
            )
            return


def remede_prolongation(contexte: Contexte) -> str:
    """The dates that remain, when some do; else what may be wrong in the data."""
    dossier, jour = contexte.dossier, contexte.aujourdhui
    verifier = "vérifiez la fin de validité du titre et le type du centre"
    report = dernier_jour_de_report(dossier, jour)
    if contexte.geste is Geste.REPORTER_SESSION:
        possible, choix = report_possible(contexte), f"demandez une fin au plus tard le {jour_francais(report)}"
    elif contexte.geste is Geste.EDITER_CONVOCATIONS:
        possible = report_possible(contexte)
        choix = f"demandez à l’UD un report au plus tard au {jour_francais(report)}"
        verifier += ", et, si l’État a autorisé un report, donnez le jour de son autorisation"
    else:
        lie = dernier_jour(dossier, jour)
        deplacer = contexte.geste is Geste.MODIFIER_DATES
        possible = _deplacable(contexte, lie) if deplacer else lie >= jour
        choix = f"avancez la session, au plus tard au {jour_francais(lie)}"
    return _phrase([choix, verifier] if possible else [verifier])


def _deplacee(contexte: Contexte) -> Mapping[str, object]:
    """The session with its new days; an act that is refused changes nothing.

    A real end replaces the one that the State had moved. The UD's report beyond the prolongation is the State's leave.
    """
    session, jours, jour = contexte.dossier.session, jours_vises(contexte), contexte.aujourdhui
    if refuse(contexte):
        return {}
    par_l_etat = contexte.geste is Geste.REPORTER_SESSION and contexte.report.profil is Profil.UD
    autorise = par_l_etat and jours.fin > fin_prolongation(contexte.dossier, jour)
    nouvelle = replace(
        session,
        debut=jours.debut,
        fin=jours.fin,
        fin_reportee=session.fin_reportee and contexte.report.fin is None,
        report_autorise_le=session.report_autorise_le or (jour if autorise else None),
    )
    return {} if nouvelle == session else {"session": nouvelle}


@Regle(
    code="SESS-20",
    enonce="Les nouvelles dates d’une session sont dans l’ordre, ne sont pas passées et respectent SESS-02 et "
    "SESS-03 ; le geste rend la session avec ses nouvelles dates.",
    source="note CERES 1.9 §3",
    lecture=Lecture.D,
    gestes=DEPLACER,
    donnees=_deplacee,
    note="Déduite : une date modifiée ou souhaitée sert à tenir la session. Aujourd’hui n’est pas passé ; une date "
    "redonnée sans changement n’est pas jugée. La fin réelle d’une session reportée d’office (SESS-16) peut être "
    "passée : elle remplace la fin provisoire, et « fin_reportee » redevient faux. Un report fait par l’UD au-delà de "
    "la prolongation vaut autorisation de l’État.",
)
def nouvelles_dates_possibles(contexte: Contexte) -> Iterator[Constat]:
    """The order of the two days, then each day that has gone by."""
    session, report, jours = contexte.dossier.session, contexte.report, jours_vises(contexte)
    if report.est_demande and jours.fin < jours.debut:
        yield Constat(
            jours.chemin_fin if report.fin else jours.chemin_debut,
            f"Les nouvelles dates se contredisent : la fin, le {jour_francais(jours.fin)}, précède le début, le "
            f"{jour_francais(jours.debut)}. Corrigez l’une des deux.",
        )
    fin_reelle = session.fin_reportee and report.debut in (None, session.debut)
    for chemin, nouvelle, ancienne, libre in (
        ("/geste/debut", report.debut, session.debut, False),
        ("/geste/fin", report.fin, session.fin, fin_reelle),
    ):
        if nouvelle is not None and nouvelle != ancienne and nouvelle < contexte.aujourdhui and not libre:
            yield Constat(
                chemin,
                f"La session ne peut pas être déplacée au {jour_francais(nouvelle)} : ce jour est passé. Choisissez un "
                f"jour à partir du {jour_francais(contexte.aujourdhui)}.",
            )


NON_CONTROLE: tuple[str, ...] = (
    "La prolongation ne profite qu’aux candidats ajournés ou entrés en formation avant la fin de validité du titre : "
    "le dossier ne dit pas quand la formation a commencé.",
    "La fin modifiée seule, hors d’un report : la note 1.9 ne parle que du début ; l’ordre des dates, l’agrément et la "
    "prolongation en sont jugés, pas le statut de la session.",
    "Une session qui commencerait avant le premier jour de son agrément : aucune source n’en parle.",
)
