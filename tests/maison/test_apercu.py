"""The live preview, as who edits a template meets it: a real process, a real page, a file saved."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from outils.direct import ETAT, montrer
from tests.attente import attendre
from tests.maison.arbre import RACINE

pytestmark = pytest.mark.lent


def lire(adresse: str) -> str:
    with urllib.request.urlopen(adresse, timeout=10) as reponse:
        return str(reponse.read().decode())


def change(adresse: str, autre_que: str) -> str:
    """The state once it has changed."""

    def nouveau() -> str:
        with suppress(OSError):
            etat = lire(adresse)
            return "" if etat == autre_que else etat
        return ""

    return attendre(nouveau, pas_s=0.2)


def test_apercu_se_refait_quand_un_modele_est_enregistre() -> None:
    (RACINE / "apercu" / ETAT).unlink(missing_ok=True)
    commande = [sys.executable, "-m", "outils.apercu", "livret", "--port=0"]
    processus = subprocess.Popen(commande, cwd=RACINE, stdout=subprocess.PIPE, text=True)
    try:
        assert processus.stdout is not None
        adresse = re.search(r"http://127\.0\.0\.1:\d+/", processus.stdout.readline())
        assert adresse
        premier = change(adresse[0] + ETAT, "")
        assert '<img src="livret.png?' in lire(adresse[0])
        os.utime(RACINE / "templates" / "commun" / "base.css")
        assert int(change(adresse[0] + ETAT, premier)) == int(premier) + 1
    finally:
        processus.terminate()
        processus.wait(timeout=10)


def test_une_faute_de_modele_se_lit_dans_la_page(tmp_path: Path) -> None:
    montrer(tmp_path, "livret", (), "« nom » n'est pas dans la vue <b>")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "n&#x27;est pas dans la vue &lt;b&gt;" in page
    assert "<img" not in page
