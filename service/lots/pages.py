"""The printing staff: lots, their volumes, what has been printed, and the manifest to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from docgen.documents import catalogue
from docgen.documents.page.typographie import accord, enumeration
from docgen.domain.regles import Gravite
from docgen.usecases.lots import CommandeLot, GenreLot
from docgen.usecases.lots.plan import RAISONS
from service.acces.idempotence import RouteDePage
from service.acces.portier import LesServices
from service.acces.visite import FormulaireSigne, Imprimeur
from service.contexte import Services
from service.lots.tables import Tirages
from service.lots.vues import PIECES_LOT, Manifeste, lire_manifeste
from service.site.gabarits import page
from service.socle.erreurs import Introuvable
from service.travaux.envoi import fichier_visible
from service.travaux.fichiers import FichierLivre
from service.travaux.routes import travail_visible
from service.travaux.tables import Travail
from service.travaux.vues import BADGES_TRAVAIL

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

PAR_PAGE = 50
LIGNES_PAR_PAGE = 200
PDF = "application/pdf"


@routes.get("/impression")
def lots(requete: Request, services: LesServices, appelant: Imprimeur, depuis: str | None = None) -> Response:
    """Every lot: those to print first, then those at work, then those that are done."""
    trouves = services.travaux.carnet.lister(appelant.perimetre, depuis, PAR_PAGE + 1, ["lot"])
    tous = trouves[:PAR_PAGE]
    tirages = Tirages(services.base).des(tuple(travail.id for travail in tous))
    lignes = [_ligne(travail, services, set(tirages)) for travail in tous]
    return page(
        requete,
        "impression.html",
        a_imprimer=[ligne for ligne in lignes if ligne["reste"]],
        en_cours=[ligne for ligne in lignes if not ligne["fini"]],
        autres=[ligne for ligne in lignes if ligne["fini"] and not ligne["reste"]],
        suite=trouves[PAR_PAGE - 1].id if len(trouves) > PAR_PAGE else None,
    )


@routes.get("/impression/{ident}")
def lot(requete: Request, services: LesServices, appelant: Imprimeur, ident: str) -> Response:
    """A lot: its totals, its volumes, what was set aside."""
    travail = _lot(ident, services, appelant)
    if not travail.etat.fini:
        return RedirectResponse(f"/travaux/{travail.id}", 303)
    fichiers = services.fichiers.d_un_travail(travail.id)
    manifeste = _manifeste(fichiers, services)
    tirages = Tirages(services.base).de(travail.id)
    volumes = _volumes(fichiers, manifeste, tirages)
    bilan = travail.bilan or {}
    return page(
        requete,
        "lot.html",
        travail=travail,
        badge=BADGES_TRAVAIL[travail.etat],
        commande=_phrases_de_la_commande(travail),
        totaux=bilan.get("totaux"),
        sessions=bilan.get("sessions", 0),
        volumes=volumes,
        reste=sum(volume["imprime"] is None for volume in volumes),
        avec=[fiche for fiche in fichiers if not est_un_volume(fiche)],
        a_un_manifeste=manifeste is not None,
        ecartees=[dite for dite in map(_ecartee, bilan.get("ecartees", ())) if dite["raison"] != "sans_objet"],
        raisons=RAISONS,
        pieces=PIECES_LOT,
    )


@routes.post("/impression/volumes/{ident}/tirage", dependencies=[FormulaireSigne])
def imprimer(services: LesServices, appelant: Imprimeur, ident: str) -> Response:
    """Write that a volume is printed."""
    fiche = _volume(ident, services, appelant)
    Tirages(services.base).noter(fiche.id, appelant.nom)
    return RedirectResponse(f"/impression/{fiche.travail}", 303)


@routes.post("/impression/{ident}/tirage", dependencies=[FormulaireSigne])
def imprimer_tout(services: LesServices, appelant: Imprimeur, ident: str) -> Response:
    """Write that every volume of a lot is printed."""
    travail = _lot(ident, services, appelant)
    for fiche in services.fichiers.d_un_travail(travail.id):
        if est_un_volume(fiche):
            Tirages(services.base).noter(fiche.id, appelant.nom)
    return RedirectResponse(f"/impression/{travail.id}", 303)


@routes.post("/impression/volumes/{ident}/retour", dependencies=[FormulaireSigne])
def remettre_a_imprimer(services: LesServices, appelant: Imprimeur, ident: str) -> Response:
    """Take that back."""
    fiche = _volume(ident, services, appelant)
    Tirages(services.base).retirer(fiche.id)
    return RedirectResponse(f"/impression/{fiche.travail}", 303)


@routes.get("/impression/{ident}/manifeste")
def manifeste(
    requete: Request,
    services: LesServices,
    appelant: Imprimeur,
    ident: str,
    feuillet: Annotated[int, Query(ge=1, le=10_000)] = 1,
    cherche: str = "",
) -> Response:
    """The manifest of a lot, some lines at a time; ``cherche``: a number, a session, a holder's identifier."""
    travail = _lot(ident, services, appelant)
    lu = _manifeste(services.fichiers.d_un_travail(travail.id), services)
    if lu is None:
        raise Introuvable
    lignes = lu.chercher(cherche.strip())
    debut = (feuillet - 1) * LIGNES_PAR_PAGE
    return page(
        requete,
        "manifeste.html",
        travail=travail,
        lot=lu.lot,
        lignes=lignes[debut : debut + LIGNES_PAR_PAGE],
        nombre=len(lignes),
        cherche=cherche,
        feuillet=feuillet,
        feuillets=max(1, -(-len(lignes) // LIGNES_PAR_PAGE)),
        intitules={code: spec.intitule for code, spec in catalogue().items()},
    )


def est_un_volume(fiche: FichierLivre) -> bool:
    """True for the files that go to the printer."""
    return fiche.type_media == PDF and "_VOL_" in fiche.nom


def _ligne(travail: Travail, services: Services, imprimes: set[str]) -> dict[str, Any]:
    fichiers = services.fichiers.d_un_travail(travail.id) if travail.etat.fini else ()
    volumes = [fiche.id for fiche in fichiers if est_un_volume(fiche)]
    return {
        "id": travail.id,
        "lot": (travail.bilan or {}).get("lot") or travail.id[:12],
        "cree": travail.cree,
        "badge": BADGES_TRAVAIL[travail.etat],
        "fini": travail.etat.fini,
        "totaux": (travail.bilan or {}).get("totaux"),
        "volumes": len(volumes),
        "reste": len([ident for ident in volumes if ident not in imprimes]),
    }


def _lot(ident: str, services: Services, appelant: Imprimeur) -> Travail:
    travail = travail_visible(ident, services, appelant)
    if travail.genre != "lot":
        raise Introuvable
    return travail


def _volume(ident: str, services: Services, appelant: Imprimeur) -> FichierLivre:
    fiche = fichier_visible(ident, services, appelant)
    if fiche.travail is None or not est_un_volume(fiche):
        raise Introuvable
    return fiche


def _manifeste(fichiers: tuple[FichierLivre, ...], services: Services) -> Manifeste | None:
    fiche = next((fiche for fiche in fichiers if fiche.nom == "manifeste.json"), None)
    return lire_manifeste(fiche.cle, services.magasin) if fiche else None


def _volumes(
    fichiers: Iterable[FichierLivre], manifeste: Manifeste | None, tirages: Mapping[str, str]
) -> list[dict[str, Any]]:
    comptes = manifeste.volumes if manifeste else {}
    return [
        {"fiche": fiche, "comptes": comptes.get(fiche.nom, {}), "imprime": tirages.get(fiche.id)}
        for fiche in filter(est_un_volume, fichiers)
    ]


def _phrases_de_la_commande(travail: Travail) -> list[tuple[str, str]]:
    """What was asked of the lot, in words."""
    commande = CommandeLot.de_json(travail.parametres["commande"])
    return [
        ("Contenu", _contenu(commande)),
        ("Impression", "Recto seul" if commande.recto else "Recto verso : chaque document commence sur un recto"),
        ("Volumes", f"{accord(commande.feuilles_par_volume, 'feuille')} au plus"),
        *([("Calage", commande.profil.imprimante)] if commande.profil else []),
    ]


def _contenu(commande: CommandeLot) -> str:
    if commande.numeros:
        return f"Ces seuls papiers : {enumeration(list(commande.numeros))}"
    if commande.genre is GenreLot.PLI_ETAT:
        return "Pli à l’État"
    types = [catalogue()[code].intitule if code in catalogue() else "tous" for code in commande.types_demandes]
    return ", ".join(types) or "Ce que chaque session appelle"


def _ecartee(ecartee: Mapping[str, Any]) -> Mapping[str, Any]:
    """A session that was set aside, and what must be mended in its file."""
    erreurs = [f"Ligne {erreur['ligne']}. {erreur['message']}" for erreur in ecartee["erreurs"] if erreur["ligne"]]
    refus = [faute["message"] for faute in ecartee["manquements"] if faute["gravite"] == Gravite.BLOQUANT]
    ailleurs = [erreur["message"] for erreur in ecartee["erreurs"] if not erreur["ligne"]]
    return {**ecartee, "a_corriger": [*erreurs, *ailleurs, *refus]}
