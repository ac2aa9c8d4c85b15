"""Which sheet dresses the pages: ours, or the official DSFR where the operator, who accepted its terms, put it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from docgen.errors import UsageInvalide
from service.pages import statiques

RACINE = "/static/dsfr"
_FEUILLE = "dsfr.min.css"
_SCRIPTS = (("dsfr.module.min.js", "module"), ("dsfr.min.js", "text/javascript"))


@cache
def dossier() -> Path | None:
    """The folder that DOCGEN_DSFR names, which must hold ``dsfr.min.css``.

    Raises:
        UsageInvalide: the sheet is not there.
    """
    valeur = os.environ.get("DOCGEN_DSFR")
    if not valeur:
        return None
    if not (Path(valeur) / _FEUILLE).is_file():
        raise UsageInvalide(
            f"DOCGEN_DSFR vaut « {valeur} », où il n'y a pas de {_FEUILLE}. Donnez le dossier « dist » du DSFR, ou "
            "retirez la variable pour la feuille neutre de Docgen."
        )
    return Path(valeur).resolve()


def feuilles() -> tuple[str, ...]:
    """The addresses of the style sheets, in their order."""
    premiere = f"{RACINE}/{_FEUILLE}" if dossier() else statiques.adresse("docgen.css")
    return premiere, statiques.adresse("composants.css")


def scripts() -> tuple[tuple[str, str], ...]:
    """The addresses of the DSFR's scripts, with their types; none for the neutral sheet."""
    lieu = dossier()
    if lieu is None:
        return ()
    return tuple((f"{RACINE}/{nom}", genre) for nom, genre in _SCRIPTS if (lieu / nom).is_file())[:1]


def monter(app: FastAPI) -> None:
    """Serve the operator's folder, if there is one."""
    lieu = dossier()
    if lieu is not None:
        app.mount(RACINE, StaticFiles(directory=lieu), name="dsfr")


def politique() -> str:
    """The Content-Security-Policy: nothing but ourselves. The DSFR draws some of its icons from ``data:`` addresses."""
    images = "img-src 'self' data:; " if dossier() else ""
    return (
        f"default-src 'self'; {images}base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )
