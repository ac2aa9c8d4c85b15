"""Compose a lot from deposits that are ready."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from docgen.documents import catalogue
from docgen.domain.lots import FEUILLES_PAR_VOLUME
from docgen.usecases.lots import CommandeLot, GenreLot
from service.auth.portier import LesServices
from service.base.depots import Depot, EtatDepot
from service.contexte import Services
from service.jobs.port import PRIORITE_LOT
from service.pages.gabarits import page
from service.pages.visite import FormulaireSigne, Imprimeur

routes = APIRouter(include_in_schema=False)

DEPOTS_PROPOSES = 200
TYPES = ("parchemin", "livret", "notification", "formulaire_remise", "pv_general", "pv_individuel", "bordereau_pv")
AUCUNE_SESSION = "Aucune session n’est cochée : cochez celles qu’il faut imprimer."
FEUILLES_FAUSSES = "Le nombre de feuilles d’un volume va de 1 à 5 000 : écrivez-le en chiffres."


@routes.get("/lots/nouveau")
def formulaire(requete: Request, services: LesServices, appelant: Imprimeur) -> Response:
    """The sessions that are ready, and what to print of them."""
    return _formulaire(requete, services)


@routes.post("/lots", dependencies=[FormulaireSigne])
def composer(
    requete: Request,
    services: LesServices,
    appelant: Imprimeur,
    depot: Annotated[tuple[str, ...], Form()] = (),
    types: Annotated[tuple[str, ...], Form(alias="type")] = (),
    feuilles: Annotated[str, Form()] = "",
    recto: Annotated[str, Form()] = "",
    pli: Annotated[str, Form()] = "",
) -> Response:
    """Ask for the lot, and follow it."""
    choisis = [trouve for trouve in _proposes(services) if trouve.id in depot]
    if not choisis:
        return _formulaire(requete, services, AUCUNE_SESSION)
    if not feuilles.strip().isdecimal() or not 1 <= int(feuilles) <= 5_000:
        return _formulaire(requete, services, FEUILLES_FAUSSES)
    commande = CommandeLot(
        date.today(),
        () if pli else tuple(code for code in types if code in TYPES),
        int(feuilles),
        bool(recto),
        GenreLot.PLI_ETAT if pli else GenreLot.ORDINAIRE,
    )
    charges = [{"nom": choisi.nom, "cle": choisi.cle} for choisi in choisis]
    parametres = {"charges": charges, "commande": commande.en_json()}
    travail = services.travaux.soumettre("lot", parametres, appelant.nom, None, PRIORITE_LOT)
    return RedirectResponse(f"/travaux/{travail.id}", 303)


def _proposes(services: Services) -> tuple[Depot, ...]:
    """The latest deposit of each session, if it is ready."""
    dernier: dict[tuple[str | None, str | None], Depot] = {}
    for depot in services.depots.lister(limite=DEPOTS_PROPOSES):
        dernier.setdefault((depot.siret, depot.session), depot)
    return tuple(depot for depot in dernier.values() if depot.etat is EtatDepot.ACCEPTE)


def _formulaire(requete: Request, services: Services, erreur: str | None = None) -> Response:
    return page(
        requete,
        "lot_nouveau.html",
        422 if erreur else 200,
        depots=_proposes(services),
        types=[(code, catalogue()[code].intitule) for code in TYPES],
        feuilles=FEUILLES_PAR_VOLUME,
        erreur=erreur,
    )
