"""The published description, and the routes tried by what it says of them."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

from service.app import document
from service.socle import problems
from tests.ampleur import essais
from tests.service.http.serveur import Serveur

DOCUMENT = document()
OPERATIONS = [
    (methode, chemin, operation)
    for chemin, operations in DOCUMENT["paths"].items()
    for methode, operation in operations.items()
]
NOMS = [f"{methode.upper()} {chemin}" for methode, chemin, _ in OPERATIONS]
VERIFICATIONS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.mark.parametrize(("methode", "chemin", "operation"), OPERATIONS, ids=NOMS)
def test_chaque_route_se_decrit_en_francais(methode: str, chemin: str, operation: dict[str, Any]) -> None:
    assert operation["summary"][0].isupper()
    assert operation["description"].endswith((".", "}"))
    for parametre in operation.get("parameters", ()):
        assert parametre["description"], parametre["name"]
    for statut, reponse in operation["responses"].items():
        assert reponse["description"] not in ("Successful Response", "Validation Error"), statut
        if int(statut) >= 400:
            assert set(reponse["content"]) == {problems.TYPE_MEDIA}, statut


def test_la_charge_est_decrite_par_son_schema_publie_et_par_de_vrais_exemples() -> None:
    composants = DOCUMENT["components"]
    assert composants["schemas"]["Charge"]["properties"]["session"]["$ref"] == "#/components/schemas/Session"
    assert set(composants["examples"]) == {
        "session-titre-validee",
        "session-titre-a-convoquer",
        "session-ccp-validee",
    }
    texte = json.dumps(DOCUMENT)
    assert "HTTPValidationError" not in texte
    for reference in {morceau.partition('"')[0] for morceau in texte.split('"$ref": "#/')[1:]}:
        noeud: Any = DOCUMENT
        for nom in reference.split("/"):
            noeud = noeud[nom]


def test_les_schemas_sont_decrits_en_francais() -> None:
    for nom, schema in DOCUMENT["components"]["schemas"].items():
        assert "__" not in nom
        assert not re.search(r"\b(the|what|where|which|with)\b", schema.get("description", ""), re.IGNORECASE), nom
        assert schema.get("description") or "enum" not in schema, nom


def test_le_service_publie_ce_que_dit_la_page(ceres: httpx.Client) -> None:
    assert ceres.get("/v1/openapi.json").json() == DOCUMENT


def sans_charge() -> dict[str, Any]:
    """The description, any object taking the place of the payload: building one from its schema takes a minute.

    The examples remain, and tests/contract tries the payload's schema.
    """
    allege: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    for nom in ("Charge", "Demarche"):
        allege["components"]["schemas"][nom] = {"type": "object"}
    return allege


@pytest.fixture(scope="module")
def allege() -> BaseSchema:
    """What the routes are tried by, read when it is asked for and not by each process that lists the tests."""
    return schemathesis.openapi.from_dict(sans_charge())


ESSAIS = essais(0.2, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("route", NOMS)
def test_rien_n_est_repondu_qui_ne_soit_decrit(route: str, allege: BaseSchema, serveur: Serveur) -> None:
    def appeler(case: schemathesis.Case[Any]) -> None:
        if case.path.endswith("/evenements"):
            case.path_parameters = {"id": "inconnu"}
        case.headers["Authorization"] = f"Bearer {serveur.secrets['admin']}"
        reponse = case.call(base_url=serveur.adresse, timeout=60)
        case.validate_response(reponse, checks=VERIFICATIONS)
        if reponse.status_code >= 400:
            assert reponse.headers["content-type"] == [problems.TYPE_MEDIA]
        if reponse.status_code >= 400 and case.method != "HEAD":
            assert set(reponse.json()) >= {"type", "title", "status", "detail", "reference"}

    # Its own marker would draw every case while the tests are listed: ten seconds of each process.
    (essai,) = get_all_tests(schema=allege.include(name=route), test_func=appeler, settings=ESSAIS, given_kwargs=None)
    assert isinstance(essai, Ok)
    essai.ok()[1]()


@pytest.mark.parametrize(("methode", "chemin", "operation"), OPERATIONS, ids=NOMS)
def test_tout_ce_qui_se_donne_et_tout_ce_qui_revient_a_un_exemple_vrai(
    methode: str, chemin: str, operation: dict[str, Any]
) -> None:
    for parametre in operation.get("parameters", ()):
        assert parametre["schema"]["examples"], parametre["name"]
        verifier_exemples(parametre["schema"], parametre["schema"]["examples"])
    for contenu in operation.get("requestBody", {"content": {}})["content"].values():
        assert contenu.get("example") or contenu.get("examples")
        verifier_exemples(contenu["schema"], [contenu["example"]] if "example" in contenu else [])
        for renvoi in contenu.get("examples", {}):
            verifier_exemples(contenu["schema"], [DOCUMENT["components"]["examples"][renvoi]["value"]])
    for statut, reponse in operation["responses"].items():
        contenu = reponse.get("content", {}).get("application/json")
        if contenu and statut.startswith("2") and not chemin.endswith("/charge"):
            verifier_exemples(contenu["schema"], [contenu["example"]])


def verifier_exemples(schema: dict[str, Any], exemples: list[Any]) -> None:
    """An example that its own schema refuses would mislead."""
    verificateur = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    for exemple in exemples:
        verificateur.validate(exemple)
