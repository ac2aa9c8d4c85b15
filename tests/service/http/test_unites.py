"""The units of systemd, as far as a machine without systemd goes: they are well formed, and what they start serves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.maison.arbre import RACINE

UNITES = sorted((RACINE / "docs" / "deploiement").glob("*.service"))
PROGRAMME = Path(sys.executable).with_name("docgen")
PRET = re.compile(r"Docgen répond sur (\S+)|Ouvrier prêt")


@pytest.mark.parametrize("unite", UNITES, ids=lambda unite: unite.stem)
def test_une_unite_est_bien_formee(unite: Path, tmp_path: Path) -> None:
    copie = tmp_path / unite.name
    copie.write_text(unite.read_text(encoding="utf-8").replace("/srv/docgen/.venv/bin/docgen", str(PROGRAMME)))
    verdict = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copie)], capture_output=True, text=True, check=False
    )
    assert (verdict.returncode, verdict.stderr) == (0, "")


@pytest.mark.parametrize("unite", UNITES, ids=lambda unite: unite.stem)
def test_ce_qu_une_unite_lance_sert_et_s_arrete_a_temps(unite: Path, tmp_path: Path) -> None:
    texte = unite.read_text(encoding="utf-8").replace("/var/lib/docgen", str(tmp_path))
    reglages = dict(
        mot.split("=", 1) for ligne in re.findall(r"^Environment=(.*)$", texte, re.M) for mot in ligne.split()
    )
    (ordre,) = re.findall(r"^ExecStart=\S+ (.*)$", texte, re.M)
    (delai,) = re.findall(r"^TimeoutStopSec=(\d+)$", texte, re.M)
    ambiant = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("DOCGEN_")}
    processus = subprocess.Popen(
        [str(PROGRAMME), *ordre.replace("--port 8000", "--port 0").split()],
        env={**ambiant, **reglages, "DOCGEN_OUVRIERS": "1", "DOCGEN_RENDUS": "1"},
        cwd=tmp_path,
        umask=0o077,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert processus.stderr is not None
        lu = next(trouve for ligne in processus.stderr if (trouve := PRET.search(ligne)))
        if lu[1]:
            with urllib.request.urlopen(f"{lu[1]}/sante", timeout=20) as reponse:
                assert reponse.status == 200
        processus.send_signal(signal.SIGTERM)
        processus.communicate(timeout=int(delai))
    finally:
        processus.kill()
    assert processus.returncode in (0, -signal.SIGTERM)
    ouverts = [chemin.name for chemin in tmp_path.iterdir() if chemin.stat().st_mode & 0o077]
    assert ouverts == []
