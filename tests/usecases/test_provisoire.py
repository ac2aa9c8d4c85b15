"""The folder where a piece is made: gone with its process, or with the next one after a sudden death."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from docgen.usecases.provisoire import PREFIXE, balayer, dossier_provisoire
from tests.lancement import executer

_MEURT = (
    "import os\nfrom docgen.usecases.provisoire import dossier_provisoire\n"
    "with dossier_provisoire(%s) as d:\n    print(d, flush=True)\n    os.kill(os.getpid(), 9)"
)


@pytest.fixture(autouse=True)
def ailleurs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def _vieillir(dossier: Path) -> None:
    os.utime(dossier, (time.time() - 3600,) * 2)


def _laisse_par_un_mort(ou: Path, prefixe: str = "") -> Path:
    """The folder of passage of a process that was killed."""
    return Path(executer(_MEURT % prefixe, env={**os.environ, "TMPDIR": str(ou)}).stdout.strip())


def test_le_dossier_disparait_a_la_fin_meme_sur_une_erreur() -> None:
    with pytest.raises(ZeroDivisionError), dossier_provisoire() as dossier:
        raise ZeroDivisionError
    assert dossier.name.startswith(PREFIXE)
    assert not dossier.exists()


def test_celui_d_un_mort_est_balaye_et_celui_d_un_vivant_reste(tmp_path: Path) -> None:
    laisse = _laisse_par_un_mort(tmp_path)
    assert laisse.is_dir()
    with dossier_provisoire() as vivant:
        assert laisse.is_dir(), "too young to be judged"
        for dossier in (laisse, vivant):
            _vieillir(dossier)
        balayer()
        assert not laisse.exists()
        assert vivant.is_dir()


def test_tout_dossier_de_passage_d_un_mort_est_balaye_et_celui_d_un_autre_reste(tmp_path: Path) -> None:
    """The measures of a service, a backup that was being checked; what another program names so is not ours."""
    laisse, autre = _laisse_par_un_mort(tmp_path, "'docgen-mesures-'"), tmp_path / "docgen-a-quelqu-un"
    autre.mkdir()
    for dossier in (laisse, autre):
        _vieillir(dossier)
    balayer()
    assert [chemin.name for chemin in tmp_path.iterdir()] == [autre.name]
