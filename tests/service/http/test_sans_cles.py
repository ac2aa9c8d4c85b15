"""A node without its keys, or with another register's, is not ready, and calls no true paper false."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from docgen.registre.ouverture_registre import ouvrir_registre
from tests.naissances import demarrer
from tests.registre.lieux import JOUR, demande
from tests.registres import poser_registre
from tests.service.http.serveur import attendre_pret, environnement, servir


def test_un_noeud_sans_ses_cles_n_accuse_aucun_papier(tmp_path: Path) -> None:
    registre = ouvrir_registre(poser_registre(tmp_path), tmp_path / "cles.json")
    with servir(tmp_path, DOCGEN_DEBIT_VERIFICATION="1000/minute") as serveur, serveur.client(None) as passant:
        (papier,) = registre.attribuer([demande(3)], JOUR)
        adresse = f"/verification/{papier.numero}?cle={papier.cle_courte}"
        cles, gardees = tmp_path / "cles.json", tmp_path / "gardees.json"
        shutil.copy(cles, gardees)
        assert passant.get(adresse).json()["authentique"]
        attendre_pret(passant)
        (tmp_path / "autre").mkdir()
        ailleurs = ouvrir_registre(poser_registre(tmp_path / "autre"), tmp_path / "autre" / "cles.json")
        ailleurs.attribuer([demande(4)], JOUR)
        for remplacer in (cles.unlink, lambda: shutil.copy(tmp_path / "autre" / "cles.json", cles)):
            remplacer()
            pret, dite = passant.get("/sante/pret"), passant.get(adresse)
            assert (pret.status_code, pret.json()["registre"]) == (503, "indisponible")
            assert (dite.status_code, dite.json()["verdict"]) == (503, "vérification indisponible")
            page = passant.get("/verification", headers={"Accept": "text/html"})
            assert (page.status_code, '"clesSures": false' in page.text) == (200, True)
            assert passant.get("/verification.html", headers={"Accept": "text/html"}).status_code == 503
            assert passant.get("/v1/cles").status_code == 503  # none, to who checks by himself, is: all are false
        shutil.copy(gardees, cles)
        assert passant.get(adresse).json()["authentique"]
    assert any("clés de signature" in ligne.get("detail", "") for ligne in serveur.journal())


@pytest.mark.parametrize("commande", [("ouvrier",), ("servir", "--port", "0")], ids=["ouvrier", "servir"])
def test_un_noeud_aux_cles_d_un_autre_ne_demarre_pas(tmp_path: Path, commande: tuple[str, ...]) -> None:
    """A worker would take pieces, and make none of them."""
    for nom in ("ici", "ailleurs"):
        (tmp_path / nom).mkdir()
        registre = ouvrir_registre(poser_registre(tmp_path / nom), tmp_path / nom / "cles.json")
        registre.attribuer([demande(5)], JOUR)
        registre.fermer()
    autres = {"DOCGEN_CLES": str(tmp_path / "ailleurs" / "cles.json")}
    milieu = environnement(tmp_path, f"sqlite:///{tmp_path / 'ici' / 'docgen.db'}", **autres)
    processus = demarrer(commande, milieu, cwd=tmp_path, stderr=subprocess.PIPE)
    dit = processus.communicate(timeout=60)[1].decode()
    assert (processus.returncode, "n'est pas celui de ce registre" in dit) == (5, True), dit
