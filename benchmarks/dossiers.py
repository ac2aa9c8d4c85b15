"""What is measured: the first example, with as many candidates as asked; and its documents, as peers are given them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from docgen.contract.charge import lire_charge
from docgen.domain.dossier import Dossier
from docgen.rendering.qr import qr_png
from docgen.usecases.serie import exemples


def charge_de(candidats: int) -> dict[str, Any]:
    """The payload of the first example with that many candidates, all their results among those of the example."""
    chemin, _ = next(iter(exemples()))
    charge: dict[str, Any] = json.loads(chemin.read_text(encoding="utf-8"))
    modeles = charge["candidats"]
    charge["candidats"] = [
        {
            **modeles[rang % len(modeles)],
            "id": f"97414{rang:08d}F",
            "nom": f"{modeles[rang % len(modeles)]['nom']}-{_lettres(rang)}",
        }
        for rang in range(candidats)
    ]
    return charge


def _lettres(rang: int) -> str:
    return chr(ord("A") + rang // 26 % 26) + chr(ord("A") + rang % 26)


def dossier_de(candidats: int) -> Dossier:
    """The same, read."""
    return lire_charge(json.dumps(charge_de(candidats)).encode())


def avec_ses_codes(html: str) -> str:
    """A document with the pictures of its QR codes, which our engines draw by themselves."""
    return re.sub(r'code-qr:([^"]+)', lambda lu: qr_png(unquote(lu[1])), html)
