"""What is published to deploy the service goes with the service: its commands, its settings, its packages."""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.cli.commandes import app
from docgen.cli.service import servir
from docgen.rendering.installation import _BIBLIOTHEQUES
from service.socle.reglages import ConfigurationService
from service.socle.variables_service import lire_configuration_service
from tests.maison.arbre import RACINE

DOSSIER = RACINE / "docs" / "deploiement"
GUIDE = (RACINE / "docs" / "guide" / "exploitation.md").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DOSSIER / "compose.yaml").read_text(encoding="utf-8"))
UNITES = {chemin.name: chemin.read_text(encoding="utf-8") for chemin in DOSSIER.glob("*.service")}
IMAGE = (DOSSIER / "Dockerfile").read_text(encoding="utf-8")
COMMANDES = {commande.name or commande.callback.__name__ for commande in app.registered_commands if commande.callback}
PROPRES_A_COMPOSE = {"DOCGEN_BASE_MDP", "DOCGEN_IMAGE_BASE", "DOCGEN_IMAGE_MANDATAIRE", "DOCGEN_LIMITE_MEMOIRE"}


MANDATAIRE = (DOSSIER / "nginx.conf").read_text(encoding="utf-8")
COMMANDE = (DOSSIER / "docgen.sh").read_text(encoding="utf-8")
DONNEES = Path("/var/lib/docgen")  # the only place that each arrangement may write, besides temporary files


def reglages(texte: str) -> set[str]:
    return set(re.findall(r"\bDOCGEN_[A-Z0-9_]+", texte))


@pytest.mark.parametrize("nom", ["compose.yaml", "exemple.env", "docgen.env", "Dockerfile", *UNITES])
def test_chaque_reglage_est_dans_le_guide(nom: str) -> None:
    table = set(re.findall(r"^\| `(DOCGEN_[A-Z0-9_]+)` \|", GUIDE, re.MULTILINE))
    assert reglages((DOSSIER / nom).read_text(encoding="utf-8")) - PROPRES_A_COMPOSE <= table


def rempli(valeur: str | None, donnees: Mapping[str, str]) -> str:
    """A value of compose.yaml, once ``.env`` has given what it asks for."""

    def donner(trou: re.Match[str]) -> str:
        nom, _, defaut = trou[1].partition(":")
        return donnees.get(nom) or defaut.removeprefix("-")

    return re.sub(r"\$\{([^}]*)\}", donner, valeur or "")


def exemple(*, tout: bool) -> dict[str, str]:
    """``exemple.env``, its secrets given; ``tout``: with the lines that it shows as remarks."""
    texte = (DOSSIER / "exemple.env").read_text(encoding="utf-8")
    lignes = re.findall(rf"^{'#?' if tout else ''}([A-Z][A-Z0-9_]+)=(.*)$", texte, re.MULTILINE)
    return {nom: valeur or "un secret de trente-deux octets au moins" for nom, valeur in lignes}


def environnements() -> dict[str, dict[str, str]]:
    """What each arrangement gives its processes."""
    unites = (DOSSIER / "docgen.env").read_text(encoding="utf-8")
    poses = {"systemd": dict(re.findall(r"^(DOCGEN_[A-Z]+)=(.*)$", unites, re.MULTILINE))}
    poses["Dockerfile"] = dict(re.findall(r"\b(DOCGEN_[A-Z]+)=(\S+)", IMAGE))
    for nom in ("service", "ouvrier"):
        for genre, tout in (("de base", False), ("sur S3", True)):
            reglages_poses = COMPOSE["services"][nom]["environment"].items()
            poses[f"compose, {nom} {genre}"] = {
                cle: rempli(valeur, exemple(tout=tout)) for cle, valeur in reglages_poses
            }
    return poses


@pytest.mark.parametrize(("nom", "poses"), environnements().items(), ids=list(environnements()))
def test_ce_que_pose_chaque_maniere_se_lit_et_reste_chez_elle(
    nom: str, poses: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in [variable for variable in os.environ if variable.startswith("DOCGEN_")]:
        monkeypatch.delenv(variable)
    for variable, valeur in poses.items():
        monkeypatch.setenv(variable, valeur)
    lue = lire_configuration_service()
    registre, cles = lue.docgen.registre, lue.docgen.cles
    assert Path(str(cles)).parent == DONNEES
    assert registre.startswith("postgresql") or registre == f"sqlite:///{DONNEES / 'docgen.db'}"
    assert lue.fichiers.startswith("s3://") or Path(lue.fichiers).parent == DONNEES
    assert (lue.travaux.ouvriers == 0) is nom.startswith("compose, service")


def test_chaque_variable_de_l_exemple_sert_a_compose() -> None:
    texte = (DOSSIER / "compose.yaml").read_text(encoding="utf-8")
    assert {
        nom for nom in exemple(tout=True) if not re.search(rf"\$\{{{nom}\b|^    {nom}:$", texte, re.MULTILINE)
    } == set()


def test_les_ports_et_les_lieux_concordent() -> None:
    port = str(inspect.signature(servir).parameters["port"].default)
    assert re.findall(r"^EXPOSE (\d+)$", IMAGE, re.MULTILINE) == [port]
    assert re.findall(r"http://127\.0\.0\.1:(\d+)/sante'", IMAGE) == [port]
    assert set(re.findall(r"--port (\d+)", "".join(UNITES.values()))) == {port}
    (amont,) = re.findall(r"^    server (\w+):(\d+) ", MANDATAIRE, re.MULTILINE)
    assert amont == ("service", port)
    assert "service" in COMPOSE["services"]
    ecoute = re.findall(r"^    listen (\d+);", MANDATAIRE, re.MULTILINE)
    assert [publie.split(":")[-1] for publie in COMPOSE["services"]["mandataire"]["ports"]] == ecoute
    assert f"VOLUME {DONNEES}\n" in IMAGE
    for service in ("service", "ouvrier"):
        assert COMPOSE["services"][service]["volumes"] == [f"donnees:{DONNEES}"]
    for unite in UNITES.values():
        assert f"WorkingDirectory={DONNEES}\nStateDirectory={DONNEES.name}\n" in unite
        (compte,) = re.findall(r"^User=(.*)$", unite, re.MULTILINE)
        (programme,) = re.findall(r"^ExecStart=(\S+)", unite, re.MULTILINE)
        for ce_qui_est_du_service in (f"cd {DONNEES}\n", f"--reuid={compte} --regid={compte} ", f" {programme} "):
            assert ce_qui_est_du_service in COMMANDE
        assert re.findall(r"^EnvironmentFile=(.*)$", unite, re.MULTILINE) == re.findall(
            r"^\. (.*)$", COMMANDE, re.MULTILINE
        )


def test_le_mandataire_laisse_passer_ce_que_le_service_accepte() -> None:
    (corps,) = re.findall(r"client_max_body_size (\d+)m;", MANDATAIRE)
    assert int(corps) * 1024 * 1024 >= ConfigurationService().taille_lot
    (attente,) = re.findall(r"proxy_read_timeout (\d+)s;", MANDATAIRE)
    assert int(attente) >= 30  # between two lines of a job that is followed, as the guide says
    fermees = set(re.findall(r"location = (\S+) ", MANDATAIRE))
    chemins = json.loads((RACINE / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    assert fermees == {"/metriques", "/sante/pret"}
    assert fermees <= set(chemins)


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
