"""Controls over HTTP say what the command line says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx
import pytest

from docgen.contract.gestes import lire_demarche
from docgen.documents.page.spec import Reglages
from docgen.domain.regles.vocabulaire import Geste
from docgen.settings import Configuration
from docgen.usecases.atelier import Atelier
from docgen.usecases.controle import controler_demarche
from tests.service.http.serveur import JOUR, PUBLIQUE, charge

AGREMENT = {"id": "1", "debut": "2020-01-01", "fin": "2030-01-01", "decision": "ACCEPTEE", "statut": "SUSPENDU"}


@pytest.mark.parametrize("geste", ["editer-pv", "editer-parchemins", "commander-dte", "reporter-session"])
def test_le_verdict_est_celui_de_la_commande(geste: str, ceres: httpx.Client, tmp_path: Path) -> None:
    octets = charge("session-ccp-validee")
    atelier = Atelier(Configuration(f"sqlite:///{tmp_path / 'a.db'}", reglages=Reglages(url_publique=PUBLIQUE)))
    voulu, jour = Geste(geste), date(2026, 7, 7)
    attendu = controler_demarche(lire_demarche(octets, voulu, jour), [voulu], jour, atelier).en_json()
    atelier.fermer()
    reponse = ceres.post(f"/v1/controles/{geste}", params={"date": "2026-07-07"}, content=octets)
    assert (reponse.status_code, reponse.json()) == (200, attendu)


def test_un_geste_sans_session_prend_ses_parametres_sous_geste(ceres: httpx.Client) -> None:
    session = {"id": "1", "statut": "EN_PREPARATION", "debut": "2026-12-01", "fin": "2026-12-02"}
    corps = {"version": 1, "geste": {"agrement": AGREMENT, "sessions": [session]}}
    reponse = ceres.post("/v1/controles/suspendre-agrement", params={"date": "2026-11-01"}, json=corps)
    assert reponse.status_code == 200, reponse.text
    assert set(reponse.json()) == {"manquements", "effets"}


def test_une_charge_mal_formee_donne_toutes_ses_erreurs_et_leur_place(ceres: httpx.Client) -> None:
    octets = charge(debut="2019-02-30", inconnu=1)
    reponse = ceres.post("/v1/controles/editer-pv", params={"date": JOUR}, content=octets)
    assert reponse.status_code == 422
    erreurs = {erreur["chemin"]: erreur for erreur in reponse.json()["erreurs"]}
    assert set(erreurs) == {"/session/debut", "/session/inconnu"}
    assert all(erreur["ligne"] == 1 and erreur["colonne"] > 1 for erreur in erreurs.values())


def test_un_jour_ou_un_geste_qui_n_existe_pas_est_dit_en_francais(ceres: httpx.Client) -> None:
    reponse = ceres.post("/v1/controles/danser", params={"date": JOUR}, content=charge())
    assert reponse.status_code == 404
    assert "« geste » a une valeur inconnue ; choisissez parmi 'creer-session'" in reponse.json()["detail"]
    reponse = ceres.post("/v1/controles/editer-pv", params={"date": "2019-02-30"}, content=charge())
    assert reponse.status_code == 422
    assert [erreur["chemin"] for erreur in reponse.json()["erreurs"]] == ["query/date"]
    assert "AAAA-MM-JJ" in reponse.json()["erreurs"][0]["message"]
    reponse = ceres.get("/v1/statistiques", params={"date": "1887-07-14"})
    assert [erreur["message"] for erreur in reponse.json()["erreurs"]] == [
        "« date » a une année hors de 1900–2100 ; corrigez-la."
    ]
