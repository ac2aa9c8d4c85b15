"""Read scanned files, whoever made them: each in children that are limited in time and memory, some pages at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from docgen.domain.papiers.retour import PageRendue, Sort
from docgen.errors import DocgenError, UsageInvalide
from docgen.rendering.numerise.encre import Encre
from docgen.rendering.numerise.lecture_pages import PageNumerisee, compter_les_pages, lire_pages
from docgen.usecases.processus.isolement import Confier, isoler

TAILLE_MAX: Final = 100 << 20
_PAR_APPEL: Final = 24  # pages: far less than a child may take in a minute


@dataclass(frozen=True, slots=True)
class Lecture:
    """A file that was read: its pages, in its order, or why it could not be (``refus``)."""

    fichier: str
    pages: tuple[PageNumerisee, ...] = ()
    refus: str | None = None


def lire(
    fichiers: Mapping[str, bytes], ouvriers: int, suivi: Callable[[int, int], None] | None = None
) -> list[Lecture]:
    """Read every file, on that many cores; a bad one spoils no other.

    Raises:
        UsageInvalide: they are too large together, or there is none.
    """
    verifier_la_taille(len(contenu) for contenu in fichiers.values())
    lectures = []
    with ThreadPoolExecutor(max(1, ouvriers)) as equipe:
        for fait, (nom, contenu) in enumerate(fichiers.items(), start=1):
            lectures.append(lire_un_fichier(nom, contenu, isoler, equipe.map))
            if suivi:
                suivi(fait, len(fichiers))
    return lectures


def verifier_la_taille(tailles: Iterable[int]) -> None:
    """Accept the sizes of files that come together.

    Raises:
        UsageInvalide: they are too large, or there is none.
    """
    toutes = list(tailles)
    if not toutes:
        raise UsageInvalide("Aucun fichier n'a été donné : rien n'a été lu. Donnez au moins un fichier numérisé.")
    if sum(toutes) > TAILLE_MAX:
        raise UsageInvalide(
            f"Les fichiers font {sum(toutes) >> 20} Mio ensemble, et {TAILLE_MAX >> 20} Mio au plus sont lus à la "
            "fois : rien n'a été lu. Envoyez-les en plusieurs fois."
        )


def lire_un_fichier(
    nom: str, contenu: bytes, confier: Confier, repartir: Callable[..., Iterator[tuple[PageNumerisee, ...]]] = map
) -> Lecture:
    """Read one file; ``confier`` runs what parses it. What stops it is said of the file, and no page of it is kept."""
    try:
        nombre = confier(compter_les_pages, contenu, nom)

        def morceau(debut: int) -> tuple[PageNumerisee, ...]:
            return confier(lire_pages, contenu, nom, debut, min(debut + _PAR_APPEL, nombre))

        morceaux = list(repartir(morceau, range(0, nombre, _PAR_APPEL)))
    except DocgenError as refus:
        return Lecture(nom, refus=str(refus))
    return Lecture(nom, tuple(page for pages in morceaux for page in pages))


def pages_rendues(
    lectures: Sequence[Lecture], choix: Mapping[tuple[str, int], PageRendue]
) -> Iterator[tuple[PageRendue, Encre | None]]:
    """Every page of these files and its ink, as read, or as a person said (``choix``: by file, and rank from 1)."""
    for lecture in lectures:
        for page in lecture.pages:
            rang = page.rang + 1
            choisie = choix.get((lecture.fichier, rang))
            if choisie is not None and page.code is None:
                yield replace(choisie, fichier=lecture.fichier, rang=rang, choisie=True), None
                continue
            sort = Sort.BLANCHE if page.blanche else Sort.ILLISIBLE
            yield PageRendue(lecture.fichier, rang, sort, page.code, quarts=page.quarts), page.encre
