"""What dresses the pages: sheets, fonts and scripts, named by their digest so that browsers keep them.

The sheet is ours, or the official DSFR where the operator, who accepted its terms, put it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.staticfiles import StaticFiles

from service.socle.reglages import DSFR_FEUILLE

DOSSIER = Path(__file__).resolve().with_name("static")
_MEDIAS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_COMPRESSIBLES = frozenset((".css", ".js", ".svg"))
_TOUJOURS = "public, max-age=31536000, immutable"

routes = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Statique:
    """A file as it is sent."""

    contenu: bytes
    compresse: bytes | None
    media: str
    empreinte: str


@cache
def statiques() -> dict[str, Statique]:
    """Every file of ``service/site/static``, by its name; sheets come last: they name the others by their digests."""
    lus: dict[str, Statique] = {}
    for chemin in sorted(DOSSIER.iterdir(), key=lambda chemin: (chemin.suffix == ".css", chemin.name)):
        if chemin.suffix in _MEDIAS:
            lus[chemin.name] = _lire(chemin, lus)
    return lus


def _lire(chemin: Path, lus: Mapping[str, Statique]) -> Statique:
    contenu = chemin.read_bytes()
    if chemin.suffix == ".css":
        for nom, autre in lus.items():
            contenu = contenu.replace(f'url("{nom}")'.encode(), f'url("{nom}?v={autre.empreinte}")'.encode())
    compresse = gzip.compress(contenu, 9, mtime=0) if chemin.suffix in _COMPRESSIBLES else None
    return Statique(contenu, compresse, _MEDIAS[chemin.suffix], hashlib.sha256(contenu).hexdigest()[:12])


def adresse(nom: str) -> str:
    """The address of a file for this very content: another content has another address."""
    return f"/static/{nom}?v={statiques()[nom].empreinte}"


@routes.get("/static/{nom}")
def servir(nom: str, requete: Request, v: str = "") -> Response:
    """One file; kept for ever by the browser when it was asked for by its digest."""
    fichier = statiques().get(nom)
    if fichier is None:
        raise HTTPException(404)
    entetes = {"Cache-Control": _TOUJOURS if v == fichier.empreinte else "no-cache", "Vary": "Accept-Encoding"}
    if fichier.compresse and _accepte_gzip(requete.headers.get("accept-encoding", "")):
        return Response(fichier.compresse, headers={**entetes, "Content-Encoding": "gzip"}, media_type=fichier.media)
    return Response(fichier.contenu, headers=entetes, media_type=fichier.media)


def _accepte_gzip(entete: str) -> bool:
    """``gzip`` is named, or any coding is, and not to be refused (``q=0``)."""
    poids = {}
    for codage in entete.replace(" ", "").casefold().split(","):
        nom, _, valeur = codage.partition(";q=")
        poids[nom] = bool(valeur.strip("0.")) if valeur else True
    return poids.get("gzip", poids.get("*", False))


RACINE = "/static/dsfr"
_SCRIPTS = (("dsfr.module.min.js", "module"), ("dsfr.min.js", "text/javascript"))
_POLITIQUE = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"


@dataclass(frozen=True, slots=True)
class Habit:
    """The addresses of the sheets, those of the DSFR's scripts with their types, and what the page may load."""

    feuilles: tuple[str, ...]
    scripts: tuple[tuple[str, str], ...]
    politique: str


def monter(app: FastAPI, dossier: Path | None) -> None:
    """Choose the sheet; serve the operator's folder, if there is one."""
    nos_parties = adresse("composants.css")
    if dossier is None:
        app.state.habit = Habit((adresse("docgen.css"), nos_parties), (), _POLITIQUE)
        return
    presents = [(f"{RACINE}/{nom}", genre) for nom, genre in _SCRIPTS if (dossier / nom).is_file()]
    app.mount(RACINE, StaticFiles(directory=dossier), name="dsfr")
    # The DSFR draws some of its icons from « data: » addresses.
    app.state.habit = Habit(
        (f"{RACINE}/{DSFR_FEUILLE}", nos_parties), tuple(presents[:1]), f"{_POLITIQUE}; img-src 'self' data:"
    )
