"""The log: one JSON object a line, on the standard error, without a word of what is asked or answered."""

from __future__ import annotations

import logging
import sys

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

RENOMMES = {"levelname": "niveau", "name": "source", "message": "message", "asctime": "instant"}


def installer_journal(niveau: int = logging.INFO) -> None:
    """Send every log line of this process there, those of the libraries too."""
    sortie = logging.StreamHandler(sys.stderr)
    sortie.setFormatter(
        JsonFormatter(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields=RENOMMES,
            json_ensure_ascii=False,
            reserved_attrs=[*RESERVED_ATTRS, "color_message"],
        )
    )
    racine = logging.getLogger()
    racine.handlers[:] = [sortie]
    racine.setLevel(niveau)
    for nom in ("uvicorn", "uvicorn.error", "uvicorn.access", "httpx", "weasyprint"):
        logging.getLogger(nom).handlers.clear()
        logging.getLogger(nom).propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # it writes whole addresses, codes included
    for nom in ("alembic", "httpx", "httpcore"):
        logging.getLogger(nom).setLevel(logging.WARNING)
