"""The plan holds: small folders, one name a thing, words of the lexicon, short functions, imports that go one way."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import grimp

from tests.maison.arbre import RACINE, fichiers, nom

MODULES_MAX = 15
LIGNES_MAX = 30
BANNIS = {"utils", "helpers", "common", "base", "core", "manager"}
# By the plan, each subject of the service has its own.
PAR_SUJET = {"__init__", "routes", "pages", "tables", "vues"}
PRODUIT = [
    chemin
    for chemin in fichiers("docgen", "service", motif="*.py")
    if "migrations" not in chemin.relative_to(RACINE).parts
]


def test_un_dossier_tient_quinze_modules() -> None:
    tailles: dict[str, int] = defaultdict(int)
    for module in PRODUIT:
        tailles[nom(module.parent)] += module.stem != "__init__"
    trop = {dossier: nombre for dossier, nombre in tailles.items() if nombre > MODULES_MAX}
    assert trop == {}


def test_un_nom_n_a_qu_un_sens() -> None:
    lieux = defaultdict(list)
    for module in PRODUIT:
        lieux[module.stem].append(nom(module))
    doubles = {mot: ou for mot, ou in lieux.items() if len(ou) > 1 and mot not in PAR_SUJET}
    assert doubles == {}


def test_chaque_mot_des_noms_est_au_lexique_et_n_est_pas_banni() -> None:
    connus = _lexique()
    mots = defaultdict(set)
    for module in PRODUIT:
        for partie in (module.stem, *module.relative_to(RACINE).parts[:-1]):
            for mot in partie.strip("_").split("_"):
                mots[mot].add(nom(module))
    assert {mot: sorted(ou)[0] for mot, ou in mots.items() if mot not in connus | {"init"}} == {}
    assert mots.keys() & BANNIS == set()


def test_le_lexique_dit_chaque_mot_une_fois_en_deux_langues() -> None:
    lignes = [ligne.split(" | ") for ligne in _lignes_du_lexique()]
    assert all(len(cases) == 4 and all(case.strip(" |") for case in cases) for cases in lignes)
    assert all(case.strip(" |").endswith((".", "?", ".`")) for cases in lignes for case in cases[2:])
    formes = [forme for cases in lignes for forme in cases[0].strip("| ").split(", ")]
    assert sorted(forme for forme in set(formes) if formes.count(forme) > 1) == []


def test_une_fonction_tient_trente_lignes() -> None:
    assert [longue for module in PRODUIT for longue in _longues(module)] == []


def test_aucun_module_ne_s_importe_lui_meme_par_d_autres() -> None:
    graphe = grimp.build_graph("docgen", "service", cache_dir=None)
    restants = set(graphe.modules)
    while libres := {
        module for module in restants if not restants & set(graphe.find_modules_directly_imported_by(module))
    }:
        restants -= libres
    while appeles := {
        module for module in restants if not restants & set(graphe.find_modules_that_directly_import(module))
    }:
        restants -= appeles
    assert sorted(restants) == []


def _longues(module: Path) -> list[str]:
    arbre = ast.parse(module.read_text(encoding="utf-8"))
    return [
        f"{nom(module)} {noeud.name}"
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef)
        and (noeud.end_lineno or 0) - noeud.lineno >= LIGNES_MAX
    ]


def _lignes_du_lexique() -> list[str]:
    texte = (RACINE / "docs" / "lexique.md").read_text(encoding="utf-8")
    return [ligne for ligne in texte.splitlines() if re.match(r"\| (?!Mot )[^-]", ligne)]


def _lexique() -> set[str]:
    return {forme for ligne in _lignes_du_lexique() for forme in ligne.split(" | ")[0].strip("| ").split(", ")}
