"""What installs the project knows all that the project needs."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement

from docgen.rendering.installation import installation_complete
from outils.fournitures import ESSAIS, EXECUTION, verrou
from outils.paquets import paquets_du_moteur
from tests.maison.arbre import RACINE


def test_les_verrous_fixent_chaque_dependance_dans_ses_bornes() -> None:
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    extras = projet["project"]["optional-dependencies"]
    servent = [*projet["project"]["dependencies"], *extras["installation"], *projet["build-system"]["requires"]]
    for nom, voulues in ((EXECUTION, servent), (ESSAIS, [*servent, *extras["dev"]])):
        fixees = {paquet.nom: paquet.version for paquet in verrou(nom)}
        ecarts = [
            texte
            for texte in voulues
            if (voulue := Requirement(texte)).name.lower() not in fixees
            or fixees[voulue.name.lower()] not in voulue.specifier
        ]
        assert ecarts == [], "run « make verrouiller »"


def test_ce_qui_sert_ne_contient_pas_les_outils_des_tests() -> None:
    servent, essais = ({paquet.nom for paquet in verrou(nom)} for nom in (EXECUTION, ESSAIS))
    assert len(servent) > 80
    assert servent < essais
    assert servent & {"pytest", "mypy", "playwright", "moto", "numpy", "boto3"} == set()


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
