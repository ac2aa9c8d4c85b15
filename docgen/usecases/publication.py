"""Write what was produced: every file whole, or no file at all, and never over what is another session's.

``rapport.json`` remembers, run after run, which session each file of the folder belongs to.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from docgen.disque import ecrire, seul
from docgen.domain.regles.vocabulaire import Manquement
from docgen.errors import CodeSortie, Erreur, UsageInvalide, refus_du_systeme
from docgen.usecases.rendu_documents import DocumentProduit

RAPPORT = "rapport.json"
_ATELIER = ".docgen-"


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

    @property
    def code(self) -> CodeSortie:
        """How the command would end if it were alone."""
        if self.reussi:
            return CodeSortie.REUSSI
        return CodeSortie.MALFORMEE if self.erreurs else CodeSortie.REFUS


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
        "fichier": _chemin(dossier, document.fichier),
        "numero": document.numero,
        "pages": document.pages or None,  # a Word document has none before it is opened
        "sha256": document.sha256,
        "usage": document.usage,
        "version_modele": document.version_modele,
    }


def publier(sortie: Path, dossier: str, session: str, documents: Sequence[DocumentProduit]) -> None:
    """Write the documents of one session in ``sortie/dossier``.

    They are written aside first, under names that no one takes for a document, then each takes its place in one
    step: a reader never sees half a file, even if the run is cut short.

    Raises:
        UsageInvalide: the folder cannot be written, or holds files of another session under these names.
    """
    chemins = [_chemin(dossier, document.fichier) for document in documents]
    with _a_cote(sortie) as atelier:
        for rang, document in enumerate(documents):
            ecrire(atelier / str(rang), document.contenu)
        with seul(sortie):
            _refuser_les_autres(sortie, session, dict(zip(chemins, documents, strict=True)))
            # Whose the files are is said before they take their place: a run cut short leaves none without its session.
            ancien = {"documents": [], "charges": [], **_lire(sortie)}
            siens = {**proprietaires(sortie), **dict.fromkeys(chemins, session)}
            _remplacer(sortie, atelier, {**ancien, "fichiers": siens})
            (sortie / dossier).mkdir(exist_ok=True)
            for rang, chemin in enumerate(chemins):
                os.replace(atelier / str(rang), sortie / chemin)


def poser(sortie: Path, fichiers: Mapping[str, bytes], remplacables: Collection[str]) -> None:
    """Write files in a folder, each whole or not at all; ``remplacables`` are those that may stand there already.

    Raises:
        UsageInvalide: the folder cannot be written, or another file has one of these names.
    """
    with _a_cote(sortie) as atelier, seul(sortie):
        for rang, (nom, octets) in enumerate(fichiers.items()):
            if nom not in remplacables and (sortie / nom).is_file() and (sortie / nom).read_bytes() != octets:
                raise UsageInvalide(
                    f"Le dossier « {sortie} » contient déjà « {nom} », qui vient d'ailleurs : rien n'a été écrit, afin "
                    "de ne pas l'effacer. Donnez aussi ce fichier à lire, pour que tout soit rangé ensemble, ou un "
                    "autre dossier avec --sortie."
                )
            ecrire(atelier / str(rang), octets)
        for rang, nom in enumerate(fichiers):
            os.replace(atelier / str(rang), sortie / nom)


def verifier_place(sortie: Path, dossier: str, session: str, noms: Sequence[str]) -> None:
    """Accept that a session writes files of these names in ``sortie/dossier``.

    Raises:
        UsageInvalide: one of them is another session's, whatever the case of its name.
    """
    autres = {chemin.casefold(): autre for chemin, autre in proprietaires(sortie).items() if autre != session}
    for chemin in (_chemin(dossier, nom) for nom in noms):
        if autre := autres.get(chemin.casefold()):
            raise UsageInvalide(
                f"Le dossier « {sortie} » contient déjà « {chemin} », qui est à la session {autre} : rien n'a été "
                f"écrit pour la session {session}, afin de ne pas l'effacer. Donnez un autre dossier avec --sortie, ou "
                "produisez les deux sessions par une seule commande : chacune aura le sien."
            )


def proprietaires(sortie: Path) -> Mapping[str, str]:
    """Which session each file of an output folder belongs to, by ``rapport.json``; files that are gone are left out."""
    fichiers = _lire(sortie).get("fichiers")
    if not isinstance(fichiers, dict):
        return {}
    return {chemin: session for chemin, session in fichiers.items() if (sortie / chemin).is_file()}


def ecrire_rapport(sortie: Path, bilans: Sequence[BilanCharge]) -> Path:
    """Write ``rapport.json``, in one step: the run, then every file that the folder holds and its session.

    Raises:
        UsageInvalide: the folder cannot be written.
    """
    with _a_cote(sortie) as atelier, seul(sortie):
        _remplacer(sortie, atelier, {**rapport(bilans), "fichiers": proprietaires(sortie)})
    return sortie / RAPPORT


def _chemin(dossier: str, fichier: str) -> str:
    return f"{dossier}/{fichier}" if dossier else fichier


@contextmanager
def _a_cote(sortie: Path) -> Iterator[Path]:
    """A place of its own in the output folder, gone at the end."""
    remede = "Choisissez-en un autre avec --sortie, ou libérez de la place."
    with refus_du_systeme(f"Le dossier « {sortie} » n'a pas pu être écrit", remede, None):
        sortie.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_ATELIER, dir=sortie, ignore_cleanup_errors=True) as atelier:
            yield Path(atelier)


def _refuser_les_autres(sortie: Path, session: str, documents: Mapping[str, DocumentProduit]) -> None:
    """Refuse to replace what is another session's, or whose owner is unknown; the same bytes are nobody's loss."""
    verifier_place(sortie, "", session, tuple(documents))
    connus = proprietaires(sortie)
    for chemin, document in documents.items():
        present = sortie / chemin
        if chemin not in connus and present.is_file() and present.read_bytes() != document.contenu:
            raise UsageInvalide(
                f"Le dossier « {sortie} » contient déjà « {chemin} », et {RAPPORT} ne dit pas à quelle session il "
                f"est : rien n'a été écrit pour la session {session}, afin de ne pas l'effacer. Donnez un autre "
                "dossier avec --sortie, ou rangez ce fichier ailleurs."
            )


def _lire(sortie: Path) -> Mapping[str, object]:
    """The report that the folder holds, if it is one."""
    try:
        lu = json.loads((sortie / RAPPORT).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return {}
    return lu if isinstance(lu, dict) else {}


def _remplacer(sortie: Path, atelier: Path, contenu: Mapping[str, object]) -> None:
    ecrire(atelier / RAPPORT, json.dumps(contenu, ensure_ascii=False, indent=2).encode() + b"\n")
    os.replace(atelier / RAPPORT, sortie / RAPPORT)
