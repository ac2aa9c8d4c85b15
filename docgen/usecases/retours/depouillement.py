"""Go through scanned files on one machine: read, sort, write what came of them, then tell the register."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from docgen.domain.papiers.code_page import CodePage
from docgen.domain.papiers.retour import Emise, PageRendue, Sort
from docgen.errors import UsageInvalide, refus_du_systeme
from docgen.usecases.atelier import Atelier
from docgen.usecases.processus.isolement import isoler
from docgen.usecases.publication import poser
from docgen.usecases.retours.lecture_retours import lire
from docgen.usecases.retours.phrases_retours import en_json
from docgen.usecases.retours.rangement import Rangement, assembler_les_documents, inscrire, pages_a_regarder, ranger

RAPPORT: Final = "retours.json"
Designation = tuple[str, int, str, int]  # a file and a page of it; the name of a document and its page


def depouiller(
    chemins: Sequence[Path],
    designees: Sequence[Designation],
    sortie: Path,
    atelier: Atelier,
    suivi: Callable[[int, int], None] | None = None,
) -> Rangement:
    """Read, sort and write; the register is told last, of what is on the disk.

    Raises:
        UsageInvalide: a file cannot be read or written, no page is of any use, or a page is said to be what is not.
    """
    fichiers = _lire(chemins)
    lectures = lire(fichiers, atelier.ouvriers, suivi)
    rangement = ranger(lectures, {}, atelier, None)
    if designees:
        rangement = ranger(lectures, choix_de(designees, rangement.emises), atelier, None)
    if len(rangement.refus) == len(fichiers):
        raise UsageInvalide("\n".join(raison for _, raison in rangement.refus))
    assembles = list(assembler_les_documents(rangement, fichiers, isoler))
    rapport = json.dumps(en_json(rangement), ensure_ascii=False, indent=2)
    ecrits = {document.nom: contenu for document, contenu in assembles}
    vues = {**dict(pages_a_regarder(rangement, fichiers, isoler)), RAPPORT: f"{rapport}\n".encode()}
    repris = {chemin.name for chemin in chemins if chemin.resolve().parent == sortie.resolve()}
    poser(sortie, {**ecrits, **vues}, repris | vues.keys())
    inscrire(assembles, atelier)
    return rangement


def choix_de(designees: Sequence[Designation], emises: Mapping[str, Emise]) -> dict[tuple[str, int], PageRendue]:
    """What a person said of pages, by the names of the documents that the other pages tell of.

    Raises:
        UsageInvalide: there is no such document, or it has no such page.
    """
    par_nom = {emise.releve.fichier: ident for ident, emise in emises.items() if emise.releve}
    choix = {}
    for fichier, rang, document, page in designees:
        ident = document if document in emises else par_nom.get(document)
        if ident is None or not 1 <= page <= emises[ident].emission.pages:
            raise UsageInvalide(
                f"La page {rang} de « {fichier} » n'a pas été rangée : « {document} », page {page}, n'est d'aucune "
                f"session dont une page est revenue. Documents possibles : {', '.join(sorted(par_nom)) or 'aucun'}."
            )
        code = CodePage(ident, page, emises[ident].emission.pages)
        choix[fichier, rang] = PageRendue(fichier, rang, Sort.RECUE, code, choisie=True)
    return choix


def _lire(chemins: Sequence[Path]) -> dict[str, bytes]:
    """The files, each under a name that no other has and that can be told."""
    fichiers: dict[str, bytes] = {}
    for rang, chemin in enumerate(chemins, start=1):
        nom = chemin.name.encode(errors="replace").decode()
        while nom in fichiers:
            nom = f"{rang}-{nom}"
        with refus_du_systeme(f"« {chemin} » n'a pas pu être lu", "Vérifiez son nom et ses droits."):
            fichiers[nom] = chemin.read_bytes()
    return fichiers
