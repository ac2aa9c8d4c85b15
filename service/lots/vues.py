"""What is shown of a lot: the manifest, read from the file that the lot delivered; the words of the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docgen.fichiers import Magasin

# What the files beside the volumes of a lot are.
PIECES_LOT = {
    "controle.pdf": "Feuille de contrôle, à cocher",
    "corrections.json": "Sessions mises de côté, pour un programme",
    "manifeste.csv": "Manifeste, pour un tableur",
    "manifeste.json": "Manifeste, pour un programme",
}


@dataclass(frozen=True, slots=True)
class Manifeste:
    """What a lot holds: a line a document, and the counts of each volume by its file name."""

    lot: str
    documents: tuple[Mapping[str, Any], ...]
    volumes: Mapping[str, Mapping[str, Any]]

    def chercher(self, texte: str) -> tuple[Mapping[str, Any], ...]:
        """The lines whose number, session or holder begins so; all of them without a text."""
        if not texte:
            return self.documents
        debut = texte.casefold()
        return tuple(
            ligne
            for ligne in self.documents
            if any(
                str(ligne[champ] or "").casefold().startswith(debut) for champ in ("numero", "session", "destinataire")
            )
        )


@lru_cache(maxsize=4)
def lire_manifeste(cle: str, magasin: Magasin) -> Manifeste:
    """The manifest under that key, which never changes.

    Raises:
        FichiersIndisponibles: the store does not answer, or the lot was purged.
    """
    lu = json.loads(magasin.lire(cle))
    return Manifeste(lu["lot"], tuple(lu["documents"]), {volume["fichier"]: volume for volume in lu["volumes"]})
