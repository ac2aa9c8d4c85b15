"""The published schema says what the reader does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from docgen.contract.schema_charge import schema_json
from tests.contract.cas import CAS
from tests.contract.charges import EXEMPLES, TITRE, charge, code_du_message, erreurs, resoudre
from tests.maison.arbre import RACINE

VALIDATEUR = Draft202012Validator(schema_json())
# Calendars, check digits, uniqueness and what depends on the letters around are beyond JSON Schema; so is the way the
# JSON itself is written.
HORS_SCHEMA = {"jour_inconnu", "siret_cle", "id_double", "ccp_double", "texte_liaison", "texte_entite"}


def champs(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The fields of every object of the schema, with their path."""
    objets = {"": schema, **schema["$defs"]}
    return [(f"{nom}/{cle}", champ) for nom, objet in objets.items() for cle, champ in objet["properties"].items()]


def test_c_est_un_schema_du_dialecte_2020_12() -> None:
    Draft202012Validator.check_schema(schema_json())
    assert schema_json()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_il_est_le_meme_a_chaque_fois() -> None:
    commande = [sys.executable, "-m", "docgen.contract.schema_charge"]
    imprime = subprocess.run(commande, capture_output=True, check=True, cwd=RACINE, env={"PYTHONHASHSEED": "7"})
    assert imprime.stdout.decode() == json.dumps(schema_json(), ensure_ascii=False, indent=2) + "\n"
    assert imprime.stderr == b""


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda exemple: exemple.stem)
def test_les_exemples_lui_conviennent(exemple: Path) -> None:
    assert list(VALIDATEUR.iter_errors(json.loads(exemple.read_bytes()))) == []


@pytest.mark.parametrize(("chemin", "champ"), champs(schema_json()), ids=lambda valeur: str(valeur)[:40])
def test_chaque_champ_est_decrit(chemin: str, champ: dict[str, Any]) -> None:
    assert champ.get("description", "").endswith("."), chemin
    assert "title" not in champ


def test_chaque_objet_est_decrit_et_ferme_sauf_x() -> None:
    schema = schema_json()
    for objet in (schema, *schema["$defs"].values()):
        assert objet["description"].endswith(".")
        assert objet["additionalProperties"] is False
        assert objet["patternProperties"] == {"^x_": True}


@pytest.mark.parametrize(
    ("chemin", "ecrits"),
    [
        ("/session/statut", ("DTE envoyé", "Convocations envoyée", "  validée ", "En pre\u0301paration")),
        ("/agrement/statut", ("suspendue", "En cours d’instruction", "ÉCHU", "Retirée")),
        ("/agrement/decision", ("Acceptée", "en cours")),
        ("/candidats/0/resultat/presence", ("Présente", "absence  injustifiée")),
        ("/candidats/0/resultat/decision", ("Admise", "partielle", "Refusée")),
        ("/responsable/role", ("suppléante", "Hors agrément")),
    ],
)
def test_les_autres_ecritures_lui_conviennent(chemin: str, ecrits: tuple[str, ...]) -> None:
    for ecrit in ecrits:
        donnees, (objet, _, champ) = charge(), chemin.rpartition("/")
        resoudre(donnees, objet)[champ] = ecrit
        assert VALIDATEUR.is_valid(donnees), ecrit
        assert erreurs(json.dumps(donnees).encode()) == (), ecrit


def test_les_limites_y_sont() -> None:
    schema = schema_json()
    assert schema["properties"]["candidats"]["maxItems"] == 500
    assert schema["$defs"]["Candidat"]["properties"]["nom"]["maxLength"] == 100
    assert "default" not in schema["$defs"]["Session"]["properties"]["entretien_final"]
    assert schema["$defs"]["Session"]["properties"]["heure_debut"]["default"] == "08:00"


@pytest.mark.parametrize(("avant", "apres"), [cas[1:3] for cas in CAS if not cas[0].startswith("json_")])
def test_il_refuse_ce_que_la_lecture_refuse(avant: str, apres: str) -> None:
    texte = TITRE.replace(avant, apres, 1)
    codes = {code_du_message(erreur.message) for erreur in erreurs(texte.encode())}
    donnees = json.loads(texte, parse_int=lambda chiffres: int(chiffres[:21]))
    entier_a_virgule = "2.0" in apres  # a whole number to JSON Schema
    assert VALIDATEUR.is_valid(donnees) is (codes <= HORS_SCHEMA or entier_a_virgule)
