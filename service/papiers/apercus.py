"""Look at papers before they are issued, one or all those of a type, or at a finished one: their pages, as pictures."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.rendering.images import LARGEUR, compter_pages, page_en_png, pages_ecrites
from docgen.usecases.rendu_documents import Commande
from service.acces.idempotence import RouteATour
from service.acces.visite import Demandeur, Suiveur
from service.contexte import Appel, Services
from service.lots.pages import nommer
from service.sessions.tables import Depot
from service.site.gabarits import page
from service.socle.erreurs import Introuvable
from service.travaux.envoi import fichier_visible
from service.travaux.fichiers import FichierLivre

routes = APIRouter(include_in_schema=False, route_class=RouteATour)

BROUILLONS_MAX = 8
PAR_PLANCHE = 24  # a browser without script asks for them all at once


@routes.get("/depots/{ident}/apercu/{code}")
async def apercu(appel: Demandeur, ident: str, code: str, pour: str = "") -> Response:
    """A draft of one paper of a deposit."""
    depot, octets = await appel.faire(sain, appel, ident)
    brouillon = await brouillon_de(appel, octets, code, pour)
    pages = await appel.confier(compter_pages, brouillon)
    suffixe = f"?{urlencode({'pour': pour})}" if pour else ""
    return page(
        appel.requete,
        "apercu.html",
        intitule=catalogue()[code].intitule,
        pour=await appel.faire(_nom_de, octets, pour),
        brouillon=True,
        pas=[("/sessions", "Sessions"), (f"/depots/{depot.id}", f"Session {depot.session}")],
        retour=(f"/depots/{depot.id}", "Revenir à la session"),
        telechargement=None,
        pages=[f"/depots/{depot.id}/apercu/{code}/{rang}.png{suffixe}" for rang in range(1, pages + 1)],
    )


@routes.get("/depots/{ident}/apercu/{code}/{rang}.png")
async def image(appel: Demandeur, ident: str, code: str, rang: int, pour: str = "") -> Response:
    """One page of that draft."""
    _, octets = await appel.faire(sain, appel, ident)
    brouillon = await brouillon_de(appel, octets, code, pour)
    return _image(await appel.confier(image_de, brouillon, rang - 1))


@routes.get("/depots/{ident}/relecture/{code}")
def planche(appel: Demandeur, ident: str, code: str, numero: int = 1) -> Response:
    """The drafts of one type in small, so many on a sheet."""
    depot, octets = sain(appel, ident)
    noms = _noms(octets, code)
    planches = max(1, -(-len(noms) // PAR_PLANCHE))
    if not 1 <= numero <= planches:
        raise Introuvable
    debut = (numero - 1) * PAR_PLANCHE
    vus = [(rang, *noms[rang - 1]) for rang in range(debut + 1, min(debut + PAR_PLANCHE, len(noms)) + 1)]
    vue: dict[str, Any] = {"planche": vus, "nombre": len(noms), "numero": numero, "planches": planches}
    return page(appel.requete, "relecture.html", **_commun(depot, code), **vue)


@routes.get("/depots/{ident}/relecture/{code}/{rang}")
async def feuilleter(appel: Demandeur, ident: str, code: str, rang: int) -> Response:
    """One draft, and the way to the next."""
    depot, octets = await appel.faire(sain, appel, ident)
    noms = await appel.faire(_noms, octets, code)
    if not 1 <= rang <= len(noms):
        raise Introuvable
    qui, nom = noms[rang - 1]
    brouillon = await brouillon_de(appel, octets, code, qui)
    pages = await appel.confier(compter_pages, brouillon)
    base, pour = f"/depots/{depot.id}/apercu/{code}", urlencode({"pour": qui})
    vue: dict[str, Any] = {"nom": nom, "rang": rang, "nombre": len(noms), "planche": (rang - 1) // PAR_PLANCHE + 1}
    adresses = [f"{base}/{numero}.png?{pour}" for numero in range(1, pages + 1)]
    return page(appel.requete, "feuilleter.html", **_commun(depot, code), **vue, pages=adresses)


def _commun(depot: Depot, code: str) -> dict[str, Any]:
    return {"depot": depot, "code": code, "intitule": catalogue()[code].intitule}


def _noms(octets: bytes, code: str) -> list[tuple[str, str]]:
    """Whom a type is for, in the order of its papers.

    Raises:
        Introuvable: there is no such type, or it is for nobody.
    """
    if code not in catalogue():
        raise Introuvable
    dossier = lire_charge(octets)
    noms = {un.id: nom_complet(un) for un in dossier.convocables}
    trouves = [(pour.id, noms[pour.id]) for pour in catalogue()[code].destinataires(dossier) if pour.id in noms]
    if not trouves:
        raise Introuvable
    return trouves


@routes.get("/fichiers/{ident}/apercu")
async def apercu_du_fichier(appel: Suiveur, ident: str) -> Response:
    """A finished paper."""
    fiche, contenu = await appel.faire(_pdf_fini, appel, ident)
    pages = await appel.confier(pages_ecrites, contenu)
    retour = (f"/travaux/{fiche.travail}", "Revenir aux papiers") if fiche.travail else ("/", "Revenir à l’accueil")
    return page(
        appel.requete,
        "apercu.html",
        intitule=fiche.titre or fiche.nom,
        pour=fiche.nom if fiche.titre else None,
        brouillon=False,
        pas=await appel.faire(_pas, fiche, appel.services),
        retour=retour,
        telechargement=f"/v1/fichiers/{fiche.id}",
        pages=[f"/fichiers/{fiche.id}/{rang}.png" for rang in pages],
    )


@routes.get("/fichiers/{ident}/{rang}.png")
async def image_du_fichier(appel: Suiveur, ident: str, rang: int) -> Response:
    """One page of it."""
    _, contenu = await appel.faire(_pdf_fini, appel, ident)
    return _image(await appel.confier(image_de, contenu, rang - 1))


async def brouillon_de(appel: Appel, octets: bytes, code: str, pour: str) -> bytes:
    """The draft of one paper, as a PDF; one that was just looked at is not made again for each of its pages.

    Raises:
        Introuvable: there is no such type.
        UsageInvalide: it is not for that person.
    """
    if code not in catalogue():
        raise Introuvable
    commande = Commande(appel.jour, (code,), pour or None, usage="impression", format="pdf", brouillon=True)
    brouillons, cle = appel.services.brouillons, (octets, commande, appel.appelant)
    if cle not in brouillons:
        rendu = await appel.rendre(octets, commande)
        while len(brouillons) >= BROUILLONS_MAX:
            brouillons.pop(next(iter(brouillons)))
        brouillons[cle] = rendu.documents[0].contenu
    return brouillons[cle]


def image_de(contenu: bytes, rang: int, largeur: int = LARGEUR) -> bytes:
    """In a child: one page of a PDF.

    Raises:
        Introuvable: it has no such page.
    """
    try:
        return page_en_png(contenu, rang, largeur)
    except IndexError as cause:
        raise Introuvable from cause


def sain(appel: Appel, ident: str) -> tuple[Depot, bytes]:
    """A deposit that can be read, with its payload.

    Raises:
        Introuvable: no such deposit that this caller may see.
    """
    depot = appel.services.depots.visible(ident, appel.appelant, bien_forme=True)
    return depot, appel.services.depots.contenu(depot)


def _nom_de(octets: bytes, pour: str) -> str | None:
    return next((nom_complet(un) for un in lire_charge(octets).convocables if un.id == pour), None)


def _pas(fiche: FichierLivre, services: Services) -> list[tuple[str, str]]:
    """The way back to the job that made the file."""
    travail = services.travaux.carnet.lire(fiche.travail) if fiche.travail else None
    if travail is None:
        return []
    if travail.genre == "lot":
        return [("/impression", "Lots à imprimer"), (f"/impression/{travail.id}", nommer(travail, services).nom)]
    return [("/travaux", "Émissions"), (f"/travaux/{travail.id}", travail.titre)]


def pdf_visible(appel: Appel, ident: str) -> FichierLivre:
    """A finished paper, or a volume of them.

    Raises:
        Introuvable: no such file that this caller may see, or it has no pages.
    """
    fiche = fichier_visible(appel, ident)
    if fiche.type_media != "application/pdf":
        raise Introuvable
    return fiche


def _pdf_fini(appel: Appel, ident: str) -> tuple[FichierLivre, bytes]:
    fiche = pdf_visible(appel, ident)
    return fiche, appel.services.fichiers.contenu(fiche)


def _image(png: bytes) -> Response:
    return Response(png, media_type="image/png")
