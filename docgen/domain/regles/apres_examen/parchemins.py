"""PARC and AUTO: parchemins, livrets, notifications, and the authority that issues them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docgen.domain.autorites import completer
from docgen.domain.referentiels.nsf import est_bien_forme
from docgen.domain.regles.registry import Regle
from docgen.domain.regles.vocabulaire import EDITER, Constat, Contexte, Effet, Geste, Lecture
from docgen.domain.session import StatutSession

DELIVRER = (Geste.EDITER_PARCHEMINS,)

Regle(
    code="PARC-01",
    enonce="Un numéro unique, en haut à droite.",
    source="note CERES 1.2, numéro unique d’identification",
    effet=Effet.PROPRIETE,
    gestes=DELIVRER,
    preuve="tests/documents/test_faits_papiers.py::test_numero_est_en_haut_a_droite ; "
    "tests/registre/test_attribution.py::test_les_numeros_se_suivent_par_serie_annee_et_departement",
).declarer()
Regle(
    code="PARC-02",
    enonce="Une réimpression porte le même numéro, même pour une session validée avant l’existence des numéros (elle "
    "en reçoit alors un).",
    source="note CERES 1.2, numéro unique d’identification",
    effet=Effet.PROPRIETE,
    gestes=DELIVRER,
    preuve="tests/registre/test_attribution.py::test_une_reimpression_rend_le_meme_papier_et_sa_premiere_date",
).declarer()


@Regle(
    code="PARC-03",
    enonce="Le code NSF est présent et bien formé.",
    source="note CERES 1.2, codes NSF",
    gestes=DELIVRER,
    note="Bien formé : trois chiffres, suivis ou non d’une lettre de fonction (a à g, m, n, p, r à w, z).",
)
def nsf_bien_forme(contexte: Contexte) -> Iterator[Constat]:
    """Missing, or each one that is ill formed."""
    titre = contexte.dossier.titre
    if not titre.nsf:
        yield Constat(
            "/titre/nsf",
            f"Le code NSF du titre {titre.code} manque : il est imprimé sur le parchemin. Ajoutez-le à la fiche du "
            "titre.",
        )
    for rang, code in enumerate(titre.nsf):
        if not est_bien_forme(code):
            yield Constat(
                f"/titre/nsf/{rang}",
                f"Le code NSF « {code} » est mal formé : il compte trois chiffres et au plus une lettre de fonction, "
                "comme 311u. Corrigez-le.",
            )


def _autorite(contexte: Contexte) -> Mapping[str, object]:
    """The authority completed: as of today, or of the session's end for the papers that are dated from it."""
    date_de_session = contexte.geste in (Geste.EDITER_PV, Geste.AFFICHER_RESULTATS)
    jour = contexte.dossier.session.fin if date_de_session else contexte.aujourdhui
    complete = completer(contexte.dossier.autorite, jour)
    return {} if complete == contexte.dossier.autorite else {"autorite": complete}


@Regle(
    code="PARC-04",
    enonce="La commune de l’autorité qui délivre est présente ; elle est remplie d’après la fiche de l’autorité quand "
    "le dossier ne la donne pas.",
    source="note CERES 1.2, commune de l’UD",
    effet=Effet.EFFET,
    gestes=DELIVRER,
    donnees=_autorite,
    note="La fiche donne la commune de la préfecture du département ; bloquant si le département est inconnu.",
)
def commune_de_l_autorite(contexte: Contexte) -> Iterator[Constat]:
    """Refused only when nothing can fill it."""
    autorite = contexte.dossier.autorite
    if not completer(autorite, contexte.aujourdhui).commune:
        yield Constat(
            "/autorite/commune",
            "La commune de l’autorité manque : le parchemin porte le lieu de délivrance, et le département "
            f"« {autorite.departement} » est inconnu. Indiquez la commune, ou corrigez le département.",
        )


@Regle(
    code="PARC-05",
    enonce="Les parchemins ne viennent que d’une session VALIDEE.",
    source="note CERES 1.2, numéro unique d’identification",
    gestes=DELIVRER,
    note="La date de validation est exigée : l’année du numéro en vient.",
)
def session_validee(contexte: Contexte) -> Iterator[Constat]:
    """The status, and the date that gives the number its year."""
    session = contexte.dossier.session
    if session.statut is not StatutSession.VALIDEE:
        yield Constat(
            "/session/statut",
            f"Les parchemins ne peuvent pas être édités : la session est au statut {session.statut.value}, or l’État "
            "ne délivre qu’après l’avoir validée. Attendez la validation.",
        )
    if session.validation is None:
        yield Constat(
            "/session/validation",
            "Les parchemins ne peuvent pas être édités : la date de validation manque, et le numéro en tire son année. "
            "Reportez celle du PV validé.",
        )


Regle(
    code="PARC-06",
    enonce="Un parchemin pour un ADMIS (TITRE, CCS, et CCP quand l’entretien final y donne le titre) ; un livret pour "
    "les CCP obtenus (PARTIEL, ou ADMIS d’une session CCP) ; une notification pour PARTIEL et REFUSE.",
    source="arrêté du 22 décembre 2015, art. 10 ; guide AFPAR §11",
    lecture=Lecture.F,
    effet=Effet.PROPRIETE,
    gestes=DELIVRER,
    preuve="tests/domain/test_attribution.py::test_papiers",
).declarer()


Regle(
    code="AUTO-01",
    enonce="Libellés de l’autorité selon la date : DIRECCTE (outre-mer DIECCTE) et UD jusqu’au 31 mars 2021 ; DREETS, "
    "DRIEETS, DEETS, DDETS(-PP) à partir du 1er avril 2021.",
    source="note CERES 1.9.6 ; décret n° 2020-1545 du 9 décembre 2020",
    effet=Effet.EFFET,
    gestes=(Geste.REPORTER_SESSION, Geste.COMMANDER_DTE, *EDITER),
    donnees=_autorite,
    note="Un libellé donné par le dossier l’emporte. La liste des DDETS-PP n’est pas tenue ici : « DDETS » est écrit, "
    "sauf si le dossier donne l’unité. La Guyane, où les services sont organisés autrement, donne le sien.",
).declarer()
Regle(
    code="AUTO-02",
    enonce="Le niveau s’écrit de I à V pour les titres jusqu’en 2018, de 3 à 8 à partir de 2019 : V→3, IV→4, III→5, "
    "II→6, I→7.",
    source="décret n° 2019-14 du 8 janvier 2019",
    lecture=Lecture.F,
    effet=Effet.EFFET,
    gestes=(Geste.EDITER_PV, Geste.EDITER_PARCHEMINS),
    preuve="tests/domain/test_titre.py::test_en_chiffres_romains_jusqu_en_2018",
    note="Selon la date de l’arrêté, à défaut celle du Journal officiel. Le dossier garde le niveau européen : les "
    "documents écrivent l’un et l’autre.",
).declarer()

NON_CONTROLE: tuple[str, ...] = (
    "Les équivalences et la capitalisation hors session : elles n’ont pas de dossier de session.",
    "Le code NSF existe dans la nomenclature : seule sa forme est contrôlée.",
)
