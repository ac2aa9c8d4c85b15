"""Claim: an application gets the print lot of 200 sessions over HTTP, deposits included, in well under a minute.

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
    charges = list(sessions(int(os.environ.get("SESSIONS", "200"))))
    with (
        TemporaryDirectory() as dossier,
        service(Path(dossier)) as (port, cle),
        Client(f"http://127.0.0.1:{port}", cle) as client,
    ):
        figures = jouer(Ceres(client, charges, Path(dossier) / "recu"))
    mesure.ecrire("ceres", {"resultats": figures})


if __name__ == "__main__":
    main()
