"""Write what was produced: every file whole, or no file at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from docgen.domain.regles import Manquement
from docgen.errors import Erreur, UsageInvalide, raison_systeme
from docgen.usecases.production import DocumentProduit

RAPPORT = "rapport.json"


@dataclass(frozen=True, slots=True)
class BilanCharge:
    """What became of one payload: its documents, or its findings, or its faults. ``fichier`` is what was read."""

    fichier: str
    session: str | None = None
    documents: tuple[DocumentProduit, ...] = ()
    manquements: tuple[Manquement, ...] = ()
    erreurs: tuple[Erreur, ...] = ()
    panne: str | None = None
    dossier: str = ""

    @property
    def reussi(self) -> bool:
        """True when the documents were made."""
        return bool(self.documents)


def rapport(bilans: Sequence[BilanCharge]) -> dict[str, object]:
    """The report of a run: every document, and for every payload its findings and faults."""
    return {
        "documents": [fiche(document, bilan.dossier) for bilan in bilans for document in bilan.documents],
        "charges": [
            {
                "fichier": bilan.fichier,
                "session": bilan.session,
                "produite": bilan.reussi,
                "manquements": [asdict(manquement) for manquement in bilan.manquements],
                "erreurs": [asdict(erreur) for erreur in bilan.erreurs],
                **({"panne": bilan.panne} if bilan.panne else {}),
            }
            for bilan in bilans
        ],
    }


def fiche(document: DocumentProduit, dossier: str) -> Mapping[str, object]:
    """The report's line for one document; its path is relative to the output folder."""
    return {
        "type": document.type,
        "destinataire": document.destinataire,
        "fichier": f"{dossier}/{document.fichier}" if dossier else document.fichier,
        "numero": document.numero,
        "pages": document.pages or None,  # a Word document has none before it is opened
        "sha256": document.sha256,
        "usage": document.usage,
        "version_modele": document.version_modele,
    }


def publier(sortie: Path, dossier: str, documents: Sequence[DocumentProduit]) -> None:
    """Write the documents of one payload in ``sortie/dossier``.

    They are written aside first, under names that no one takes for a document, then each takes its place in one
    step: a reader never sees half a file, even if the run is cut short.

    Raises:
        UsageInvalide: the folder cannot be written.
    """
    try:
        sortie.mkdir(parents=True, exist_ok=True)
        atelier = Path(tempfile.mkdtemp(prefix=".docgen-", dir=sortie))
        try:
            for rang, document in enumerate(documents):
                _ecrire(atelier / str(rang), document.contenu)
            (sortie / dossier).mkdir(exist_ok=True)
            for rang, document in enumerate(documents):
                os.replace(atelier / str(rang), sortie / dossier / document.fichier)
        finally:
            shutil.rmtree(atelier, ignore_errors=True)
    except OSError as cause:
        raise _refus(sortie, cause) from cause


def ecrire_rapport(sortie: Path, bilans: Sequence[BilanCharge]) -> Path:
    """Write ``rapport.json``, in one step.

    Raises:
        UsageInvalide: the folder cannot be written.
    """
    chemin = sortie / RAPPORT
    provisoire = sortie / f".{RAPPORT}.{os.getpid()}"
    try:
        _ecrire(provisoire, json.dumps(rapport(bilans), ensure_ascii=False, indent=2).encode() + b"\n")
        os.replace(provisoire, chemin)
    except OSError as cause:
        raise _refus(sortie, cause) from cause
    return chemin


def _ecrire(chemin: Path, contenu: bytes) -> None:
    with chemin.open("wb") as fichier:
        fichier.write(contenu)
        fichier.flush()
        os.fsync(fichier.fileno())


def _refus(sortie: Path, cause: OSError) -> UsageInvalide:
    return UsageInvalide(
        f"Le dossier « {sortie} » n'a pas pu être écrit : {raison_systeme(cause)}. "
        "Choisissez-en un autre avec --sortie, ou libérez de la place."
    )
