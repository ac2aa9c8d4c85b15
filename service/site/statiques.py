"""Style sheets, fonts and scripts: read once, compressed once, named by their digest so that browsers keep them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

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
    if fichier.compresse and "gzip" in requete.headers.get("accept-encoding", ""):
        return Response(fichier.compresse, headers={**entetes, "Content-Encoding": "gzip"}, media_type=fichier.media)
    return Response(fichier.contenu, headers=entetes, media_type=fichier.media)
