"""Rates: who calls too often waits, the others do not."""

from __future__ import annotations

from pathlib import Path

from tests.service.http.serveur import charge, servir


def test_qui_appelle_trop_attend_et_lui_seul(tmp_path: Path) -> None:
    debits = {"DOCGEN_DEBIT": "3/heure", "DOCGEN_DEBIT_ADRESSE": "5/heure", "DOCGEN_DEBIT_VERIFICATION": "2/heure"}
    with servir(tmp_path, **debits) as serveur:
        with serveur.client("ceres") as ceres, serveur.client("admin") as admin, serveur.client(None) as passant:
            assert [ceres.get("/v1/depots").status_code for _ in range(4)] == [200, 200, 200, 429]
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
