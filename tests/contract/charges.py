"""Payloads as text, for the tests of the contract."""

from __future__ import annotations

import json
import re
from typing import Any

from docgen.contract.charge import lire_charge
from docgen.contract.messages import MESSAGES
from docgen.domain.dossier import Dossier
from docgen.errors import ChargeInvalide, Erreur
from tests.maison.arbre import RACINE

EXEMPLES = sorted((RACINE / "docgen" / "exemples").glob("*.json"))
TITRE = (RACINE / "docgen" / "exemples" / "session-titre-validee.json").read_text("utf-8")


def charge() -> dict[str, Any]:
    """A fresh copy of the validated TITRE session."""
    donnees: dict[str, Any] = json.loads(TITRE)
    return donnees


def lire(donnees: object) -> Dossier:
    """Read JSON values as a payload."""
    return lire_charge(json.dumps(donnees, ensure_ascii=False).encode())


def erreurs(octets: bytes) -> tuple[Erreur, ...]:
    """The errors of a payload; none when it is accepted. Any other exception goes through."""
    try:
        lire_charge(octets)
    except ChargeInvalide as erreur:
        refus = erreur
    else:
        return ()
    assert refus.erreurs, "a refusal without a reason"
    return refus.erreurs


def code_du_message(message: str) -> str:
    """The code whose sentence that is; fails on a text that is not one of the table's sentences."""
    codes = [code for code, motif in _MOTIFS.items() if motif.fullmatch(message)]
    assert len(codes) == 1, (message, codes)
    return codes[0]


def codes(octets: bytes) -> set[str]:
    """The codes of the errors of a payload."""
    return {code_du_message(erreur.message) for erreur in erreurs(octets)}


def resoudre(donnees: Any, pointeur: str) -> Any:
    """What a JSON pointer points to; ``KeyError``, ``IndexError`` or ``TypeError`` when there is nothing."""
    for partie in pointeur.split("/")[1:]:
        nom = partie.replace("~1", "/").replace("~0", "~")
        donnees = donnees[int(nom)] if isinstance(donnees, list) else donnees[nom]
    return donnees


def _motif(modele: str) -> re.Pattern[str]:
    morceaux = re.split(r"(\{\w+\}|\{\{|\}\})", modele)
    return re.compile("".join(_motif_du_morceau(morceau) for morceau in morceaux), re.DOTALL)


def _motif_du_morceau(morceau: str) -> str:
    if morceau in ("{{", "}}"):
        return re.escape(morceau[0])
    return ".*" if re.fullmatch(r"\{\w+\}", morceau) else re.escape(morceau)


_MOTIFS = {code: _motif(modele) for code, modele in MESSAGES.items()}
