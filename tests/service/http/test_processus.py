"""Several processes behind one port: whoever kills the first does not leave the others there."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from tests.attente import attendre
from tests.campagnes import descendants
from tests.service.http.serveur import servir


def _refuse(adresse: str) -> bool:
    hote, _, port = adresse.removeprefix("http://").partition(":")
    try:
        socket.create_connection((hote, int(port)), timeout=1).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False


def test_les_processus_quittent_le_port_avec_celui_qui_les_a_lances(tmp_path: Path) -> None:
    with servir(tmp_path, arguments=("--processus", "2"), DOCGEN_OUVRIERS="1") as serveur:
        with serveur.client("ceres") as client:
            assert client.get("/v1/depots").status_code == 200
        enfants = descendants(serveur.processus.pid)
        assert len(enfants) >= 2
        os.kill(serveur.processus.pid, signal.SIGKILL)
        serveur.processus.wait()
        attendre(lambda: _refuse(serveur.adresse), 15)
        attendre(lambda: not any(Path(f"/proc/{pid}").exists() for pid in enfants), 40)
