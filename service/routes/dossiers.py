"""The whole set of a session, as a job."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from docgen.contract import lire_charge
from docgen.documents import catalogue
from docgen.errors import ChargeInvalide, Erreur
from docgen.usecases.formats import TOUT
from service.auth.appelant import Appelant, Role
from service.auth.portier import LesServices, exiger
from service.base.depots import Depot, EtatDepot
from service.base.travaux import Travail
from service.contexte import Services
from service.erreurs import RequeteInvalide
from service.jobs.port import PRIORITE_DOSSIER
from service.routes.depots import depot_visible
from service.routes.documents import Usage
from service.routes.idempotente import RouteIdempotente
from service.routes.modeles import TravailVu
from service.routes.parametres import CleIdempotence, Corps, Jour, jour_de
from service.routes.reponses import AVEC_CORPS, TOUTES, corps_charge, refus
from service.routes.travaux import vue

routeur = APIRouter(prefix="/v1", tags=["travaux"], route_class=RouteIdempotente)
Demandeur = Annotated[Appelant, Depends(exiger(Role.CERES, Role.CENTRE))]


@routeur.post(
    "/dossiers",
    status_code=202,
    summary="Produire tous les documents d’une session, en travail de fond",
    response_model=TravailVu,
    responses=refus(*TOUTES, *AVEC_CORPS, 404, 409),
    openapi_extra=corps_charge(obligatoire=False),
)
def demander_dossier(
    requete: Request,
    reponse: Response,
    services: LesServices,
    appelant: Demandeur,
    corps: Corps,
    depot: Annotated[str | None, Query(max_length=64, description="Un dépôt, au lieu d’une charge en corps.")] = None,
    types: Annotated[
        str,
        Query(max_length=400, description="Types séparés par des virgules, ou « tout » ; sinon, ceux du statut."),
    ] = "",
    usage: Annotated[Usage, Query(description="archive ou impression.")] = Usage.ARCHIVE,
    brouillon: Annotated[bool, Query(description="Sans valeur, sans numéro, malgré les refus.")] = False,
    papier_en_tete: Annotated[bool, Query(description="Pour un papier qui porte l’en-tête du centre.")] = False,
    jour: Jour = None,
    cle: CleIdempotence = None,
) -> TravailVu:
    """La session est produite en entier ou pas du tout : le bilan du travail dit ce qui s’y oppose.

    L’adresse du travail est dans l’en-tête Location.
    """
    retenus = _types(types)
    charge = _charge(depot, corps, appelant, services)
    parametres = {
        "charge": {"nom": charge.nom, "cle": charge.cle},
        "commande": {
            "jour": jour_de(jour).isoformat(),
            "types": retenus,
            "usage": usage.value,
            "brouillon": brouillon,
            "papier_en_tete": papier_en_tete,
        },
    }
    travail = deja_soumis(requete, "dossier", appelant, services) or services.travaux.soumettre(
        "dossier", parametres, appelant.nom, charge.siret, PRIORITE_DOSSIER
    )
    reponse.headers["Location"] = f"/v1/travaux/{travail.id}"
    return vue(travail, services)


def _types(texte: str) -> list[str]:
    types = [code.strip() for code in texte.split(",") if code.strip()]
    inconnus = [code for code in types if code != TOUT and code not in catalogue()]
    if inconnus:
        raise RequeteInvalide(
            [Erreur("query/types", f"Type de document inconnu : {', '.join(inconnus)} ; voyez /v1/types.")]
        )
    return types


def _charge(ident: str | None, corps: bytes, appelant: Appelant, services: Services) -> Depot:
    """The payload to produce: a deposit, or what the body brings, which becomes one.

    Raises:
        ChargeInvalide: it is malformed.
        Introuvable: no such deposit.
    """
    if ident is not None and corps.strip():
        raise RequeteInvalide([Erreur("query/depot", "Un dépôt et une charge sont donnés ; gardez l’un ou l’autre.")])
    if ident is None:
        lire_charge(corps)
        return services.depots.deposer(corps, "charge.json", appelant)
    depot = depot_visible(ident, services, appelant)
    if depot.etat is EtatDepot.MALFORME:
        raise ChargeInvalide([Erreur(**erreur) for erreur in depot.rapport["erreurs"]])
    return depot


def deja_soumis(requete: Request, genre: str, appelant: Appelant, services: Services) -> Travail | None:
    """The job that a first call of the same key, cut short, may have submitted."""
    reprise: str | None = getattr(requete.state, "reprise", None)
    if reprise is None:
        return None
    recents: list[Any] = [
        travail
        for travail in services.travaux.lister(appelant.siret, None, 200)
        if travail.genre == genre and travail.appelant == appelant.nom and travail.cree >= reprise
    ]
    return recents[-1] if recents else None
