"""Are the files that the tables speak of there, byte for byte? In the store, or in a backup."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from docgen.errors import FichierAbsent

if TYPE_CHECKING:
    from docgen.registre.registre import RegistreSql

# The tables that name a file by its key in the store, with its size and its digest.
TABLES = ("depots", "fichiers")
CONSEIL = "Restaurez-le depuis une sauvegarde, ou refaites ce qui l'a produit."
Lire = Callable[[str], Iterable[bytes]]
Lignes = Iterable[tuple[str, Mapping[str, Any]]]


def controler_fichiers(lignes: Lignes, lire: Lire, relues: Callable[[], Lignes]) -> list[str]:
    """What is wrong, one French sentence each. ``lignes``: the rows, each with the name of its table.

    ``lire`` gives a file by its key, or raises ``FichierAbsent``. ``relues`` gives the rows once more: a file went with
    its row, forgotten meanwhile, and nothing is wrong.
    """
    ecarts = dict(_ecarts(lignes, lire))
    restent = {ligne["cle"] for _, ligne in relues()} if ecarts else ()
    return [phrase for cle, phrase in ecarts.items() if cle in restent]


def _ecarts(lignes: Lignes, lire: Lire) -> Iterator[tuple[str, str]]:
    for table, ligne in lignes:
        calcul, taille = hashlib.sha256(), 0
        try:
            for bloc in lire(ligne["cle"]):
                calcul.update(bloc)
                taille += len(bloc)
        except FichierAbsent:
            yield ligne["cle"], f"Fichier « {ligne['cle']} » (table « {table} », {ligne['id']}) : il manque. {CONSEIL}"
            continue
        if taille != ligne["taille"]:
            dit = f"il a {taille} octets au lieu de {ligne['taille']}"
        elif calcul.hexdigest() != ligne["sha256"]:
            dit = "son empreinte n'est plus celle qui a été notée"
        else:
            continue
        yield ligne["cle"], f"Fichier « {ligne['cle']} » (table « {table} », {ligne['id']}) : {dit}. {CONSEIL}"


def lire_les_lignes(registre: RegistreSql) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows that name a file, as they are now."""
    with registre.connexion.lecture() as ouverte:
        return list(lignes_des_fichiers(ouverte))


def lignes_des_fichiers(ouverte: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of the database that name a file; none where the service was never opened."""
    from docgen.registre.copie import autres_tables, lignes_de

    for table in autres_tables(ouverte, TABLES):
        for ligne in lignes_de(ouverte, table):
            yield table.name, ligne
