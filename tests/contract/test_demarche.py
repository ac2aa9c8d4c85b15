"""The file of an act: what each one needs of the payload, its parameters, and every fault at its place."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import date, time
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from docgen.contract.charge import en_json
from docgen.contract.gestes import FICHIERS, lire_demarche
from docgen.contract.modeles_gestes import ELEMENTS_MAX, HabilitationDesignee, SessionSuivie
from docgen.contract.objets import Objet
from docgen.contract.schema_charge import schema_gestes_json
from docgen.domain.demarche import Demarche, Extrait, Parametres
from docgen.domain.dossier import Dossier
from docgen.domain.habilitation import Action
from docgen.domain.habilitation import HabilitationDesignee as Designee
from docgen.domain.regles.vocabulaire import SANS_SESSION, Geste
from docgen.domain.report import Profil, Report
from docgen.domain.session import StatutSession
from docgen.errors import ChargeInvalide
from tests import builders as b
from tests.contract.charges import charge

JOUR = date(2020, 7, 1)
publie = cache(schema_gestes_json)
HABILITATION = en_json(b.habilitation())
ABSENTS = ["/geste/candidat/nom", "/geste/candidat/prenoms", "/geste/candidat/naissance"]
SUIVIE = {"id": "1", "statut": "DTE envoyé", "debut": "2020-02-29", "fin": "2020-03-01"}
DERNIERE_REDITE = [{**SUIVIE, "id": str(rang % (ELEMENTS_MAX - 1))} for rang in range(ELEMENTS_MAX)]
TITRE = {"titre": en_json(b.titre())}
# What each act needs beside the version: keys of the payload, and parameters.
JUSTES: dict[Geste, dict[str, Any]] = {
    **{geste: charge() for geste in Geste if geste not in SANS_SESSION},
    Geste.MODIFIER_DATES: {**charge(), "geste": {"debut": "2020-07-02", "profil": "CENTRE"}},
    Geste.REPORTER_SESSION: {**charge(), "geste": {"debut": "2020-07-02", "fin": "2020-07-03", "profil": "UD"}},
    Geste.INSCRIRE_CANDIDAT: {**charge(), "geste": {"candidat": en_json(b.candidat("X"))}},
    Geste.DESINSCRIRE_CANDIDAT: {**charge(), "geste": {"candidat_id": "X"}},
    Geste.INSCRIRE_JURE: {**charge(), "geste": {"jure": en_json(b.jure("X"))}},
    Geste.HABILITER_JURE: {**TITRE, "geste": {"habilitation": HABILITATION, "dernier_exercice": "2019-01-01"}},
    Geste.CHANGER_HABILITATION: {**TITRE, "geste": {"habilitation": HABILITATION, "action": "SUSPENDRE"}},
    Geste.INACTIVER_JURE: {"geste": {"jure": en_json(b.jure("X")), "inscrit_en_session": False, "sessions": [SUIVIE]}},
    Geste.RECHERCHER_JURES: {**TITRE, "geste": {"jures": [en_json(b.jure("X"))]}},
    Geste.SUSPENDRE_AGREMENT: {"geste": {"sessions": [SUIVIE]}},
    Geste.RETABLIR_AGREMENT: {
        "geste": {"agrement": en_json(b.agrement()), "sessions": [SUIVIE], "date_decision": "2020-02-28"}
    },
    Geste.CHANGER_FIN_TITRE: {
        "geste": {
            "ancienne_fin": "2021-04-28",
            "nouvelle_fin": "2022-04-28",
            "agrements": [en_json(b.agrement())],
            "habilitations": [{**HABILITATION, "id": "H1"}],
        }
    },
    Geste.MESURES_2020: {"geste": {"sessions": [SUIVIE]}},
}


def lire(geste: Geste, donnees: object) -> Demarche:
    return lire_demarche(json.dumps(donnees).encode(), geste, JOUR)


def fautes(geste: Geste, donnees: object) -> list[str]:
    with pytest.raises(ChargeInvalide) as refus:
        lire(geste, donnees)
    return [erreur.chemin for erreur in refus.value.erreurs]


def juste(geste: Geste, **parametres: Any) -> dict[str, Any]:
    """A right file for the act, some of its parameters changed; ``None`` takes one out."""
    donnees = {"version": 1, **JUSTES[geste]}
    if parametres:
        propres = {**donnees.get("geste", {}), **parametres}
        donnees["geste"] = {nom: valeur for nom, valeur in propres.items() if valeur is not None}
    return donnees


@pytest.mark.parametrize("geste", Geste)
def test_chaque_geste_lit_son_fichier(geste: Geste) -> None:
    demarche = lire(geste, juste(geste))
    assert isinstance(demarche.objet, Extrait if geste in SANS_SESSION else Dossier)


@pytest.mark.parametrize("geste", Geste)
def test_le_schema_publie_dit_la_meme_chose(geste: Geste) -> None:
    schema = publie()
    validateur = Draft202012Validator({**schema["x-gestes"][geste.value], "$defs": schema["$defs"]})
    assert list(validateur.iter_errors(juste(geste))) == []
    for cle in juste(geste):
        ampute = {nom: valeur for nom, valeur in juste(geste).items() if nom != cle}
        try:
            lire(geste, ampute)
            lu = True
        except ChargeInvalide:
            lu = False
        assert validateur.is_valid(ampute) is lu, cle
    assert not validateur.is_valid({**juste(geste), "geste": {"zorg": 1}})


def test_le_schema_est_du_dialecte_et_decrit_tout() -> None:
    schema = publie()
    Draft202012Validator.check_schema(schema)
    assert set(schema["x-gestes"]) == set(Geste)
    for nom, objet in schema["$defs"].items():
        assert objet["description"].endswith("."), nom
        assert all(champ.get("description", "").endswith(".") for champ in objet["properties"].values()), nom


def test_les_parametres_sont_lus() -> None:
    assert lire(Geste.MODIFIER_DATES, juste(Geste.MODIFIER_DATES)).report == Report(
        date(2020, 7, 2), None, Profil.CENTRE
    )
    assert lire(Geste.INSCRIRE_CANDIDAT, juste(Geste.INSCRIRE_CANDIDAT)).parametres == Parametres(
        candidat=b.candidat("X")
    )
    assert lire(Geste.DESINSCRIRE_CANDIDAT, juste(Geste.DESINSCRIRE_CANDIDAT)).parametres.candidat_id == "X"
    assert lire(Geste.INSCRIRE_JURE, juste(Geste.INSCRIRE_JURE)).parametres.jure == b.jure("X")
    detenue = b.habilitation()
    designee = Designee(detenue.portee, detenue.code, detenue.debut, detenue.fin, detenue.statut)
    changement = lire(Geste.CHANGER_HABILITATION, juste(Geste.CHANGER_HABILITATION))
    assert changement == Demarche(Extrait(titre=b.titre()), Parametres(habilitation=designee, action=Action.SUSPENDRE))
    retablissement = lire(Geste.RETABLIR_AGREMENT, juste(Geste.RETABLIR_AGREMENT)).parametres
    assert retablissement.date_decision == date(2020, 2, 28)
    assert [suivie.statut for suivie in retablissement.sessions] == [StatutSession.DTE_DEMANDE]
    fin = lire(Geste.CHANGER_FIN_TITRE, juste(Geste.CHANGER_FIN_TITRE)).parametres
    assert [(une.id, une.fin) for une in fin.habilitations] == [("H1", date(2021, 4, 28))]


def test_sans_candidat_ni_jure_le_dossier_seul_suffit() -> None:
    for geste in (Geste.INSCRIRE_CANDIDAT, Geste.INSCRIRE_JURE, Geste.MODIFIER_DATES):
        assert lire(geste, charge()).parametres == Parametres()


def test_une_session_nouvelle_commence_a_defaut_aujourd_hui() -> None:
    donnees = charge()
    for champ in ("debut", "heure_debut", "heure_convocation"):
        donnees["session"].pop(champ, None)
    demarche = lire(Geste.CREER_SESSION, donnees)
    assert demarche.parametres == Parametres(debut_absent=True)
    assert isinstance(demarche.objet, Dossier)
    assert (demarche.objet.session.debut, demarche.objet.session.heure_debut) == (JOUR, time(8, 0))
    assert lire(Geste.CREER_SESSION, charge()).parametres == Parametres()
    assert fautes(Geste.EDITER_PV, donnees) == ["/session/debut"]


@pytest.mark.parametrize("geste", SANS_SESSION)
def test_un_geste_sans_session_admet_toute_la_charge(geste: Geste) -> None:
    complete = {**charge(), "geste": JUSTES[geste]["geste"]}
    objet = lire(geste, complete).objet
    assert isinstance(objet, Extrait)
    assert objet.session is not None
    assert objet.candidats
    assert "/session/zorg" in fautes(geste, {**complete, "session": {**complete["session"], "zorg": 1}})


@pytest.mark.parametrize(
    ("geste", "donnees", "attendues"),
    [
        (Geste.HABILITER_JURE, {"version": 1, "geste": {"habilitation": HABILITATION}}, ["/titre"]),
        (Geste.CHANGER_HABILITATION, juste(Geste.CHANGER_HABILITATION, action=None), ["/geste/action"]),
        (Geste.CHANGER_HABILITATION, juste(Geste.CHANGER_HABILITATION, action="DETRUIRE"), ["/geste/action"]),
        (
            Geste.CHANGER_HABILITATION,
            juste(Geste.CHANGER_HABILITATION, inscrit_en_session="oui"),
            ["/geste/inscrit_en_session"],
        ),
        (Geste.HABILITER_JURE, juste(Geste.HABILITER_JURE, ccp_detenus=["CP-1"]), ["/geste/ccp_detenus/0"]),
        (Geste.RETABLIR_AGREMENT, juste(Geste.RETABLIR_AGREMENT, date_decision="2021-02-29"), ["/geste/date_decision"]),
        (Geste.RETABLIR_AGREMENT, juste(Geste.RETABLIR_AGREMENT, date_decision=None), ["/geste/date_decision"]),
        (Geste.SUSPENDRE_AGREMENT, {"version": 1}, ["/geste"]),
        (Geste.SUSPENDRE_AGREMENT, {"geste": {"sessions": []}}, ["/version"]),
        (Geste.SUSPENDRE_AGREMENT, juste(Geste.SUSPENDRE_AGREMENT, session=[]), ["/geste/session"]),
        (Geste.MESURES_2020, juste(Geste.MESURES_2020, sessions=[SUIVIE, SUIVIE]), ["/geste/sessions/1/id"]),
        (
            Geste.MESURES_2020,
            juste(Geste.MESURES_2020, sessions=DERNIERE_REDITE),
            [f"/geste/sessions/{ELEMENTS_MAX - 1}/id"],
        ),
        (Geste.MESURES_2020, juste(Geste.MESURES_2020, sessions=[{}] * (ELEMENTS_MAX + 1)), ["/geste/sessions"]),
        (
            Geste.CHANGER_FIN_TITRE,
            juste(Geste.CHANGER_FIN_TITRE, nouvelle_fin=3, jures=[]),
            ["/geste/nouvelle_fin", "/geste/jures"],
        ),
        (Geste.DESINSCRIRE_CANDIDAT, charge(), ["/geste"]),
        (Geste.DESINSCRIRE_CANDIDAT, juste(Geste.DESINSCRIRE_CANDIDAT, candidat_id=""), ["/geste/candidat_id"]),
        (Geste.INSCRIRE_CANDIDAT, juste(Geste.INSCRIRE_CANDIDAT, candidat={"id": "X"}), ABSENTS),
        (Geste.EDITER_PV, {**charge(), "geste": {"action": "VALIDER"}}, ["/geste/action"]),
        (Geste.RECHERCHER_JURES, {"version": 1, "geste": {"jures": []}}, ["/titre"]),
    ],
)
def test_chaque_faute_est_dite_a_sa_place(geste: Geste, donnees: object, attendues: list[str]) -> None:
    assert fautes(geste, donnees) == attendues


def test_toutes_les_fautes_a_la_fois_avec_un_remede() -> None:
    donnees = juste(Geste.RETABLIR_AGREMENT, date_decision="hier", agrement=None, agremnt={})
    donnees["zorg"] = 1
    with pytest.raises(ChargeInvalide) as refus:
        lire(Geste.RETABLIR_AGREMENT, donnees)
    assert {erreur.chemin for erreur in refus.value.erreurs} == {"/zorg", "/geste/date_decision", "/geste/agremnt"}
    (proche,) = (erreur.message for erreur in refus.value.erreurs if erreur.chemin == "/geste/agremnt")
    assert "vouliez-vous dire «\u00a0agrement\u00a0»" in proche
    assert all(erreur.ligne and erreur.colonne for erreur in refus.value.erreurs)


@pytest.mark.parametrize("modele", [SessionSuivie, HabilitationDesignee])
def test_un_objet_d_un_geste_a_les_champs_et_les_defauts_de_sa_classe(modele: type[Objet]) -> None:
    du_modele = {nom: MISSING if c.is_required() else c.default for nom, c in modele.model_fields.items()}
    assert du_modele == {champ.name: champ.default for champ in fields(modele.domaine)}


@pytest.mark.parametrize("geste", Geste)
def test_les_parametres_d_un_geste_sont_connus_du_domaine(geste: Geste) -> None:
    connus = {champ.name for classe in (Parametres, Report) for champ in fields(classe)}
    annotation = FICHIERS[geste].model_fields["geste"].annotation
    assert annotation is not None
    modeles = [modele for modele in getattr(annotation, "__args__", (annotation,)) if modele is not type(None)]
    assert modeles
    assert all(set(modele.model_fields) <= connus for modele in modeles)
