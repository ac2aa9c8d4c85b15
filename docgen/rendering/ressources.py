"""What a document may load while it renders: our own template files, and what it carries itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import urlsplit
from urllib.request import url2pathname

from docgen.errors import RenduImpossible

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

Feuille = TypeVar("Feuille")
FEUILLE_ABSENTE = "La feuille de style « {0.name} » est introuvable. Rétablissez le dossier des modèles."

# Named here rather than guessed: the guess depends on the machine's own tables.
_TYPES: Final = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


class RessourceRefusee(ValueError):
    """The document asked for a resource that is none of its own."""


def lire(adresse: str, dossier: Path) -> tuple[bytes, str]:
    """Bytes and media type of a file of the templates folder, refused if it lies anywhere else.

    Raises:
        RessourceRefusee: the address leads elsewhere, or to nothing.
    """
    morceaux = urlsplit(adresse)
    if morceaux.scheme != "file" or morceaux.netloc:
        raise RessourceRefusee(f"la ressource « {adresse[:120]} » est extérieure au document")
    chemin = Path(url2pathname(morceaux.path)).resolve()
    if not chemin.is_relative_to(dossier):
        raise RessourceRefusee(f"le fichier « {chemin.name} » n'est pas dans le dossier des modèles")
    type_media = _TYPES.get(chemin.suffix.lower())
    if type_media is None:
        raise RessourceRefusee(f"le fichier « {chemin.name} » n'est ni une image ni une feuille de style")
    try:
        return chemin.read_bytes(), type_media
    except OSError as cause:
        raise RessourceRefusee(f"le fichier « {chemin.name} » est introuvable dans le dossier des modèles") from cause


def guichet(dossier: Path) -> URLFetcher:
    """WeasyPrint's way to resources, limited to the templates folder (resolved) and ``data:``."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Guichet(URLFetcher):  # type: ignore[misc]  # the engine has no types
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            contenu, type_media = lire(url, dossier)
            return URLFetcherResponse(url, contenu, {"Content-Type": type_media})

    return Guichet(allowed_protocols=("data",), fail_on_errors=True)


class Feuilles(Generic[Feuille]):
    """Files of the templates folder, each read once for as long as it does not change."""

    def __init__(self, lire: Callable[[Path], Feuille], manque: str = FEUILLE_ABSENTE) -> None:
        self._lire, self._manque = lire, manque
        self._lues: dict[Path, tuple[int, Feuille]] = {}

    def lire(self, chemin: Path) -> Feuille:
        """What the file holds, as the engine that reads it wants it.

        Raises:
            RenduImpossible: it is not there, or imports what it may not.
        """
        try:
            age = chemin.stat().st_mtime_ns
            connue = self._lues.get(chemin)
            if connue is None or connue[0] != age:
                connue = self._lues[chemin] = (age, self._lire(chemin))
        except (OSError, RessourceRefusee) as cause:
            raise RenduImpossible(self._manque.format(chemin)) from cause
        return connue[1]


def verifier_les_pages(intitule: str, pages: int, pages_max: int | None) -> None:
    """Accept the length of a document.

    Raises:
        RenduImpossible: it runs over what its type allows.
    """
    if pages_max is not None and pages > pages_max:
        raise RenduImpossible(
            f"« {intitule} » n'a pas pu être composé : il prend {pages} pages et doit tenir en {pages_max}. "
            "Raccourcissez les textes les plus longs."
        )
