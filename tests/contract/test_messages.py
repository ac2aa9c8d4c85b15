"""Every fault that can happen has its own French sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

import docgen.contract as paquet
from docgen.contract.genres import Liste, Motif
from docgen.contract.messages import CITATION_MAX, MESSAGES, citer, nature, phrase
from docgen.contract.modeles import CANDIDATS_MAX, Charge
from docgen.contract.valeurs import LISTE_MAX
from tests.contract.cas import CAS, ILLISIBLES
from tests.contract.charges import code_du_message

Marque = TypeVar("Marque")

# What pydantic can say at each kind of node of the models' core schema. A node of another kind, or a constraint
# that is not listed, fails the test: its error types must be looked up and given a sentence first.
ERREURS_DE_PYDANTIC = {
    "model": {"model_type"},
    "model-fields": {"missing", "extra_forbidden", "model_type"},
    "tuple": {"tuple_type"},
    "bool": {"bool_type"},
    "nullable": set(),
    "default": set(),
    "definitions": set(),
    "definition-ref": set(),
    "function-plain": set(),
    "function-before": set(),
    "function-after": set(),
    "model-field": set(),
}
CONTRAINTES = {"min_length", "max_length", "gt", "ge", "lt", "le", "multiple_of", "pattern", "fail_fast"}
# Told elsewhere than in the two tables of cases: they need a payload of their own.
CAS_A_PART = {"document_type", "champs_trop_nombreux", "liste_longue", "trop_erreurs"}


def noeuds(schema: Any) -> Iterator[dict[str, Any]]:
    """Every node of a core schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for cle, valeur in schema.items():
            if cle not in ("metadata", "serialization", "config", "function"):
                yield from noeuds(valeur)
    elif isinstance(schema, (list, tuple)):
        for valeur in schema:
            yield from noeuds(valeur)


def marques(genre: type[Marque]) -> list[Marque]:
    """The marks of that kind on the fields of the models."""
    fonctions = (noeud["function"] for noeud in noeuds(Charge.__pydantic_core_schema__) if "function" in noeud)
    objets = (getattr(fonction["function"], "__self__", None) for fonction in fonctions)
    return [objet for objet in objets if isinstance(objet, genre)]


def codes_du_paquet() -> set[str]:
    """Every code that the package's source can give to a fault."""
    trouves: set[str] = set()
    for source in Path(paquet.__file__).parent.glob("*.py"):
        for noeud in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name):
                trouves |= _codes_de_l_appel(noeud)
            if isinstance(noeud, ast.Constant) and re.fullmatch(r"(json|fichier)_\w+", str(noeud.value)):
                trouves.add(str(noeud.value))
    return trouves - {"json_schema_extra", "json_schema"}


def _codes_de_l_appel(appel: ast.Call) -> set[str]:
    if not isinstance(appel.func, ast.Name) or appel.func.id not in ("refus", "_refuser", "Faute", "phrase"):
        return set()
    return {str(a.value) for a in appel.args[:1] if isinstance(a, ast.Constant)}


def test_chaque_erreur_que_pydantic_peut_donner_a_sa_phrase() -> None:
    trouves: set[str] = set()
    for noeud in noeuds(Charge.__pydantic_core_schema__):
        assert noeud["type"] in ERREURS_DE_PYDANTIC, noeud["type"]
        assert not CONTRAINTES & noeud.keys(), noeud
        trouves |= ERREURS_DE_PYDANTIC[noeud["type"]]
    assert trouves == {"model_type", "missing", "extra_forbidden", "tuple_type", "bool_type"}
    assert trouves <= MESSAGES.keys()


def test_chaque_code_du_paquet_a_sa_phrase() -> None:
    des_motifs = {motif.code for motif in marques(Motif)}
    assert des_motifs == {
        "identifiant_forme",
        "code_forme",
        "siret_forme",
        "departement_forme",
        "courriel_forme",
        "telephone_forme",
    }
    assert codes_du_paquet() | des_motifs <= MESSAGES.keys()


def test_chaque_phrase_sert_et_est_eprouvee() -> None:
    assert {cas[0] for cas in (*CAS, *ILLISIBLES)} | CAS_A_PART == MESSAGES.keys()


def test_la_borne_d_une_liste_est_dans_le_modele() -> None:
    assert {liste.maximum for liste in marques(Liste)} == {LISTE_MAX, CANDIDATS_MAX} == {100, 500}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_une_phrase_a_trois_temps(code: str) -> None:
    phrase_type = MESSAGES[code]
    assert phrase_type[0].isupper()
    assert phrase_type.endswith((".", "{remede}"))
    quoi, _, reste = phrase_type.partition("\u00a0: ")
    pourquoi, _, remede = reste.partition("\u00a0; ")
    assert all((quoi, pourquoi, remede)), phrase_type
    assert not re.search(r" [;:!?»]|« |'", phrase_type), "typography"


def test_les_phrases_se_distinguent() -> None:
    contexte = dict.fromkeys(
        re.findall(r"\{(\w+)\}", " ".join(MESSAGES.values())),
        "x",
    )
    for code in MESSAGES:
        assert code_du_message(phrase(code, contexte)) == code


@pytest.mark.parametrize(
    ("valeur", "cite"),
    [
        ("court", "court"),
        ("a\u202eb\x1b[m", "a\ufffdb\ufffd[m"),
        ("x" * CITATION_MAX, "x" * CITATION_MAX),
        ("x" * (CITATION_MAX + 1), "x" * CITATION_MAX + "…"),
        (10**60, "1" + "0" * (CITATION_MAX - 1) + "…"),
        (1.5, "1.5"),
        (True, "vrai ou faux"),
        ({"a": 1}, "un objet"),
        ([1], "une liste"),
        (None, "null"),
    ],
)
def test_une_citation_est_courte_et_visible(valeur: object, cite: str) -> None:
    assert citer(valeur) == cite


def test_la_nature_est_dite_en_francais() -> None:
    valeurs: tuple[object, ...] = ("", 1, 1.5, False, None, {}, [])
    assert [nature(valeur) for valeur in valeurs] == [
        "un texte",
        "un nombre",
        "un nombre",
        "vrai ou faux",
        "null",
        "un objet",
        "une liste",
    ]
