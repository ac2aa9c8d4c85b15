"""The printing staff: lots, their volumes, what has been printed, and the manifest to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from docgen.contract.interne import relire
from docgen.documents import catalogue
from docgen.documents.page.typographie import accord
from docgen.domain.langue.alphabet import enumeration
from docgen.domain.papiers.lots import volume_de
from docgen.domain.regles.vocabulaire import Gravite
from docgen.usecases.lots.commande import CommandeLot, GenreLot
from docgen.usecases.lots.plan import RAISONS
from service.acces.idempotence import RouteDePage
from service.acces.visite import Imprimeur, visite_de
from service.contexte import Services
from service.lots.livraisons import ERREURS, Livraisons, centres_du_lot
from service.lots.tables import EtapeLot, Lot, Lots, Tirages
from service.lots.vues import (
    PIECES_LOT,
    Manifeste,
    lire_manifeste,
    rail_du_lot,
    vignettes_du_lot,
    volumes_du_lot,
)
from service.site.gabarits import page
from service.socle.erreurs import Introuvable
from service.travaux.envoi import fichier_visible
from service.travaux.fichiers import FichierLivre
from service.travaux.routes import travail_visible
from service.travaux.tables import Travail
from service.travaux.vues import compte_du_travail, phrase_du_travail

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

PAR_PAGE = 50
VIGNETTES = 6
ONGLETS = {
    EtapeLot.A_IMPRIMER: "à imprimer",
    EtapeLot.EN_PREPARATION: "en préparation",
    EtapeLot.IMPRIME: "imprimés, à expédier",
    EtapeLot.EXPEDIE: "expédiés",
    EtapeLot.LIVRE: "livrés",
    EtapeLot.SANS_PAPIER: "sans papier",
}
LIGNES_PAR_PAGE = 200
PDF = "application/pdf"


@routes.get("/impression")
def lots(appel: Imprimeur, etape: str = "", numero: int = 1) -> Response:
    """The lots at a stage: those to print, unless others are asked for."""
    registre = Lots(appel.services.base)
    registre.actualiser()
    voulue = EtapeLot(etape) if etape in set(ONGLETS) else EtapeLot.A_IMPRIMER
    total, trouves = registre.lister([voulue], max(1, numero), PAR_PAGE)
    comptes = registre.compter()
    return page(
        appel.requete,
        "impression.html",
        lignes=[_ligne(lot, appel.services) for lot in trouves],
        etape=voulue.value,
        etapes=[(une.value, ONGLETS[une], comptes[une]) for une in ONGLETS],
        en_preparation=comptes[EtapeLot.EN_PREPARATION],
        devant=appel.services.travaux.carnet.attente().travaux,
        page=max(1, numero),
        pages=-(-total // PAR_PAGE),
    )


@routes.get("/impression/{ident}")
def lot(appel: Imprimeur, ident: str, erreur: str = "") -> Response:
    """A lot: how far it is, its volumes, its papers, where they go, what was set aside."""
    travail = travail_visible(appel, ident, "lot")
    if not travail.etat.fini:
        return RedirectResponse(f"/travaux/{travail.id}", 303)
    nomme, bilan = nommer(travail, appel.services), travail.bilan or {}
    ecartees = [_ecartee(ecartee) for ecartee in bilan.get("ecartees", ())]
    return page(
        appel.requete,
        "lot.html",
        422 if erreur else 200,
        travail=travail,
        lot=nomme,
        badge=nomme.etape.badge,
        commande=_phrases_de_la_commande(travail),
        totaux=bilan.get("totaux"),
        sessions=bilan.get("sessions", 0),
        aujourdhui=appel.jour,
        erreur=ERREURS.get(erreur),
        ecartees=[ecartee for ecartee in ecartees if ecartee["raison"] != "sans_objet"],
        sans_objet=[ecartee for ecartee in ecartees if ecartee["raison"] == "sans_objet"],
        raisons=RAISONS,
        pieces=PIECES_LOT,
        **_livre(nomme, appel.services),
    )


def _livre(lot: Lot, services: Services) -> dict[str, Any]:
    """What a finished lot gives: its volumes, some of its papers, where they go, what goes with them."""
    fichiers = services.fichiers.d_un_travail(lot.travail)
    manifeste = _manifeste(fichiers, services)
    tirages = Tirages(services.base).de(lot.travail)
    volumes = volumes_du_lot(filter(est_un_volume, fichiers), manifeste, tirages)
    documents = manifeste.documents if manifeste else ()
    livraisons = Livraisons(services.base, lot.travail).ouvrir(lambda: centres_du_lot(lot.travail, documents, services))
    return {
        "volumes": volumes,
        "reste": sum(volume["imprime"] is None for volume in volumes),
        "vignettes": vignettes_du_lot(manifeste, volumes, VIGNETTES),
        "livraisons": livraisons,
        "rail": rail_du_lot(lot, tirages, livraisons),
        "avec": [fiche for fiche in fichiers if not est_un_volume(fiche)],
        "a_un_manifeste": manifeste is not None,
    }


@routes.post("/impression/volumes/{ident}/tirage", summary="Marquer un volume imprimé")
def imprimer(appel: Imprimeur, ident: str) -> Response:
    """Write that a volume is printed."""
    fiche = _volume(appel, ident)
    Tirages(appel.services.base).noter([fiche.id], visite_de(appel.requete).nom)
    return _situer(fiche.travail, appel.services)


@routes.post("/impression/{ident}/tirage", summary="Marquer un lot imprimé")
def imprimer_tout(appel: Imprimeur, ident: str) -> Response:
    """Write that every volume of a lot is printed."""
    travail = travail_visible(appel, ident, "lot")
    volumes = [fiche.id for fiche in appel.services.fichiers.d_un_travail(travail.id) if est_un_volume(fiche)]
    Tirages(appel.services.base).noter(volumes, visite_de(appel.requete).nom)
    return _situer(travail.id, appel.services)


@routes.post("/impression/volumes/{ident}/retour", summary="Remettre un volume à imprimer")
def remettre_a_imprimer(appel: Imprimeur, ident: str) -> Response:
    """Take that back."""
    fiche = _volume(appel, ident)
    Tirages(appel.services.base).retirer(fiche.id)
    return _situer(fiche.travail, appel.services)


def _situer(travail: str | None, services: Services) -> Response:
    registre = Lots(services.base)
    registre.actualiser()
    registre.situer(travail or "")
    return RedirectResponse(f"/impression/{travail}", 303)


def nommer(travail: Travail, services: Services) -> Lot:
    """The lot that a job makes."""
    registre = Lots(services.base)
    registre.actualiser()
    nomme = registre.lire(travail.id)
    assert nomme is not None, "every job of that kind was just named"
    return nomme


@routes.get("/impression/{ident}/manifeste")
def manifeste(
    appel: Imprimeur, ident: str, feuillet: Annotated[int, Query(ge=1, le=10_000)] = 1, cherche: str = ""
) -> Response:
    """The manifest of a lot, some lines at a time; ``cherche``: a number, a session, a holder's name."""
    travail = travail_visible(appel, ident, "lot")
    lu = _manifeste(appel.services.fichiers.d_un_travail(travail.id), appel.services)
    if lu is None:
        raise Introuvable
    lignes = lu.chercher(cherche.strip())
    debut = (feuillet - 1) * LIGNES_PAR_PAGE
    return page(
        appel.requete,
        "manifeste.html",
        travail=travail,
        lot=nommer(travail, appel.services),
        lignes=lignes[debut : debut + LIGNES_PAR_PAGE],
        nombre=len(lignes),
        cherche=cherche,
        feuillet=feuillet,
        feuillets=max(1, -(-len(lignes) // LIGNES_PAR_PAGE)),
        intitules={code: spec.intitule for code, spec in catalogue().items()},
    )


def est_un_volume(fiche: FichierLivre) -> bool:
    """True for the files that go to the printer."""
    return fiche.type_media == PDF and volume_de(fiche.nom) != ""


def _ligne(lot: Lot, services: Services) -> dict[str, Any]:
    travail = services.travaux.carnet.lire(lot.travail)
    volumes = [fiche.id for fiche in services.fichiers.d_un_travail(lot.travail) if est_un_volume(fiche)]
    en_route = lot.etape is EtapeLot.EN_PREPARATION and travail is not None
    return {
        "lot": lot,
        "phrase": compte_du_travail(travail) or phrase_du_travail(travail) if travail and en_route else "",
        "totaux": (travail.bilan or {}).get("totaux") if travail else None,
        "volumes": len(volumes),
        "reste": len(volumes) - len(Tirages(services.base).de(lot.travail)),
    }


def _volume(appel: Imprimeur, ident: str) -> FichierLivre:
    fiche = fichier_visible(appel, ident)
    if fiche.travail is None or not est_un_volume(fiche):
        raise Introuvable
    return fiche


def _manifeste(fichiers: tuple[FichierLivre, ...], services: Services) -> Manifeste | None:
    fiche = next((fiche for fiche in fichiers if fiche.nom == "manifeste.json"), None)
    return lire_manifeste(fiche.cle, services.magasin) if fiche else None


def _phrases_de_la_commande(travail: Travail) -> list[tuple[str, str]]:
    """What was asked of the lot, in words."""
    commande = relire(CommandeLot, travail.parametres["commande"])
    return [
        ("Contenu", _contenu(commande)),
        *([("Déjà imprimés", "laissés de côté")] if commande.restants else []),
        ("Impression", "Recto seul" if commande.recto else "Recto verso : chaque document commence sur un recto"),
        ("Volumes", f"{accord(commande.feuilles_par_volume, 'feuille')} au plus"),
        *([("Calage", commande.profil.imprimante)] if commande.profil else []),
    ]


def _contenu(commande: CommandeLot) -> str:
    if commande.numeros:
        return f"Ces seuls papiers : {enumeration(commande.numeros)}"
    if commande.genre is GenreLot.PLI_ETAT:
        return "Pli à l’État"
    types = [catalogue()[code].intitule if code in catalogue() else "tous" for code in commande.types_demandes]
    suite = [dit[:1].lower() + dit[1:] for dit in types[1:]]
    return enumeration([*types[:1], *suite]) or "Ce que chaque session appelle"


def _ecartee(ecartee: Mapping[str, Any]) -> Mapping[str, Any]:
    """A session that was set aside, and what must be mended in its file."""
    erreurs = [f"Ligne {erreur['ligne']}. {erreur['message']}" for erreur in ecartee["erreurs"] if erreur["ligne"]]
    refus = [faute["message"] for faute in ecartee["manquements"] if faute["gravite"] == Gravite.BLOQUANT]
    ailleurs = [erreur["message"] for erreur in ecartee["erreurs"] if not erreur["ligne"]]
    return {**ecartee, "a_corriger": [*erreurs, *ailleurs, *refus]}
