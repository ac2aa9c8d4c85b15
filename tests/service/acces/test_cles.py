"""API keys on the command line: a secret shown once, a digest kept, an end that holds at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from docgen.errors import UsageInvalide
from service.acces.tables import ClesApi, cles_hors_journal
from service.socle.appelant import Role
from service.socle.donnees import ouvrir_base
from tests.maison.arbre import RACINE
from tests.registre.lieux import Lieu
from tests.service.http.serveur import SIRET, servir
from tests.service.travaux.chantier import attendre

APPELS = 'docgen_requetes_total{methode="GET",route="/v1/depots",statut="200"} 20.0'


def docgen(dossier: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the register of a folder."""
    environnement = os.environ | {
        "DOCGEN_REGISTRE": f"sqlite:///{dossier / 'docgen.db'}",
        "DOCGEN_CLES": str(dossier / "cles.json"),
        "PYTHONPATH": str(RACINE),
    }
    commande = [sys.executable, "-m", "docgen", *arguments]
    return subprocess.run(commande, cwd=dossier, env=environnement, capture_output=True, text=True, check=False)


def test_une_cle_creee_ouvre_le_service_et_revoquee_le_ferme(tmp_path: Path) -> None:
    with servir(tmp_path) as serveur:
        creee = docgen(tmp_path, "cle", "creer", "CERES", "--role", "ceres", "--json")
        assert creee.returncode == 0, creee.stderr
        cle = json.loads(creee.stdout)
        with serveur.client(None, Authorization=f"Bearer {cle['secret']}") as client:
            assert client.get("/v1/depots").status_code == 200
            liste = docgen(tmp_path, "cle", "lister", "--json")
            assert cle["secret"] not in liste.stdout + docgen(tmp_path, "cle", "lister").stdout
            assert cle["id"] in {connue["id"] for connue in json.loads(liste.stdout)}
            assert docgen(tmp_path, "cle", "revoquer", cle["id"]).returncode == 0
            assert client.get("/v1/depots").status_code == 401
    encore = docgen(tmp_path, "cle", "revoquer", cle["id"])
    assert (encore.returncode, encore.stdout) == (2, "")
    assert "Aucune clé en vigueur" in encore.stderr
    assert cle["secret"].encode() not in (tmp_path / "docgen.db").read_bytes()


def test_le_role_centre_et_lui_seul_a_un_siret(lieu: Lieu) -> None:
    base, registre = ouvrir_base(lieu.url), lieu.ouvrir()
    cles = ClesApi(base)
    for role, siret in ((Role.CENTRE, None), (Role.CERES, SIRET), (Role.CENTRE, "99999999800018")):
        with pytest.raises(UsageInvalide, match="La clé n'a pas été créée"):
            cles.creer(registre, "essai", role, siret)
    assert cles.aucune()
    cle, secret = cles.creer(registre, "essai", Role.CENTRE, "999 999 998 00019")
    assert cle.siret == SIRET
    assert cles.reconnaitre(secret) == cle
    assert cles.reconnaitre(secret[:-1]) is None
    assert not cles.aucune()
    base.fermer()


def test_plusieurs_processus_repondent_et_s_arretent_ensemble(tmp_path: Path) -> None:
    with servir(tmp_path, arguments=("--processus", "2")) as serveur:
        for _ in range(20):
            with serveur.client("ceres") as client:
                assert client.get("/v1/depots").status_code == 200
        attendre(lambda: APPELS in httpx.get(f"{serveur.adresse}/metriques").text)  # counted once answered
        for _ in range(4):  # whichever answers tells what all have done
            assert APPELS in httpx.get(f"{serveur.adresse}/metriques").text
        adresse = serveur.adresse
    assert serveur.processus.returncode in (0, -15)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{adresse}/sante")


def test_servir_dit_en_francais_ce_qui_l_empeche(tmp_path: Path) -> None:
    occupe = docgen(tmp_path, "servir", "--port", "70000")
    assert (occupe.returncode, "ce n'est pas un port" in occupe.stderr) == (2, True)
    inconnu = docgen(tmp_path, "cle", "creer", "x", "--role", "roi")
    assert (inconnu.returncode, "Rôles possibles" in inconnu.stderr) == (2, True)


def test_une_cle_posee_changee_ou_perdue_est_nommee(lieu: Lieu) -> None:
    """Whoever writes in the base gives himself no power unseen."""
    base, registre = ouvrir_base(lieu.url), lieu.ouvrir()
    cles = ClesApi(base)
    premiere, _ = cles.creer(registre, "ceres", Role.CERES)
    deuxieme, _ = cles.creer(registre, "centre", Role.CENTRE, SIRET)
    troisieme, _ = cles.creer(registre, "admin", Role.ADMIN)
    assert cles.revoquer(registre, troisieme.id)
    assert registre.verifier(autres=(cles_hors_journal,)) == []
    with base.ecriture() as ouverte:
        ouverte.exec_driver_sql(
            "INSERT INTO cles_api (id, empreinte, nom, role, creee) VALUES ('0000', 'b', 'x', 'admin', '2026-01-01')"
        )
        ouverte.exec_driver_sql(f"UPDATE cles_api SET role = 'admin' WHERE id = '{premiere.id}'")
        ouverte.exec_driver_sql(f"DELETE FROM cles_api WHERE id = '{deuxieme.id}'")
        ouverte.exec_driver_sql(f"UPDATE cles_api SET revoquee = NULL WHERE id = '{troisieme.id}'")
    dites = registre.verifier(autres=(cles_hors_journal,))
    assert {dite.partition(" :")[0] for dite in dites} == {
        f"Clé d'API {ident}" for ident in ("0000", premiere.id, deuxieme.id, troisieme.id)
    }
