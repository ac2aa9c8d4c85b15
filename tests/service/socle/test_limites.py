"""Limits: who calls too often waits, what runs too long is stopped, and the others see nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.socle import limites
from service.socle.erreurs import TropDAppels
from service.socle.reglages import ConfigurationService, Debit
from tests.service.http.serveur import JOUR, Serveur, charge, servir


@pytest.fixture(scope="module")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """A service that allows few calls; behind a proxy of its machine, callers are told by their address."""
    dossier = tmp_path_factory.mktemp("service")
    with servir(
        dossier, DOCGEN_DEBIT="15/heure", DOCGEN_DEBIT_ADRESSE="5/heure", DOCGEN_DEBIT_VERIFICATION="2/heure"
    ) as lance:
        yield lance


def test_qui_appelle_trop_attend_et_lui_seul(serveur: Serveur) -> None:
    with serveur.client("ceres") as ceres, serveur.client("admin") as admin, serveur.client(None) as passant:
        assert [ceres.get("/v1/depots").status_code for _ in range(16)] == [200] * 15 + [429]
        refus = ceres.post("/v1/controles/editer-pv", content=charge())
        assert refus.status_code == 429
        assert 0 < int(refus.headers["Retry-After"]) <= 3600
        assert refus.json()["type"] == "urn:docgen:probleme:trop-d-appels"
        assert admin.get("/v1/depots").status_code == 200
        assert [passant.get("/verification/2019-974-0000001-V").status_code for _ in range(3)] == [200, 200, 429]
        statuts = [passant.get("/v1/types").status_code for _ in range(6)]
        assert statuts.count(429) >= 1
        assert passant.get("/sante").status_code == passant.get("/metriques").status_code == 200
        faux = [passant.get("/v1/depots", headers={"Authorization": "Bearer dk_x"}).status_code for _ in range(7)]
    assert faux[-1] == 429  # guessing at keys is counted by address


def test_un_en_tete_d_identification_n_echappe_a_aucune_limite(serveur: Serveur) -> None:
    ici = {"X-Forwarded-For": "198.51.100.6"}
    with serveur.client(None, Authorization="Bearer n-importe-quoi", **ici) as client:
        assert [client.get("/v1/types").status_code for _ in range(8)] == [200] * 5 + [429] * 3
        assert [client.get("/verification/x").status_code for _ in range(7)].count(429) == 5
    with serveur.client("admin", **ici) as client:  # a true key is counted by itself
        assert [client.get("/v1/depots").status_code for _ in range(3)] == [429] * 3
    with serveur.client("admin", **{"X-Forwarded-For": "198.51.100.7"}) as client:
        assert {client.get("/v1/depots").status_code for _ in range(12)} == {200}
    with serveur.client(None, **{"X-Forwarded-For": "2001:db8::1"}) as client:
        reseau = [f"2001:db8::{rang:x}" for rang in range(1, 9)]
        statuts = [client.get("/v1/types", headers={"X-Forwarded-For": une}).status_code for une in reseau]
        assert statuts == [200] * 5 + [429] * 3  # one subscriber, whichever of his addresses he takes
        assert client.get("/v1/types", headers={"X-Forwarded-For": "2001:db8:0:1::1"}).status_code == 200


def test_les_limites_se_partagent_entre_les_processus() -> None:
    reglages = ConfigurationService(debit_adresse=Debit(7, 60), processus=2)
    debits = limites.Debits.de(reglages)
    for _ in range(4):
        debits.compter("adresse", "192.0.2.1")
    with pytest.raises(TropDAppels):
        debits.compter("adresse", "192.0.2.1")


def test_un_rendu_qui_s_emballe_est_arrete_et_le_suivant_passe(tmp_path: Path) -> None:
    enorme = json.loads(charge())
    enorme["candidats"] = [
        {**candidat, "id": f"{rang:04}{candidat['id'][4:]}"} for rang in range(80) for candidat in enorme["candidats"]
    ]
    with servir(tmp_path, DOCGEN_DELAI_S="2", DOCGEN_RENDUS="1") as serveur, serveur.client("ceres") as client:
        parametres = {"date": JOUR, "brouillon": "true"}
        client.post("/v1/documents/pv_general", params=parametres, content=charge())  # the child is there
        arrete = client.post("/v1/documents/pv_general", params=parametres, json=enorme)
        assert (arrete.status_code, arrete.json()["type"]) == (503, "urn:docgen:probleme:rendu-interrompu")
        assert "en 2 s" in arrete.json()["detail"]
        assert int(arrete.headers["Retry-After"]) > 0
        assert arrete.elapsed.total_seconds() < 10
        suivant = client.post("/v1/documents/bordereau_pv", params=parametres, content=charge())
        assert suivant.status_code == 200, suivant.text
