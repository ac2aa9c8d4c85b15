"""PV: the minutes, the pli to the State, the posting of results, and the day of the validation that they wait for."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.domain.referentiels.calendrier import jour_francais
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import Constat, Contexte, Effet, Geste, Lecture
from docgen.domain.session import StatutSession

Regle(
    code="PV-01",
    enonce="Le code et le libellé du titre figurent sur chaque page de chaque PV, général et individuel.",
    source="note CERES 1.9.6, procès-verbaux",
    effet=Effet.PROPRIETE,
    gestes=(Geste.EDITER_PV,),
    preuve="tests/documents/test_faits_pv.py::test_code_et_libelle_du_titre_sur_chaque_page_du_pv_general ; "
    "tests/documents/test_faits_pv.py::test_code_et_libelle_du_titre_sur_chaque_page_d_un_pv_individuel_de_deux_pages",
).declarer()
Regle(
    code="PV-02",
    enonce="Le pli pour l’État contient le PV général et le PV individuel de chaque PARTIEL et REFUSE, jamais celui "
    "d’un ADMIS ni d’un absent.",
    source="guide AFPAR §8",
    effet=Effet.PROPRIETE,
    gestes=(Geste.EDITER_PV,),
    locale=True,
    preuve="tests/domain/test_pli.py::test_pli_tient_les_partiels_et_les_refuses_seulement ; "
    "tests/documents/test_faits_bordereau.py::test_le_pli_nomme_les_partiels_et_les_refuses_et_eux_seuls",
).declarer()
Regle(
    code="PV-03",
    enonce="Les PV s’impriment en recto verso : chacun commence sur un recto.",
    source="guide AFPAR §8",
    effet=Effet.PROPRIETE,
    gestes=(Geste.EDITER_PV,),
    locale=True,
    preuve="tests/documents/test_faits_recto.py::test_chaque_pv_est_un_fichier_qui_commence_a_sa_premiere_page",
).declarer()


@Regle(
    code="PV-04",
    enonce="Les résultats ne s’affichent qu’une fois le PV validé par l’État et les plis récupérés.",
    source="guide AFPAR §10 ; règlement général du 8 décembre 2008, §3.2",
    gestes=(Geste.AFFICHER_RESULTATS,),
)
def resultats_affichables(contexte: Contexte) -> Iterator[Constat]:
    """Each missing condition is named."""
    session = contexte.dossier.session
    interdit = "Les résultats ne peuvent pas être affichés :"
    if session.statut is not StatutSession.VALIDEE:
        yield Constat(
            "/session/statut",
            f"{interdit} la session est au statut {session.statut.value}, or l’affichage suit la validation par "
            "l’État. Attendez le PV validé.",
        )
    if session.validation is None:
        yield Constat(
            "/session/validation",
            f"{interdit} la date de validation par l’État manque. Reportez celle du PV validé.",
        )
    if not session.plis_recuperes:
        yield Constat(
            "/session/plis_recuperes",
            f"{interdit} les plis ne sont pas récupérés. Attendez de les avoir, puis indiquez-le.",
        )


@Regle(
    code="SESS-17",
    enonce="La validation n’est ni avant la fin de la session, ni après aujourd’hui.",
    source="note CERES 1.2, numéro unique d’identification",
    lecture=Lecture.D,
    gestes=(Geste.EDITER_PV, Geste.AFFICHER_RESULTATS, Geste.EDITER_PARCHEMINS, Geste.EDITER_REMISE),
    note="Déduite : l’État valide le PV d’une session achevée, et l’année des numéros est celle de ce jour. Le dernier "
    "jour de la session et le jour même sont permis. Aujourd’hui : le jour demandé, ou celui de l’horloge du serveur "
    "s’il vient avant.",
)
def jour_de_validation(contexte: Contexte) -> Iterator[Constat]:
    """Both bounds are included."""
    session = contexte.dossier.session
    if session.validation is None:
        return
    jour = session.validation.date
    impossible = f"La session ne peut pas avoir été validée le {jour_francais(jour)} :"
    if jour < session.fin:
        yield Constat(
            "/session/validation/date",
            f"{impossible} elle s’achève le {jour_francais(session.fin)}. Corrigez la date de validation, ou celle de "
            "la fin.",
        )
    aujourdhui = min(contexte.aujourdhui, contexte.horloge or contexte.aujourdhui)
    if jour > aujourdhui:
        yield Constat(
            "/session/validation/date",
            f"{impossible} ce jour est à venir, nous sommes le {jour_francais(aujourdhui)}. Corrigez la date "
            "de validation, ou attendez.",
        )


NON_CONTROLE: tuple[str, ...] = (
    "Les originaux signés, sur papier, parviennent à l’État (guide §8) : un geste du centre ; le bordereau les compte.",
    "Le PV est signé par tous les membres du jury et enregistré par l’État sous un numéro d’ordre : le document offre "
    "les cases, la signature est sur le papier.",
)
