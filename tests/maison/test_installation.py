"""What installs the project knows all that the project needs."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement

from docgen.rendering.installation import installation_complete
from outils.paquets import paquets_du_moteur
from tests.maison.arbre import RACINE


def verrou() -> dict[str, tuple[str, int]]:
    """Version, and how many hashes, of each package of the lock."""
    blocs = re.split(r"^(?=[a-z0-9])", (RACINE / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lus = [(re.match(r"([a-z0-9.-]+)==([^ ]+) ", bloc), bloc.count("--hash=sha256:")) for bloc in blocs]
    return {lu[1]: (lu[2], empreintes) for lu, empreintes in lus if lu}


def test_le_verrou_fixe_chaque_dependance_dans_ses_bornes() -> None:
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    voulues = [*projet["project"]["dependencies"], *projet["project"]["optional-dependencies"]["dev"]]
    voulues += projet["build-system"]["requires"]
    fixees = verrou()
    ecarts = [
        texte
        for texte in voulues
        if (voulue := Requirement(texte)).name.lower() not in fixees
        or fixees[voulue.name.lower()][0] not in voulue.specifier
    ]
    assert ecarts == [], "run « make verrouiller »"


def test_le_verrou_donne_l_empreinte_de_chaque_paquet() -> None:
    fixees = verrou()
    assert len(fixees) > 50
    assert [paquet for paquet, (_, empreintes) in fixees.items() if not empreintes] == []


def test_chaque_bibliotheque_absente_a_son_paquet_debian() -> None:
    def absente(nom: str) -> object:
        raise OSError(nom)

    phrases = installation_complete(absente)
    paquets = paquets_du_moteur(phrases)
    assert {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"} <= set(paquets)
    assert len(paquets) == len(phrases)


def test_un_manque_sans_paquet_arrete_l_installation() -> None:
    with pytest.raises(SystemExit, match="police"):
        paquets_du_moteur(["La police « X.ttf » est introuvable. Lancez « make installer »."])


def test_l_aide_de_make_dit_chaque_cible() -> None:
    texte = (RACINE / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", texte, re.MULTILINE)
    assert phony
    aide = subprocess.run(["make", "-s", "help"], cwd=RACINE, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make ([a-z-]+) +\S", aide, re.MULTILINE) == phony[1].split()


@pytest.mark.parametrize("script", ["outils/installer.sh", ".ci/run"])
def test_les_scripts_sont_bien_formes_et_executables(script: str) -> None:
    chemin = RACINE / script
    assert chemin.stat().st_mode & 0o100
    interprete = "bash" if "bash" in chemin.read_text(encoding="utf-8").splitlines()[0] else "sh"
    assert subprocess.run([interprete, "-n", str(chemin)], check=False).returncode == 0


def test_l_integration_continue_ne_fait_que_ce_que_fait_make() -> None:
    lignes = (RACINE / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [ligne for ligne in lignes if ligne.startswith("make")] == ["make check", "make test"]
    assert lignes[-1] == "make test"
