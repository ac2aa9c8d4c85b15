"""Where words go is not what a command does: a reader that leaves, a full disk, a closed stream break nothing."""

from __future__ import annotations

import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.pilote import VALIDEE, Poste


def _lancer(poste: Poste, suite: str, *mots: object) -> subprocess.CompletedProcess[str]:
    commande = shlex.join([sys.executable, "-m", "docgen", *map(str, mots)])
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {commande} {suite}"],
        cwd=poste.dossier,
        env=poste.environnement,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("suite", "code"),
    [(">&-", 0), ("<&- >&- 2>&-", 0), ("| true", 0), ("2>&1 | true", 0), (">/dev/full", 5), (">/dev/full 2>&1", 5)],
)
def test_ce_que_deviennent_les_mots_ne_change_pas_ce_qui_est_fait(suite: str, code: int, poste: Poste) -> None:
    retour = _lancer(poste, suite, "regles")
    assert retour.returncode == code
    assert "Traceback" not in retour.stderr
    assert ("le disque est plein" in retour.stderr) is (suite == ">/dev/full")


@pytest.mark.parametrize("suite", [">&-", "| true"])
def test_des_numeros_donnes_sans_personne_pour_l_entendre(suite: str, poste: Poste) -> None:
    """The register's file must not take the place of the output that was closed."""
    options = ("--date", "2019-03-20", "--types", "livret", "--json")
    retour = _lancer(poste, suite, "produire", VALIDEE, *options)
    assert (retour.returncode, "Traceback" in retour.stderr) == (0, False)
    numeros = {fiche["numero"] for fiche in poste.rapport()["documents"]}
    with closing(sqlite3.connect(poste.dossier / "docgen.db")) as base:
        assert {numero for (numero,) in base.execute("SELECT numero FROM papiers")} == numeros
    assert poste.ici("registre", "verifier", "--json").json == {"intact": True, "anomalies": []}
