"""Which sheet dresses the pages: ours, or the official DSFR where the operator, who accepted its terms, put it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from docgen.errors import UsageInvalide
from service.site import statiques

RACINE = "/static/dsfr"
FEUILLE = "dsfr.min.css"
_SCRIPTS = (("dsfr.module.min.js", "module"), ("dsfr.min.js", "text/javascript"))
_POLITIQUE = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"


@dataclass(frozen=True, slots=True)
class Habit:
    """The addresses of the sheets, those of the DSFR's scripts with their types, and what the page may load."""

    feuilles: tuple[str, ...]
    scripts: tuple[tuple[str, str], ...]
    politique: str


def monter(app: FastAPI, dossier: Path | None) -> None:
    """Choose the sheet; serve the operator's folder, if there is one.

    Raises:
        UsageInvalide: the DSFR's sheet is not in that folder.
    """
    nos_parties = statiques.adresse("composants.css")
    if dossier is None:
        app.state.habit = Habit((statiques.adresse("docgen.css"), nos_parties), (), _POLITIQUE)
        return
    if not (dossier / FEUILLE).is_file():
        raise UsageInvalide(
            f"DOCGEN_DSFR vaut « {dossier} », où il n'y a pas de {FEUILLE}. Donnez le dossier « dist » du DSFR, ou "
            "retirez la variable pour la feuille neutre de Docgen."
        )
    presents = [(f"{RACINE}/{nom}", genre) for nom, genre in _SCRIPTS if (dossier / nom).is_file()]
    app.mount(RACINE, StaticFiles(directory=dossier), name="dsfr")
    # The DSFR draws some of its icons from « data: » addresses.
    app.state.habit = Habit(
        (f"{RACINE}/{FEUILLE}", nos_parties), tuple(presents[:1]), f"{_POLITIQUE}; img-src 'self' data:"
    )
