"""Papers in small, beside the names of those whom they are for: drafts, what the register says, a volume's pages.

Nothing is numbered.

They are as private as the papers: a browser that keeps one asks each time whether it still may show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response

from docgen import __version__
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.vie import Etat
from docgen.usecases.tenue.actes_papier import situation
from service.acces.idempotence import RouteATour
from service.acces.visite import Demandeur, Greffier, Suiveur
from service.contexte import Appel
from service.papiers.apercus import brouillon_de, image_de, pdf_visible, sain
from service.papiers.emissions import papier_de_la_session
from service.socle.erreurs import Introuvable

routes = APIRouter(include_in_schema=False, route_class=RouteATour)

LARGEUR = 240  # pixels: a contact sheet shows no more
GARDEES_MAX = 400  # in each process; some 10 kB each
REVOIR = "private, no-cache"


@routes.get("/depots/{ident}/miniature/{code}.png")
async def du_brouillon(appel: Demandeur, ident: str, code: str, pour: str = "") -> Response:
    """The draft of one paper of a deposit."""
    depot, octets = await appel.faire(sain, appel, ident)

    async def faire() -> bytes:
        return await brouillon_de(appel, octets, code, pour)

    return await _miniature(appel, (depot.sha256, code, pour, appel.jour.isoformat()), faire)


@routes.get("/sessions/{siret}/{cle}/papiers/{numero}.png")
async def de_la_session(appel: Demandeur, siret: str, cle: str, numero: str) -> Response:
    """A numbered paper of a session."""
    papier = await appel.faire(papier_de_la_session, appel, siret, cle, numero)
    return await _du_papier(appel, papier)


@routes.get("/papiers/{numero}/miniature.png")
async def du_numero(appel: Greffier, numero: str) -> Response:
    """A numbered paper."""
    trouvee = await appel.faire(situation, numero, appel.atelier)
    if trouvee is None or trouvee.etat is Etat.ANNULE:
        raise Introuvable
    return await _du_papier(appel, trouvee.papier)


@routes.get("/fichiers/{ident}/miniature/{rang}.png")
async def du_fichier(appel: Suiveur, ident: str, rang: int) -> Response:
    """One page of a finished paper, or of a volume."""
    fiche = await appel.faire(pdf_visible, appel, ident)

    async def faire() -> bytes:
        return await appel.faire(appel.services.fichiers.contenu, fiche)

    return await _miniature(appel, (fiche.sha256, str(rang)), faire, rang - 1)


async def _du_papier(appel: Appel, papier: Papier) -> Response:
    async def faire() -> bytes:
        return (await appel.montrer(papier)).contenu

    return await _miniature(appel, (papier.numero or "", papier.empreinte), faire)


async def _miniature(
    appel: Appel, de_quoi: tuple[str, ...], faire: Callable[[], Awaitable[bytes]], rang: int = 0
) -> Response:
    """A page, the first, of what ``faire`` makes, unless the browser, or this process, has it already."""
    empreinte = hashlib.sha256("\n".join((__version__, *de_quoi)).encode()).hexdigest()[:32]
    entetes = {"ETag": f'"{empreinte}"', "Cache-Control": REVOIR, "Vary": "Cookie"}
    if empreinte in appel.requete.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=entetes)
    gardees = appel.services.miniatures
    if empreinte not in gardees:
        image = await appel.confier(image_de, await faire(), rang, LARGEUR)
        while len(gardees) >= GARDEES_MAX:
            gardees.pop(next(iter(gardees)))
        gardees[empreinte] = image
    return Response(gardees[empreinte], headers=entetes, media_type="image/png")
