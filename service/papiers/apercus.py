"""Look at a paper before it is issued, or at a finished one: its pages, as pictures."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from docgen.contract import lire_charge
from docgen.documents import catalogue
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.domain.convocation import Convocable
from docgen.domain.dossier import Dossier
from docgen.rendering.images import compter_pages, page_en_png
from docgen.usecases.production import Commande
from service.acces.portier import LesServices
from service.acces.visite import Demandeur, Suiveur
from service.contexte import Services
from service.sessions.tables import Depot
from service.site.gabarits import page
from service.socle.appelant import Appelant
from service.socle.erreurs import Introuvable
from service.travaux.envoi import fichier_visible
from service.travaux.fichiers import FichierLivre
from service.travaux.pages import titre_de

routes = APIRouter(include_in_schema=False)

BROUILLONS_MAX = 8


@routes.get("/depots/{ident}/apercu/{code}")
async def apercu(
    requete: Request, services: LesServices, appelant: Demandeur, ident: str, code: str, pour: str = ""
) -> Response:
    """A draft of one paper of a deposit."""
    depot, octets = await run_in_threadpool(_sain, ident, services, appelant)
    commande = _brouillon(code, pour, services)
    brouillon = await _pdf_du_brouillon(requete, octets, commande, appelant, services)
    pages = await services.faire_a_son_tour(requete, compter_pages, brouillon)
    suffixe = f"?{urlencode({'pour': pour})}" if pour else ""
    return page(
        requete,
        "apercu.html",
        intitule=catalogue()[code].intitule,
        pour=await run_in_threadpool(_nom_de, octets, pour),
        brouillon=True,
        pas=[("/sessions", "Sessions"), (f"/depots/{depot.id}", f"Session {depot.session}")],
        retour=(f"/depots/{depot.id}", "Revenir à la session"),
        telechargement=None,
        pages=[f"/depots/{depot.id}/apercu/{code}/{rang}.png{suffixe}" for rang in range(1, pages + 1)],
    )


@routes.get("/depots/{ident}/apercu/{code}/{rang}.png")
async def image(
    requete: Request, services: LesServices, appelant: Demandeur, ident: str, code: str, rang: int, pour: str = ""
) -> Response:
    """One page of that draft."""
    _, octets = await run_in_threadpool(_sain, ident, services, appelant)
    commande = _brouillon(code, pour, services)
    brouillon = await _pdf_du_brouillon(requete, octets, commande, appelant, services)
    return _image(await services.faire_a_son_tour(requete, image_de, brouillon, rang - 1))


@routes.get("/depots/{ident}/relecture/{code}")
def relire(requete: Request, services: LesServices, appelant: Demandeur, ident: str, code: str) -> Response:
    """The drafts of one type, all on a page, to be read one after the other."""
    depot, octets = _sain(ident, services, appelant)
    if code not in catalogue():
        raise Introuvable
    dossier = lire_charge(octets)
    noms = {un.id: nom_complet(un) for un in _personnes(dossier)}
    idents = [pour.id for pour in catalogue()[code].destinataires(dossier) if pour.id in noms]
    return page(
        requete,
        "relecture.html",
        depot=depot,
        intitule=catalogue()[code].intitule,
        code=code,
        planche=[(qui, noms[qui], f"/depots/{depot.id}/apercu/{code}") for qui in idents],
    )


@routes.get("/fichiers/{ident}/apercu")
async def apercu_du_fichier(requete: Request, services: LesServices, appelant: Suiveur, ident: str) -> Response:
    """A finished paper."""
    fiche, contenu = await run_in_threadpool(_pdf_fini, ident, services, appelant)
    pages = await services.faire_a_son_tour(requete, compter_pages, contenu)
    retour = (f"/travaux/{fiche.travail}", "Revenir aux papiers") if fiche.travail else ("/", "Revenir à l’accueil")
    return page(
        requete,
        "apercu.html",
        intitule=fiche.nom,
        pour=None,
        brouillon=False,
        pas=await run_in_threadpool(_pas, fiche, services),
        retour=retour,
        telechargement=f"/v1/fichiers/{fiche.id}",
        pages=[f"/fichiers/{fiche.id}/{rang}.png" for rang in range(1, pages + 1)],
    )


@routes.get("/fichiers/{ident}/{rang}.png")
async def image_du_fichier(
    requete: Request, services: LesServices, appelant: Suiveur, ident: str, rang: int
) -> Response:
    """One page of it."""
    _, contenu = await run_in_threadpool(_pdf_fini, ident, services, appelant)
    return _image(await services.faire_a_son_tour(requete, image_de, contenu, rang - 1))


async def _pdf_du_brouillon(
    requete: Request, octets: bytes, commande: Commande, appelant: Appelant, services: Services
) -> bytes:
    """The draft; one that was just looked at is not made again for each of its pages."""
    brouillons, cle = services.brouillons, (octets, commande, appelant)
    if cle not in brouillons:
        rendu = await services.rendre_a_son_tour(requete, octets, commande, appelant)
        while len(brouillons) >= BROUILLONS_MAX:
            brouillons.pop(next(iter(brouillons)))
        brouillons[cle] = rendu.documents[0].contenu
    return brouillons[cle]


def image_de(contenu: bytes, rang: int) -> bytes:
    """In a child: one page of a PDF.

    Raises:
        Introuvable: it has no such page.
    """
    try:
        return page_en_png(contenu, rang)
    except IndexError as cause:
        raise Introuvable from cause


def _sain(ident: str, services: Services, appelant: Appelant) -> tuple[Depot, bytes]:
    depot = services.depots.visible(ident, appelant, bien_forme=True)
    return depot, services.depots.contenu(depot)


def _brouillon(code: str, pour: str, services: Services) -> Commande:
    if code not in catalogue():
        raise Introuvable
    return Commande(services.jour(), (code,), pour or None, usage="impression", format="pdf", brouillon=True)


def _nom_de(octets: bytes, pour: str) -> str | None:
    return next((nom_complet(personne) for personne in _personnes(lire_charge(octets)) if personne.id == pour), None)


def _personnes(dossier: Dossier) -> tuple[Convocable, ...]:
    return (*dossier.candidats, *dossier.jures, *dossier.surveillants)


def _pas(fiche: FichierLivre, services: Services) -> list[tuple[str, str]]:
    """The way back to the job that made the file."""
    travail = services.travaux.carnet.lire(fiche.travail) if fiche.travail else None
    if travail is None:
        return []
    if travail.genre == "lot":
        return [("/impression", "Lots à imprimer"), (f"/impression/{travail.id}", f"Lot {travail.id[:12]}")]
    return [("/travaux", "Émissions"), (f"/travaux/{travail.id}", titre_de(travail))]


def _pdf_fini(ident: str, services: Services, appelant: Appelant) -> tuple[FichierLivre, bytes]:
    fiche = fichier_visible(ident, services, appelant)
    if fiche.type_media != "application/pdf":
        raise Introuvable
    return fiche, b"".join(services.fichiers.lire(fiche))


def _image(png: bytes) -> Response:
    return Response(png, media_type="image/png")
