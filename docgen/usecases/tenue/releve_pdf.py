"""What a PDF that comes back says that it is. It runs in a child process, which loads a reader and nothing more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from docgen.domain.papiers.cle_courte import CLE_IMPRIMEE, JETON, cle_courte
from docgen.domain.papiers.numero import NUMERO_IMPRIME
from docgen.errors import UsageInvalide
from docgen.rendering.lecture_pdf import PdfLu, lire_pdf

DONNEES: Final = "donnees.json"
TAILLE_MAX: Final = 20_000_000  # bytes: thirty times the largest paper


@dataclass(frozen=True, slots=True)
class ReleveDePdf:
    """What a PDF says that it is: the number and the short key that it bears, and the data that it carries."""

    numero: str | None
    cle: str | None
    donnees: Mapping[str, Any]


def relever(contenu: bytes, nom: str) -> ReleveDePdf:
    """Read what a PDF says that it is: in the data that it carries, else on its first page.

    Raises:
        UsageInvalide: the file is not a readable PDF, or too large to be a paper.
    """
    if len(contenu) > TAILLE_MAX:
        raise UsageInvalide(
            f"« {nom} » est trop gros pour être un papier de Docgen. Donnez le fichier d'un seul papier."
        )
    lu = lire_pdf(contenu, nom)
    donnees = donnees_de(lu)
    papier = donnees.get("papier")
    if isinstance(papier, dict):
        jeton = str(papier.get("jeton"))
        return ReleveDePdf(str(papier.get("numero")), cle_courte(jeton) if JETON.fullmatch(jeton) else None, donnees)
    texte = lu.textes[0] if lu.textes and not donnees else ""
    numero, cle = NUMERO_IMPRIME.search(texte), CLE_IMPRIMEE.search(texte)
    return ReleveDePdf(numero and numero[0], cle and cle[0], donnees)


def donnees_de(lu: PdfLu) -> dict[str, Any]:
    """The data that it carries, none where they cannot be read."""
    try:
        donnees = json.loads(lu.pieces.get(DONNEES, b"{}"))
    except (ValueError, RecursionError):  # whoever forges a file may nest it without end
        return {}
    return donnees if isinstance(donnees, dict) else {}
