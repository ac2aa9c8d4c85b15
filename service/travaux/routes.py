"""Jobs: read, follow, cancel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from docgen.usecases.estimation import Estimation
from service.acces.droits import Acte, genres_vus
from service.acces.idempotence import RouteATour, reprise_de
from service.acces.portier import Exiger
from service.contexte import Appel, Services
from service.socle.appelant import Appelant
from service.socle.erreurs import Introuvable
from service.socle.reponses import TOUTES, refus, une_page
from service.socle.requetes import IDENTIFIANT, UN_ID, Depuis, Limite
from service.travaux.fichiers import FichierLivre
from service.travaux.tables import Travail
from service.travaux.vues import FichierVu, PageTravaux, TravailVu

routeur = APIRouter(prefix="/v1", tags=["travaux"], route_class=RouteATour)
Suiveur = Annotated[Appel, Depends(Exiger(Acte.SUIVRE))]
Ident = Annotated[str, Path(alias="id", pattern=IDENTIFIANT, examples=[UN_ID], description="Identifiant du travail.")]
EVENEMENTS = "text/event-stream"
BATTEMENT_S = 15.0


@routeur.get("/travaux", summary="Les travaux", responses=refus(*TOUTES, 422))
def lister(appel: Suiveur, reponse: Response, depuis: Depuis = None, limite: Limite = 50) -> PageTravaux:
    """Du plus récent au plus ancien ; un centre voit les siens, l’impression voit les lots."""
    trouves = appel.services.travaux.carnet.lister(appel.perimetre, depuis, limite + 1, genres_vus(appel.appelant))
    page, suite = une_page(appel.requete, reponse, trouves, limite)
    return PageTravaux(travaux=[vue(travail, appel.services) for travail in page], suite=suite)


@routeur.get("/travaux/{id}", summary="Un travail", responses=refus(*TOUTES, 404))
def lire(ident: Ident, appel: Suiveur) -> TravailVu:
    """Où il en est, et ce qu’il livre une fois fini."""
    return vue(travail_visible(appel, ident), appel.services)


@routeur.delete(
    "/travaux/{id}",
    status_code=202,
    summary="Annuler un travail",
    responses=refus(*TOUTES, 404),
)
def annuler(ident: Ident, appel: Suiveur) -> TravailVu:
    """Demande l’arrêt : ce qui est en cours s’achève ou s’interrompt, rien d’autre ne commence."""
    travail_visible(appel, ident)
    travail = appel.services.travaux.carnet.annuler(ident)
    if travail is None:
        raise Introuvable
    return vue(travail, appel.services)


@routeur.get(
    "/travaux/{id}/evenements",
    summary="Suivre un travail",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Un événement « travail » à chaque changement, jusqu’au dernier ; son id est la version.",
            "content": {EVENEMENTS: {"schema": {"type": "string"}}},
        },
        204: {"description": "Le travail est fini et sa dernière version reçue : il n’y a plus rien à suivre."},
        **refus(*TOUTES, 404),
    },
)
async def suivre(
    appel: Suiveur,
    ident: Ident,
    dernier: Annotated[
        str | None,
        Header(alias="Last-Event-ID", examples=["3"], description="La dernière version reçue : on reprend après."),
    ] = None,
) -> Response:
    """Server-Sent Events. Chaque événement porte le travail entier, comme GET /v1/travaux/{id}."""
    travail = await appel.faire(travail_visible, appel, ident)
    vu = int(dernier) if dernier is not None and dernier.isdecimal() and len(dernier) < 10 else 0
    if travail.etat.fini and travail.version <= vu:
        return Response(status_code=204)  # else a browser would come back for ever
    sans_attente = {"X-Accel-Buffering": "no"}  # a proxy that reads this passes each line as it comes
    appel.services.suivis.prendre(appel.appelant.nom)
    rendre = partial(appel.services.suivis.rendre, appel.appelant.nom)
    return _Flux(_flux(appel, travail, vu), rendre, headers=sans_attente, media_type=EVENEMENTS)


class _Flux(StreamingResponse):
    """A stream that gives its place back, however it ends."""

    def __init__(self, contenu: AsyncIterator[bytes], rendre: Callable[[], None], **reste: Any) -> None:
        super().__init__(contenu, **reste)
        self._rendre = rendre

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._rendre()


async def _flux(appel: Appel, travail: Travail | None, vu: int) -> AsyncIterator[bytes]:
    """The job each time that it changes; a comment now and then, so that nobody takes the line for dead."""
    while travail is not None:
        if travail.version > vu:
            donnees = (await appel.faire(vue, travail, appel.services)).model_dump_json()
            yield f"event: travail\nid: {travail.version}\ndata: {donnees}\n\n".encode()
            vu = travail.version
        else:
            yield b": toujours en cours\n\n"
        if travail.etat.fini or await appel.requete.is_disconnected():
            return
        await appel.services.travaux.guetter(travail.id, vu, BATTEMENT_S)
        travail = await appel.faire(appel.services.travaux.carnet.lire, travail.id)


def soumettre_une_fois(
    appel: Appel,
    genre: str,
    parametres: Mapping[str, object],
    siret: str | None,
    priorite: int,
    octets: int = 0,
    prevue: Estimation | None = None,
) -> Travail:
    """Submit a job, unless a first call of the same key, cut short, has submitted it already.

    It remembers, among its parameters, what who asked for it may do. ``octets``: of the payloads that came with it, and
    are kept for it alone; ``prevue``: how long it should take.
    """
    parametres = {**parametres, "pouvoir": asdict(appel.appelant.pouvoir)}
    reprise = reprise_de(appel.requete)
    soumis = (
        appel.services.travaux.carnet.retrouver(genre, parametres, appel.appelant.nom, reprise) if reprise else None
    )
    return soumis or appel.services.travaux.soumettre(
        genre, parametres, appel.appelant.nom, siret, priorite, octets, prevue
    )


def visible(travail: Travail, appelant: Appelant) -> bool:
    """True if this caller may see the job: a centre its own, the printing staff the lots."""
    return travail.genre in genres_vus(appelant) and appelant.voit(travail.siret)


def travail_visible(appel: Appel, ident: str, genre: str | None = None) -> Travail:
    """A job that this caller may see, of that kind.

    Raises:
        Introuvable: there is none; one of another centre is said not to be there.
    """
    travail = appel.services.travaux.carnet.lire(ident)
    if travail is None or not visible(travail, appel.appelant) or genre not in (None, travail.genre):
        raise Introuvable
    return travail


def accepte(appel: Appel, reponse: Response, travail: Travail) -> TravailVu:
    """The answer to who asked for a job: where to follow it, and how it stands."""
    reponse.headers["Location"] = f"/v1/travaux/{travail.id}"
    return vue(travail, appel.services)


def vue(travail: Travail, services: Services) -> TravailVu:
    """A job, as it is answered; its parameters, which may name people, are not."""
    fichiers = services.fichiers.d_un_travail(travail.id) if travail.etat.fini else ()
    champs = asdict(travail) | {"fichiers": [vue_fichier(fichier) for fichier in fichiers]}
    return TravailVu.model_validate(champs)


def vue_fichier(fichier: FichierLivre) -> FichierVu:
    """A file, as it is answered."""
    return FichierVu.model_validate(asdict(fichier) | {"lien": f"/v1/fichiers/{fichier.id}"})
