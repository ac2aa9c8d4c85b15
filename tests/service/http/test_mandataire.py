"""The published nginx configuration, in front of a real service."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.attente import attendre
from tests.maison.arbre import RACINE
from tests.serveur_web import port_libre
from tests.service.http.serveur import JOUR, Serveur, charge, demander, servir

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PUBLIEE = RACINE / "docs" / "deploiement" / "nginx.conf"


def _configuration(dossier: Path, service: str, port: int) -> Path:
    """What is published, but for the places: the service, the port and the log."""
    texte = PUBLIEE.read_text(encoding="utf-8")
    for publie, ici in (
        ("server service:8000 ", f"server {service.removeprefix('http://')} "),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/var/log/nginx/access.log", str(dossier / "appels.log")),
    ):
        assert publie in texte
        texte = texte.replace(publie, ici)
    places = "\n".join(
        f"{nom}_temp_path {dossier / nom};" for nom in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    fichier = dossier / "nginx.conf"
    entete = f"daemon off;\npid {dossier / 'nginx.pid'};\nerror_log {dossier / 'erreurs.log'};\nevents {{}}\n"
    fichier.write_text(f"{entete}http {{\n{places}\n{texte}\n}}\n", encoding="utf-8")
    return fichier


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    with servir(tmp_path_factory.mktemp("derriere"), DOCGEN_DEBIT_ADRESSE="20/heure") as lance:
        yield lance


@pytest.fixture(scope="module")
def devant(service: Serveur, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of the proxy, and its access log."""
    dossier = tmp_path_factory.mktemp("mandataire")
    port = port_libre()
    commande = [NGINX, "-p", str(dossier), "-c", str(_configuration(dossier, service.adresse, port))]
    processus = subprocess.Popen(commande, stderr=subprocess.PIPE)
    try:
        attendre(lambda: _ecoute(port, processus))
        yield f"http://127.0.0.1:{port}", dossier / "appels.log"
    finally:
        processus.terminate()
        processus.wait(20)


def _ecoute(port: int, processus: subprocess.Popen[bytes]) -> bool:
    assert processus.poll() is None, processus.stderr.read().decode() if processus.stderr else "nginx did not start"
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


def test_le_mandataire_garde_pour_l_exploitant_ce_qui_est_a_lui(devant: tuple[str, Path]) -> None:
    for chemin, statut in (("/metriques", 404), ("/sante/pret", 404), ("/sante", 200)):
        reponse = demander(devant[0] + chemin)
        assert reponse.status_code == statut
        assert reponse.headers["Strict-Transport-Security"].startswith("max-age=")


def test_le_journal_du_mandataire_ne_garde_pas_les_questions(devant: tuple[str, Path]) -> None:
    adresse, journal = devant
    demander(f"{adresse}/verification/2019-974-0000001-V", params={"cle": "SECRET-SUR-PAPIER"})
    lignes = attendre(lambda: [ligne for ligne in journal.read_text("utf-8").splitlines() if "/verification/" in ligne])
    assert "/verification/2019-974-0000001-V" in "".join(lignes)
    assert "SECRET" not in journal.read_text("utf-8")


def test_un_gros_corps_et_un_suivi_passent_sans_etre_amasses(service: Serveur, devant: tuple[str, Path]) -> None:
    cle = {"Authorization": f"Bearer {service.secrets['ceres']}"}
    with httpx.Client(base_url=devant[0], headers=cle, timeout=60) as client:
        depot = client.post("/v1/depots", params={"date": JOUR}, content=charge() + b" " * 9_000_000)
        assert depot.status_code == 201, depot.text
        travail = client.post(
            "/v1/lots", params={"date": JOUR}, json={"depots": [depot.json()["id"]], "types": ["bordereau_pv"]}
        ).json()["id"]
        with client.stream("GET", f"/v1/travaux/{travail}/evenements") as suivi:
            assert next(suivi.iter_lines()).startswith("event: ")
    with service.client() as direct, direct.stream("GET", f"/v1/travaux/{travail}/evenements") as suivi:
        assert suivi.headers["X-Accel-Buffering"] == "no"  # nginx keeps it for itself


def test_l_adresse_de_l_appelant_ne_se_forge_pas(devant: tuple[str, Path]) -> None:
    """Whatever a caller says of itself, all of its calls are one caller's."""
    statuts = [
        demander(f"{devant[0]}/v1/types", headers={"X-Forwarded-For": f"198.51.100.{rang}"}).status_code
        for rang in range(30)
    ]
    assert statuts[:10] == [200] * 10
    assert statuts[-5:] == [429] * 5
