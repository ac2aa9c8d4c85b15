"""The routes: one module a subject."""

from __future__ import annotations

from fastapi import APIRouter

from service.routes import controles, depots, documents, dossiers, fichiers, lots, publiques, sante, travaux

ROUTEURS: tuple[APIRouter, ...] = (
    controles.routeur,
    documents.routeur,
    depots.routeur,
    dossiers.routeur,
    lots.routeur,
    travaux.routeur,
    fichiers.routeur,
    publiques.routeur,
    sante.routeur,
)
