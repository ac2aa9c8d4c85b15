"""``docgen controler --geste``: every act, from its file to the verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docgen.contract.charge import en_json
from docgen.domain.regles.vocabulaire import Geste
from outils.communes import ecrire_communes
from tests import builders as b
from tests.cli.pilote import A_CONVOQUER, Poste, charge
from tests.contract.test_demarche import JUSTES

SUIVIE = {"id": "S1", "statut": "CONVOCATIONS_ENVOYEES", "debut": "2020-03-02", "fin": "2020-03-20"}


def controler(poste: Poste, geste: str, donnees: Any, jour: str = "2020-07-01") -> tuple[int, Any]:
    """The exit code and the verdict on an act."""
    fichier = poste.ecrire({"version": 1, **donnees})
    retour = poste.ici("controler", fichier, "--geste", geste, "--date", jour, "--json")
    return retour.code, retour.json


@pytest.mark.parametrize("geste", Geste)
def test_chaque_geste_rend_manquements_et_effets(poste: Poste, geste: Geste) -> None:
    code, verdict = controler(poste, geste, JUSTES[geste])
    assert code in (0, 1)
    assert set(verdict) == {"fichier", "manquements", "effets"}
    assert code == any(manquement["gravite"] == "BLOQUANT" for manquement in verdict["manquements"])


def test_suspendre_puis_retablir(poste: Poste) -> None:
    code, verdict = controler(poste, "suspendre-agrement", {"geste": {"sessions": [SUIVIE]}}, "2020-03-01")
    (suspendue,) = verdict["effets"]["sessions"]
    attendue = {"statut": "SUSPENDUE", "statut_avant_suspension": "CONVOCATIONS_ENVOYEES", "fin_reportee": False}
    assert (code, suspendue) == (0, {**SUIVIE, **attendue})
    decision = {"sessions": [suspendue], "date_decision": "2020-03-01"}
    _, verdict = controler(poste, "retablir-agrement", {"geste": decision})
    assert verdict["effets"]["sessions"] == [{**SUIVIE, "statut_avant_suspension": None, "fin_reportee": False}]


def test_mesures_2020(poste: Poste) -> None:
    _, verdict = controler(poste, "mesures-2020", {"geste": {"sessions": [SUIVIE]}}, "2020-06-15")
    (session,) = verdict["effets"]["sessions"]
    assert (session["fin"], session["fin_reportee"]) == ("2020-08-24", True)


def test_rechercher_les_jures_d_un_titre_en_prolongation(poste: Poste) -> None:
    echue = b.habilitation(fin=b.titre().fin_validite.replace(day=1))
    jures = [b.jure("J1"), b.jure("J2", habilitations=(echue,))]
    donnees = {"titre": en_json(b.titre()), "geste": {"jures": en_json(jures)}}
    _, verdict = controler(poste, "rechercher-jures", donnees, "2022-05-02")
    assert [jure["id"] for jure in verdict["effets"]["jures"]] == ["J1"]
    assert verdict["effets"]["jures"][0]["habilitations"][0]["fin_effective"] == "2023-04-28"


def test_les_noms_mis_en_forme_sont_rendus(poste: Poste) -> None:
    """CAND-02: whoever is printed, whole, under the payload's names."""
    donnees = charge(A_CONVOQUER)
    donnees["candidats"] = donnees["candidats"][:2]
    donnees["candidats"][0].update(nom="D’’AUBRAC", prenoms="Jean—Christophe")
    donnees["candidats"][1].update(nom="TECHER", prenoms="Anne")
    donnees["jures"][1]["prenom"] = "Marie\u2010Lou"
    donnees["responsable"]["nom"] = "L’HOSTIS"
    _, verdict = controler(poste, "editer-convocations", donnees, "2026-11-02")
    effets = verdict["effets"]
    assert [(un["nom"], un["prenoms"]) for un in effets["candidats"]] == [("D'AUBRAC", "Jean-Christophe")]
    assert [un["prenom"] for un in effets["jures"]] == ["Marie-Lou"]
    assert effets["responsable"]["nom"] == "L'HOSTIS"
    assert "surveillants" not in effets


def test_une_action_refusee_dit_la_regle_et_quoi_faire(poste: Poste) -> None:
    parametres = {"habilitation": en_json(b.habilitation()), "action": "VALIDER"}
    fichier = poste.ecrire({"version": 1, "titre": en_json(b.titre()), "geste": parametres})
    retour = poste.ici("controler", fichier, "--geste", "changer-habilitation", "--date", "2020-07-01")
    assert retour.code == 1
    assert "HABI-03 /geste/action" in retour.sortie
    assert "Choisissez METTRE_EN_BROUILLON ou SUSPENDRE." in retour.sortie


def test_creer_une_session_sans_debut(poste: Poste) -> None:
    donnees = charge(A_CONVOQUER)
    del donnees["session"]["debut"]
    code, verdict = controler(poste, "creer-session", donnees, "2026-12-01")
    assert code == 0
    assert verdict["effets"]["session"]["debut"] == "2026-12-01"


def test_un_geste_mal_forme_sort_en_3_avec_sa_place(poste: Poste) -> None:
    fichier = poste.ecrire({"version": 1, "geste": {"sessions": [SUIVIE], "zorg": 1}})
    retour = poste.ici("controler", fichier, "--geste", "retablir-agrement", "--json")
    assert retour.code == 3
    assert {erreur["chemin"] for erreur in retour.json["erreurs"]} == {"/geste/date_decision", "/geste/zorg"}
    assert all(erreur["ligne"] == 1 for erreur in retour.json["erreurs"])


def test_un_geste_sans_session_n_ouvre_pas_le_registre(poste_nu: Poste) -> None:
    controler(poste_nu, "mesures-2020", {"geste": {"sessions": []}})
    assert not (poste_nu.dossier / "docgen.db").exists()


def test_les_regles_locales_se_coupent(poste: Poste) -> None:
    fichier = poste.ecrire(charge(A_CONVOQUER))
    options = ("controler", fichier, "--geste", "supprimer-session", "--date", "2026-11-02")
    assert poste.ici(*options).code == 1
    assert poste.ici(*options, DOCGEN_REGLES_LOCALES="non").code == 0


def avertissements_de_commune(poste: Poste, **variables: str) -> list[str]:
    fichier = poste.ecrire(charge(A_CONVOQUER))
    options = ("--geste", "inscrire-candidat", "--date", "2026-11-02", "--json")
    retour = poste.ici("controler", fichier, *options, **variables)
    return [m["message"] for m in retour.json["manquements"] if m["regle"] == "CAND-05"]


def test_le_referentiel_des_communes(poste: Poste, tmp_path: Path) -> None:
    (absent,) = avertissements_de_commune(poste)
    assert "n’a pas le référentiel" in absent
    communes = {candidat["naissance"]["commune"] for candidat in charge(A_CONVOQUER)["candidats"]}
    tout, rien = tmp_path / "tout.txt", tmp_path / "rien.txt"
    ecrire_communes(tout, communes, "essai")
    ecrire_communes(rien, ["Ailleurs"], "essai")
    assert avertissements_de_commune(poste, DOCGEN_COMMUNES=str(tout)) == []
    assert all("est inconnue" in message for message in avertissements_de_commune(poste, DOCGEN_COMMUNES=str(rien)))
    assert avertissements_de_commune(poste, DOCGEN_COMMUNES=str(rien))


@pytest.mark.parametrize("contenu", [None, b"", b"Paris\n", b"\xff\xfe"])
def test_un_referentiel_illisible_est_refuse(poste: Poste, tmp_path: Path, contenu: bytes | None) -> None:
    fichier = tmp_path / "communes.txt"
    if contenu is not None:
        fichier.write_bytes(contenu)
    retour = poste.ici("controler", A_CONVOQUER, "--geste", "inscrire-candidat", DOCGEN_COMMUNES=str(fichier))
    assert retour.code == 5
    assert "make communes" in retour.erreurs
