"""A register that was put back as it was yesterday, under a running service: nothing is numbered twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx

from tests.service.http.serveur import JOUR, attendre_pret, charge, servir


def _copier(de: Path, vers: Path) -> None:
    with closing(sqlite3.connect(de)) as source, closing(sqlite3.connect(vers)) as cible:
        source.backup(cible)


def _numeros(base: Path) -> list[str]:
    with closing(sqlite3.connect(base)) as ouverte:
        return [numero for (numero,) in ouverte.execute("SELECT numero FROM papiers ORDER BY rang")]


def _demander(client: httpx.Client, session: str) -> httpx.Response:
    return client.post("/v1/documents/parchemin", params={"date": JOUR}, content=charge(id=session))


def test_un_registre_en_retard_sur_son_temoin_se_dit_et_ne_numerote_rien(tmp_path: Path) -> None:
    base, hier, jour = (tmp_path / nom for nom in ("docgen.db", "hier.db", "jour.db"))
    temoin = str(tmp_path / "temoin")
    with servir(tmp_path, DOCGEN_TEMOIN=temoin) as serveur, serveur.client("ceres") as client:
        assert attendre_pret(client).json()["historique"] == "pas encore vérifié"
        _copier(base, hier)
        assert _demander(client, "810001").is_success
        _copier(base, jour)
        donnes = _numeros(base)
        assert len(donnes) > 0
        _copier(hier, base)
        pret = client.get("/sante/pret")
        assert (pret.status_code, pret.json()["registre"]) == (503, "en retard sur son témoin")
        refus = _demander(client, "810002")
        assert refus.status_code == 503
        assert "restaurez la sauvegarde la plus récente" in pret.json()["detail"]
        assert "docgen registre reprendre" in pret.json()["detail"]
        assert refus.json()["detail"].endswith("prévenez qui tient Docgen.")
        assert client.get("/sante").status_code == 200
        assert _numeros(base) == []
        _copier(jour, base)
        attendre_pret(client)
        assert _demander(client, "810002").is_success
        assert len(set(_numeros(base))) == 2 * len(donnes)
