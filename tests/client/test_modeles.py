"""What the client reads is what the published description says, field by field: a drift of either fails here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import httpx
import pytest

from docgen.client import AppelRefuse, ErreurClient, ReponseIncomprise, ServiceInjoignable, modeles_client
from docgen.client.modeles_client import Document, Fichier, lire
from docgen.client.refus import CLASSES, EN_COURS, lire_refus
from tests.maison.arbre import RACINE

SCHEMAS: dict[str, Any] = json.loads((RACINE / "docs" / "openapi.json").read_text(encoding="utf-8"))["components"][
    "schemas"
]
NOMS = {
    "Attestation": "AttestationVue",
    "Erreur": "ErreurVue",
    "PersonneAttestee": "PersonneAttestee",
    "Situation": "SituationVue",
    "Statistiques": "StatistiquesVues",
    "TypeExamine": "TypeVu",
}
SIMPLES = {"string": str, "integer": int, "boolean": bool}


def nom_du_schema(modele: type[Any]) -> str:
    """The schema of a class of the client."""
    return NOMS.get(modele.__name__, f"{modele.__name__}Vu")


def genre(schema: dict[str, Any]) -> object:
    """What the client must hold for a schema: a type, or ``("tuple", …)``, ``("ou rien", …)``."""
    if "$ref" in schema:
        nom = schema["$ref"].rpartition("/")[2]
        return str if "enum" in SCHEMAS[nom] else nom
    if "anyOf" in schema:
        (autre,) = [un for un in schema["anyOf"] if un.get("type") != "null"]
        return ("ou rien", genre(autre))
    if schema["type"] == "array":
        return ("tuple", genre(schema["items"]))
    return Mapping if schema["type"] == "object" else SIMPLES[schema["type"]]


def genre_du_client(indice: Any) -> object:
    """The same, of a field of the client."""
    if get_origin(indice) is tuple:
        return ("tuple", genre_du_client(get_args(indice)[0]))
    if NoneType in get_args(indice):
        (autre,) = [un for un in get_args(indice) if un is not NoneType]
        return ("ou rien", genre_du_client(autre))
    if get_origin(indice) is Mapping:
        return Mapping
    return indice if indice in SIMPLES.values() else nom_du_schema(indice)


MODELES = [modele for modele in vars(modeles_client).values() if is_dataclass(modele) and modele is not Document]


@pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele.__name__)
def test_chaque_champ_est_celui_de_la_description(modele: type[Any]) -> None:
    proprietes = SCHEMAS[nom_du_schema(modele)]["properties"]
    indices = get_type_hints(modele)
    attendus = {nom: genre(schema) for nom, schema in proprietes.items()}
    assert {nom: genre_du_client(indice) for nom, indice in indices.items()} == attendus


def test_un_champ_de_plus_est_ignore_et_un_champ_absent_est_dit() -> None:
    donnees = {"id": "a", "nom": "a.pdf", "type_media": "application/pdf", "taille": 1, "sha256": "0", "lien": "/a"}
    assert lire(Fichier, {**donnees, "couleur": "bleu"}).nom == "a.pdf"
    with pytest.raises(ReponseIncomprise, match="sha256"):
        lire(Fichier, {nom: valeur for nom, valeur in donnees.items() if nom != "sha256"})
    with pytest.raises(ReponseIncomprise):
        lire(Fichier, [])


@pytest.mark.parametrize(
    ("statut", "type_media", "corps", "classe", "passagere"),
    [
        (502, "text/html", "<html>", ServiceInjoignable, True),
        (503, "text/html", "<html>", ServiceInjoignable, True),
        (404, "text/html", "<html>", ReponseIncomprise, False),
        (500, "application/problem+json", "[]", ReponseIncomprise, False),
        (413, "application/problem+json", '{"type":"x","detail":"Trop gros.","reference":"r"}', AppelRefuse, False),
        (429, "application/problem+json", '{"type":"x","detail":"Trop.","reference":"r"}', CLASSES[429], True),
        (409, "application/problem+json", f'{{"type":"{EN_COURS}","detail":"d","reference":"r"}}', CLASSES[409], True),
    ],
)
def test_une_reponse_d_erreur_a_une_classe(
    statut: int, type_media: str, corps: str, classe: type[ErreurClient], passagere: bool
) -> None:
    reponse = httpx.Response(statut, headers={"Content-Type": type_media, "Retry-After": "3"}, text=corps)
    erreur = lire_refus(reponse)
    assert type(erreur) is classe
    assert erreur.passagere is passagere
    if isinstance(erreur, AppelRefuse):
        assert erreur.apres_s == 3


def test_les_sortes_d_erreur_que_le_client_connait_existent() -> None:
    from service.socle.erreurs import DemandeEnCours
    from service.socle.problems import STATUTS, probleme

    assert json.loads(bytes(probleme(DemandeEnCours(), "r").body))["type"] == EN_COURS
    assert set(CLASSES) <= set(STATUTS.values())
