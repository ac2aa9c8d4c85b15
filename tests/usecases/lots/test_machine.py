"""A machine's trouble is not a session's: no room for temporary files ends a lot with its cause, and it resumes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.pilote import nouveau_poste
from tests.petit_disque import sur_un_petit_disque
from tests.usecases.lots.chantier import DATE, ecrire_sessions

TYPES = "pv_general,pv_individuel,parchemin,livret"


def test_un_dossier_provisoire_plein_accuse_la_machine_et_aucune_session(tmp_path: Path) -> None:
    poste, provisoire = nouveau_poste(tmp_path), tmp_path / "provisoire"
    provisoire.mkdir()
    options = ("--types", TYPES, "--date", DATE, "--sortie", "lot", "--json")
    mots = [sys.executable, "-m", "docgen", "lot", *map(str, ecrire_sessions(poste, 4)), *options]
    environnement = {**poste.environnement, "TMPDIR": str(provisoire)}

    def lancer(commande: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            commande, cwd=tmp_path, env=environnement, capture_output=True, text=True, check=False, timeout=120
        )

    plein = lancer(sur_un_petit_disque(provisoire, "48k", *mots))
    assert plein.returncode == 5, plein.stderr
    assert "le disque est plein" in plein.stderr
    assert str(provisoire) in plein.stderr
    assert "Aucune session n'est en cause" in plein.stderr
    assert "corrections.json" not in plein.stderr
    assert not list((tmp_path / "lot").glob("corrections.json"))
    repris = lancer(mots)
    assert (repris.returncode, json.loads(repris.stdout)["sessions"]) == (0, 4)
    assert list(provisoire.iterdir()) == []
