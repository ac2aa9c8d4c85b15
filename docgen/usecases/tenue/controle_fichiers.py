"""Are the files that the tables speak of there, byte for byte? In the store, or in a backup."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from docgen.errors import FichierAbsent
from docgen.fichiers import Magasin

# The tables that name a file by its key in the store, with its size and its digest.
TABLES = ("depots", "fichiers")
CONSEIL = "Restaurez-le depuis une sauvegarde, ou refaites ce qui l'a produit."
Lire = Callable[[str], Iterable[bytes]]


def controler_fichiers(lignes: Iterable[tuple[str, Mapping[str, Any]]], lire: Lire) -> Iterator[str]:
    """What is wrong, one French sentence each. ``lignes``: the rows, each with the name of its table.

    ``lire`` gives a file by its key, or raises ``FichierAbsent``.
    """
    for table, ligne in lignes:
        calcul, taille = hashlib.sha256(), 0
        try:
            for bloc in lire(ligne["cle"]):
                calcul.update(bloc)
                taille += len(bloc)
        except FichierAbsent:
            yield f"Fichier « {ligne['cle']} » (table « {table} », {ligne['id']}) : il manque. {CONSEIL}"
            continue
        if taille != ligne["taille"]:
            dit = f"il a {taille} octets au lieu de {ligne['taille']}"
        elif calcul.hexdigest() != ligne["sha256"]:
            dit = "son empreinte n'est plus celle qui a été notée"
        else:
            continue
        yield f"Fichier « {ligne['cle']} » (table « {table} », {ligne['id']}) : {dit}. {CONSEIL}"


def lignes_des_fichiers(ouverte: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of the database that name a file; none where the service was never opened."""
    from docgen.registre.copie import lignes_de, tables_a_copier

    for table in tables_a_copier(ouverte):
        if table.name in TABLES:
            for ligne in lignes_de(ouverte, table):
                yield table.name, ligne


def lecteur(magasin: Magasin) -> Lire:
    """What reads a file of the store, by pieces."""

    def lire(cle: str) -> Iterator[bytes]:
        if magasin.fiche(cle) is None:
            raise FichierAbsent
        yield from magasin.flux(cle)

    return lire
