"""The refusals of the service, from their ``application/problem+json``: a class for each that a program tells apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from docgen.client.erreurs_client import ErreurClient, ReponseIncomprise, ServiceInjoignable
from docgen.client.modeles_client import Erreur, Manquement, lire

TYPE_MEDIA = "application/problem+json"
MANDATAIRE = (502, 504)  # a proxy in front of the service, which is away
EN_COURS = "urn:docgen:probleme:demande-en-cours"


class AppelRefuse(ErreurClient):
    """Le service refuse l'appel.

    ``type`` is the kind of error, stable; ``reference`` leads whoever keeps the service to its log.
    """

    def __init__(self, statut: int, probleme: Mapping[str, Any], apres_s: float | None = None) -> None:
        super().__init__(str(probleme["detail"]))
        self.statut = statut
        self.type = str(probleme["type"])
        self.reference = str(probleme["reference"])
        self.manquements = tuple(lire(Manquement, un) for un in probleme.get("manquements") or ())
        self.erreurs = tuple(lire(Erreur, une) for une in probleme.get("erreurs") or ())
        self.apres_s = apres_s
        self.passagere = isinstance(self, (TropDAppels, ServiceIndisponible)) or self.type == EN_COURS


class NonIdentifie(AppelRefuse):
    """La clé est absente, inconnue ou révoquée (401)."""


class Interdit(AppelRefuse):
    """Le rôle de la clé n'ouvre pas cette route, ou la session est celle d'un autre centre (403)."""


class Introuvable(AppelRefuse):
    """L'adresse ne mène à rien que cette clé puisse voir (404)."""


class RefuseEnLEtat(AppelRefuse):
    """Les règles s'y opposent : ``manquements`` dit pourquoi ; ou la clé d'idempotence a servi à autre chose (409)."""


class DonneesMalFormees(AppelRefuse):
    """La demande est mal formée : ``erreurs`` dit tout ce qui ne va pas (422)."""


class TropDAppels(AppelRefuse):
    """Le nombre d'appels permis est dépassé (429)."""


class ServiceIndisponible(AppelRefuse):
    """Le registre, les fichiers ou un moteur ne répondent pas : rien n'a été attribué (503)."""


CLASSES: Mapping[int, type[AppelRefuse]] = {
    401: NonIdentifie,
    403: Interdit,
    404: Introuvable,
    409: RefuseEnLEtat,
    422: DonneesMalFormees,
    429: TropDAppels,
    503: ServiceIndisponible,
}


def lire_refus(reponse: httpx.Response) -> ErreurClient:
    """The error that an answer of 400 and above tells; its body must have been read."""
    statut = reponse.status_code
    try:
        probleme = json.loads(reponse.content)
        if reponse.headers.get("Content-Type", "").partition(";")[0] == TYPE_MEDIA:
            return CLASSES.get(statut, AppelRefuse)(statut, probleme, _apres(reponse))
    except (ValueError, KeyError, TypeError):
        pass
    if statut in MANDATAIRE or statut in (429, 503):
        return ServiceInjoignable(f"Un mandataire répond {statut} à la place du service : il ne le joint pas.")
    return ReponseIncomprise(f"La réponse {statut} n'est pas celle de Docgen. Vérifiez l'adresse du service.")


def _apres(reponse: httpx.Response) -> float | None:
    donne = reponse.headers.get("Retry-After", "")
    return float(donne) if donne.isdecimal() and len(donne) < 8 else None
