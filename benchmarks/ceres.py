"""Claim: the print lot of 200 sessions asked over HTTP costs its printing; deposits and downloads are small beside it.

CERES is played by the client on ``docgen servir``, on its defaults, in a process of its own; what is fetched is checked
before anything is told. Run: ``python -m benchmarks.ceres``; ``SESSIONS=20`` for fewer.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mesure
from benchmarks.service import service
from docgen.client import Client
from outils.ceres import Ceres, jouer
from outils.sessions import sessions


def main() -> None:
    """Measure and keep the figures."""
    charge_machine = round(os.getloadavg()[0], 1)  # other work of the machine, which slows this one
    charges = list(sessions(int(os.environ.get("SESSIONS", "200"))))
    with (
        TemporaryDirectory() as dossier,
        service(Path(dossier)) as ouvert,
        Client(f"http://127.0.0.1:{ouvert.port}", ouvert.cle) as client,
    ):
        figures = jouer(Ceres(client, charges, Path(dossier) / "recu"))
    mesure.ecrire("ceres", {"charge_de_la_machine": charge_machine, "resultats": figures})


if __name__ == "__main__":
    main()
