"""The routes: one module a subject."""

from __future__ import annotations

from fastapi import APIRouter

from service.routes import publiques, sante

ROUTEURS: tuple[APIRouter, ...] = (publiques.routeur, sante.routeur)
