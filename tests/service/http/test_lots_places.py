"""A lot of payloads in one body: each fault is told at its place in that body, and sets its payload aside alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.service.http.serveur import JOUR, Serveur, attendre_travail, charge


def _indentee(session: str) -> str:
    return json.dumps(json.loads(charge(id=session)), ensure_ascii=False, indent=2)


def test_une_cle_double_ecarte_sa_charge_a_sa_place_dans_le_corps(serveur: Serveur, tmp_path: Path) -> None:
    fautive = _indentee("930002").replace('"type": "TITRE"', '"type": "TITRE", "type": "CCP"', 1)
    corps = (
        f'{{"types": ["bordereau_pv"],\n "charges": [{_indentee("930001")},\n\n   {fautive}, {_indentee("930003")}]}}'
    )
    with serveur.client("ceres") as client:
        demande = client.post("/v1/lots", params={"date": JOUR}, content=corps.encode())
        assert demande.status_code == 202, demande.text
        fini = attendre_travail(client, demande.headers["Location"])
        assert fini["etat"] == "PARTIEL"
        (lien,) = [fichier["lien"] for fichier in fini["fichiers"] if fichier["nom"] == "corrections.json"]
        (ecartee,) = client.get(lien).json()["ecartees"]
    (erreur,) = ecartee["erreurs"]
    assert (ecartee["fichier"], erreur["chemin"]) == ("charge-0002.json", "/session/type")
    ligne = corps.split("\n")[erreur["ligne"] - 1]
    assert ligne[erreur["colonne"] - 1 :].startswith('"type": "CCP"')


def test_le_nom_des_charges_ne_se_deguise_pas(serveur: Serveur) -> None:
    """Written with an escape, their list is read by the general reader alone, which keeps the last of two keys."""
    corps = '{"ch\\u0061rges": [' + _indentee("930009") + "]}"
    with serveur.client("ceres") as client:
        reponse = client.post("/v1/lots", params={"date": JOUR}, content=corps.encode())
    assert reponse.status_code == 422
    assert reponse.json()["erreurs"][0]["chemin"] == "/charges"
