"""What is published to deploy the service goes with the service: its commands, its settings, its packages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from docgen.cli.commandes import app
from docgen.rendering.installation import _BIBLIOTHEQUES
from tests.maison.arbre import RACINE

DOSSIER = RACINE / "docs" / "deploiement"
GUIDE = (RACINE / "docs" / "guide" / "exploitation.md").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DOSSIER / "compose.yaml").read_text(encoding="utf-8"))
UNITES = {chemin.name: chemin.read_text(encoding="utf-8") for chemin in DOSSIER.glob("*.service")}
IMAGE = (DOSSIER / "Dockerfile").read_text(encoding="utf-8")
COMMANDES = {commande.name or commande.callback.__name__ for commande in app.registered_commands if commande.callback}
PROPRES_A_COMPOSE = {"DOCGEN_BASE_MDP", "DOCGEN_IMAGE_BASE", "DOCGEN_IMAGE_MANDATAIRE", "DOCGEN_LIMITE_MEMOIRE"}


def reglages(texte: str) -> set[str]:
    return set(re.findall(r"\bDOCGEN_[A-Z0-9_]+", texte))


@pytest.mark.parametrize("nom", ["compose.yaml", "exemple.env", "Dockerfile", *UNITES])
def test_chaque_reglage_est_dans_le_guide(nom: str) -> None:
    table = set(re.findall(r"^\| `(DOCGEN_[A-Z0-9_]+)` \|", GUIDE, re.MULTILINE))
    assert reglages((DOSSIER / nom).read_text(encoding="utf-8")) - PROPRES_A_COMPOSE <= table


def test_chaque_commande_existe() -> None:
    lancees = {re.search(r"^ExecStart=\S+/docgen (\w+)", unite, re.MULTILINE)[1] for unite in UNITES.values()}  # type: ignore[index]
    lancees |= {service["command"][0] for service in COMPOSE["services"].values() if "command" in service}
    commande = re.search(r"^CMD (\[.*\])$", IMAGE, re.MULTILINE)
    assert commande is not None
    lancees.add(json.loads(commande[1])[0])
    assert lancees == {"servir", "ouvrier"}
    assert lancees <= COMMANDES


def test_l_image_a_les_bibliotheques_du_moteur_et_n_est_pas_administrateur() -> None:
    assert {paquet for _, paquet, _ in _BIBLIOTHEQUES} <= set(IMAGE.split())
    assert "\nUSER docgen\n" in IMAGE
    assert "--require-hashes" in IMAGE


def test_l_image_n_a_que_ce_qui_sert_et_chaque_conteneur_a_ses_limites() -> None:
    assert "requirements-dev.lock" not in IMAGE
    for service in COMPOSE["services"].values():
        assert {"mem_limit", "pids_limit", "logging"} <= service.keys()
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}
        if service["image"] == "docgen":
            assert service["read_only"] is True
            assert (service["cap_drop"], service["tmpfs"]) == (["ALL"], ["/tmp"])


def test_le_guide_nomme_chaque_fichier_de_deploiement() -> None:
    fichiers = {chemin.name for chemin in DOSSIER.iterdir()} - {"Dockerfile.dockerignore"}
    assert {nom for nom in fichiers if f"`{nom}`" not in GUIDE} == set()
