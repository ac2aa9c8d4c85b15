"""Print the Debian packages that are missing, on one line: ``python -m outils.paquets [--tests]``."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from docgen.rendering.installation import installation_complete
from outils.navigateur import PAQUET

_PAQUET = re.compile(r"\(apt-get install (?P<paquet>[a-z0-9][a-z0-9.+-]+)\)")


def paquets_du_moteur(phrases: Iterable[str]) -> list[str]:
    """The packages that the engine's own sentences name; the engine alone knows what it needs.

    Raises:
        SystemExit: a sentence that no package answers, such as a missing font.
    """
    paquets = []
    for phrase in phrases:
        trouve = _PAQUET.search(phrase)
        if trouve is None:
            raise SystemExit(phrase)
        paquets.append(trouve["paquet"])
    return paquets


def paquets_des_tests() -> list[str]:
    """What the tests start themselves: a real PostgreSQL, what opens office files, a browser, a proxy, systemd."""
    serveur = any(Path("/usr/lib/postgresql").glob("*/bin/postgres")) or shutil.which("postgres")
    presents = {
        "postgresql": serveur,
        "libreoffice-writer-nogui": shutil.which("soffice"),
        "libreoffice-calc-nogui": Path("/usr/lib/libreoffice/program/libsclo.so").is_file(),
        PAQUET: shutil.which(PAQUET) or shutil.which("chromium"),
        "poppler-utils": shutil.which("pdftotext"),
        "systemd": shutil.which("systemd-analyze"),
        "nginx-light": shutil.which("nginx") or Path("/usr/sbin/nginx").is_file(),
    }
    return [paquet for paquet, present in presents.items() if not present]


def main(arguments: Sequence[str]) -> None:
    """Print what is missing; an empty line when all is there."""
    paquets = paquets_du_moteur(installation_complete())
    if "--tests" in arguments:
        paquets += paquets_des_tests()
    print(" ".join(paquets))


if __name__ == "__main__":
    main(sys.argv[1:])
