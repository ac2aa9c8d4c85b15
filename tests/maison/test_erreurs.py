"""An error speaks to whoever reads it, and to whoever scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import docgen.cli
from docgen.errors import DocgenError
from tests.maison.arbre import RACINE


def toutes(racine: type[DocgenError]) -> Iterator[type[DocgenError]]:
    yield racine
    for classe in racine.__subclasses__():
        yield from toutes(classe)


ERREURS = [erreur for erreur in toutes(DocgenError) if erreur.__module__.startswith("docgen.")]
CODES = {int(code) for code in re.findall(r"\b\d\b", (docgen.cli.__doc__ or "").split("\n\n")[1])}


@pytest.mark.parametrize("erreur", ERREURS, ids=lambda erreur: erreur.__name__)
def test_son_message_par_defaut_est_une_phrase_francaise(erreur: type[DocgenError]) -> None:
    phrase = erreur.__dict__["__doc__"].strip().splitlines()[0]
    assert re.fullmatch(r"(Le|La|L'|Les|Un|Une)[^.]* .*\.", phrase)
    assert erreur.message_par_defaut() == phrase


@pytest.mark.parametrize("erreur", ERREURS, ids=lambda erreur: erreur.__name__)
def test_son_code_de_sortie_est_un_de_ceux_de_la_commande(erreur: type[DocgenError]) -> None:
    assert erreur.code_sortie in CODES - {0}


def test_le_readme_donne_tous_les_codes_de_sortie() -> None:
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    codes = readme.partition("## Codes de sortie")[2].partition("\n## ")[0]
    assert {int(code) for code in re.findall(r"^\| (\d) \|", codes, re.MULTILINE)} == CODES
