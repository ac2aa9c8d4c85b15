"""Compose a lot from deposits that are ready."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from docgen.documents import catalogue
from docgen.domain.papiers.lots import FEUILLES_PAR_VOLUME
from docgen.errors import UsageInvalide
from docgen.usecases.lots import CommandeLot, GenreLot
from service.acces.idempotence import RouteDePage
from service.acces.portier import LesServices
from service.acces.visite import FormulaireSigne, Imprimeur
from service.contexte import Services
from service.lots.routes import FEUILLES_MAX
from service.sessions.tables import Depot, EtatDepot
from service.site.gabarits import page
from service.socle.appelant import Appelant
from service.travaux.moteur import PRIORITE_LOT
from service.travaux.routes import soumettre_une_fois

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

DEPOTS_PROPOSES = 200
TYPES = ("parchemin", "livret", "notification", "formulaire_remise", "pv_general", "pv_individuel", "bordereau_pv")
AUCUNE_SESSION = "Aucune session n’est cochée : cochez celles qu’il faut imprimer."
FEUILLES_FAUSSES = "Le nombre de feuilles d’un volume va de 1 à 5 000 : écrivez-le en chiffres."


class Saisie(BaseModel):
    """What the form holds: given back as it is when something in it is wrong."""

    depot: tuple[str, ...] = ()
    types: Annotated[tuple[str, ...], Field(alias="type")] = ()
    feuilles: str = ""
    recto: str = ""
    pli: str = ""
    souches: str = ""

    def commande(self, jour: date) -> CommandeLot:
        """The command of the lot.

        Raises:
            UsageInvalide: the sheets of a volume are not a number; pre-printed sheets without a parchemin.
        """
        if not self.feuilles.strip().isdecimal() or not 1 <= int(self.feuilles) <= FEUILLES_MAX:
            raise UsageInvalide(FEUILLES_FAUSSES)
        types = () if self.pli else tuple(code for code in self.types if code in TYPES)
        genre = GenreLot.PLI_ETAT if self.pli else GenreLot.ORDINAIRE
        return CommandeLot(jour, types, int(self.feuilles), bool(self.recto), genre, souches=bool(self.souches))


@routes.get("/lots/nouveau")
def formulaire(requete: Request, services: LesServices, appelant: Imprimeur) -> Response:
    """The sessions that are ready, and what to print of them."""
    return _formulaire(requete, services, appelant, Saisie(feuilles=str(FEUILLES_PAR_VOLUME)))


@routes.post("/lots", dependencies=[FormulaireSigne])
def composer(
    requete: Request, services: LesServices, appelant: Imprimeur, saisie: Annotated[Saisie, Form()]
) -> Response:
    """Ask for the lot, and follow it."""
    choisis = [trouve for trouve in _proposes(services, appelant) if trouve.id in saisie.depot]
    if not choisis:
        return _formulaire(requete, services, appelant, saisie, AUCUNE_SESSION)
    try:
        commande = saisie.commande(services.jour())
    except UsageInvalide as faute:
        return _formulaire(requete, services, appelant, saisie, str(faute))
    charges = [{"nom": choisi.nom, "cle": choisi.cle} for choisi in choisis]
    parametres = {"charges": charges, "commande": commande.en_json(), **appelant.pour_un_travail}
    travail = soumettre_une_fois(requete, "lot", parametres, appelant, None, PRIORITE_LOT, services)
    return RedirectResponse(f"/travaux/{travail.id}", 303)


def _proposes(services: Services, appelant: Appelant) -> tuple[Depot, ...]:
    """The latest deposit of each session, if it is ready."""
    dernier: dict[tuple[str | None, str | None], Depot] = {}
    for depot in services.depots.lister(appelant.perimetre, limite=DEPOTS_PROPOSES):
        dernier.setdefault((depot.siret, depot.session), depot)
    return tuple(depot for depot in dernier.values() if depot.etat is EtatDepot.ACCEPTE)


def _formulaire(
    requete: Request, services: Services, appelant: Appelant, saisie: Saisie, erreur: str | None = None
) -> Response:
    return page(
        requete,
        "lot_nouveau.html",
        422 if erreur else 200,
        depots=_proposes(services, appelant),
        types=[(code, catalogue()[code].intitule) for code in TYPES],
        saisie=saisie,
        erreur=erreur,
    )
