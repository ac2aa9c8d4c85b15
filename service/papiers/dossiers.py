"""The whole set of a session, as a job."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from docgen.contract.charge import lire_charge_et_geste
from docgen.documents import catalogue
from docgen.errors import ChargeInvalide, Erreur
from docgen.usecases.estimation import Estimation
from docgen.usecases.formats import TOUT
from docgen.usecases.production import choisir, estimation
from docgen.usecases.rendu_documents import Commande
from service.acces.droits import Acte
from service.acces.idempotence import RouteIdempotente
from service.acces.portier import Exiger
from service.contexte import Appel, Services
from service.papiers.travail_dossier import ecrire_commande
from service.sessions.routes import deposer_une_fois
from service.sessions.tables import Depot, EtatDepot
from service.socle.erreurs import RequeteInvalide
from service.socle.reponses import AVEC_CORPS, TOUTES, corps_charge, refus
from service.socle.requetes import IDENTIFIANT, UN_ID, CleIdempotence, Corps, LesOptions, Preference
from service.travaux.moteur import PRIORITE_DOSSIER
from service.travaux.routes import accepte, soumettre_une_fois
from service.travaux.tables import Travail
from service.travaux.vues import TravailVu

routeur = APIRouter(prefix="/v1", tags=["travaux"], route_class=RouteIdempotente)
Demandeur = Annotated[Appel, Depends(Exiger(Acte.PRODUIRE))]


@routeur.post(
    "/dossiers",
    status_code=202,
    dependencies=[Preference],
    summary="Produire tous les documents d’une session, en travail de fond",
    responses=refus(*TOUTES, *AVEC_CORPS, 404, 409),
    openapi_extra=corps_charge(obligatoire=False),
)
def demander_dossier(
    appel: Demandeur,
    reponse: Response,
    corps: Corps,
    options: LesOptions,
    depot: Annotated[
        str | None, Query(pattern=IDENTIFIANT, examples=[UN_ID], description="Un dépôt, au lieu d’un corps.")
    ] = None,
    types: Annotated[
        str,
        Query(
            max_length=400,
            examples=["parchemin,livret"],
            description="Types séparés par des virgules, ou « tout » ; sinon, ceux du statut.",
        ),
    ] = "",
    cle: CleIdempotence = None,
) -> TravailVu:
    """La session est produite en entier ou pas du tout : le bilan du travail dit ce qui s’y oppose.

    L’adresse du travail est dans l’en-tête Location.
    """
    commande = Commande(types=_types(types), **asdict(options))
    charge = _depot(appel, depot, corps, options.jour)
    travail = demander(appel, charge, commande, _prevue(charge, commande, appel.services))
    return accepte(appel, reponse, travail)


def _prevue(charge: Depot, commande: Commande, services: Services) -> Estimation:
    """How long a command of a deposit should take.

    Raises:
        UsageInvalide: it is for nobody.
    """
    session, report = lire_charge_et_geste(services.depots.contenu(charge))
    choix = choisir(session, replace(commande, report=report))
    return estimation(session, choix, commande, services.configuration.travaux.a_la_fois)


def demander(appel: Appel, depot: Depot, commande: Commande, prevue: Estimation) -> Travail:
    """Submit the job that makes the papers of a deposit, unless this very call has."""
    parametres = {"charge": depot.charge, "session": depot.session, "commande": ecrire_commande(commande)}
    return soumettre_une_fois(appel, "dossier", parametres, depot.siret, PRIORITE_DOSSIER, prevue=prevue)


def _types(texte: str) -> tuple[str, ...]:
    types = tuple(code.strip() for code in texte.split(",") if code.strip())
    inconnus = [code for code in types if code != TOUT and code not in catalogue()]
    if inconnus:
        raise RequeteInvalide(
            [Erreur("query/types", f"Type de document inconnu : {', '.join(inconnus)} ; voyez /v1/types.")]
        )
    return types


def _depot(appel: Appel, ident: str | None, corps: bytes, jour: date) -> Depot:
    """The payload to produce: a deposit, or what the body brings, which becomes one.

    Raises:
        ChargeInvalide: it is malformed.
        Introuvable: no such deposit.
    """
    if ident is not None and corps.strip():
        raise RequeteInvalide([Erreur("query/depot", "Un dépôt et une charge sont donnés ; gardez l’un ou l’autre.")])
    if ident is None:
        return deposer_une_fois(appel, corps, "charge.json", jour, bien_formee=True)
    depot = appel.services.depots.visible(ident, appel.appelant)
    if depot.etat is EtatDepot.MALFORME:
        raise ChargeInvalide([Erreur(**erreur) for erreur in depot.rapport["erreurs"]])
    return depot
