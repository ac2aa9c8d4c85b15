"""The units of systemd are well formed, as systemd reads them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.maison.arbre import RACINE

UNITES = sorted((RACINE / "docs" / "deploiement").glob("*.service"))
PROGRAMME = Path(sys.executable).with_name("docgen")


@pytest.mark.parametrize("unite", UNITES, ids=lambda unite: unite.stem)
def test_une_unite_est_bien_formee(unite: Path, tmp_path: Path) -> None:
    copie = tmp_path / unite.name
    copie.write_text(unite.read_text(encoding="utf-8").replace("/srv/docgen/.venv/bin/docgen", str(PROGRAMME)))
    verdict = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copie)], capture_output=True, text=True, check=False
    )
    assert (verdict.returncode, verdict.stderr) == (0, "")
