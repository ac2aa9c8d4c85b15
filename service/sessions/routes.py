"""Sessions for programs: control an act, send a payload, read its control report."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.datastructures import UploadFile

from docgen.contract.gestes import lire_demarche
from docgen.contract.lecture import TAILLE_MAX
from docgen.domain.dossier import Dossier
from docgen.domain.regles.vocabulaire import Geste
from docgen.errors import ChargeInvalide, Erreur
from docgen.usecases.controle import controler_demarche
from service.acces.droits import Acte, verifier_centre
from service.acces.idempotence import RouteATour, RouteIdempotente, reprise_de
from service.acces.portier import Exiger
from service.contexte import Appel
from service.sessions.tables import Depot
from service.sessions.vues import ControleVu, DepotVu, PageDepots
from service.socle.erreurs import CorpsTropGros, RequeteInvalide
from service.socle.reponses import AVEC_CORPS, TOUTES, corps_charge, refus, une_page
from service.socle.requetes import CleIdempotence, Corps, Depuis, IdentDepot, Jour, Limite, lire_corps

controles = APIRouter(prefix="/v1", tags=["contrôles"], route_class=RouteATour)
# Not « Geste », which is an object of the payload.
NomGeste = StrEnum("NomGeste", {geste.name: geste.value for geste in Geste})  # type: ignore[misc]
Controleur = Annotated[Appel, Depends(Exiger(Acte.CONTROLER))]


@controles.post(
    "/controles/{geste}",
    summary="Contrôler un geste, sans rien produire",
    response_model=ControleVu,
    responses=refus(*TOUTES, *AVEC_CORPS, 404),
    openapi_extra=corps_charge("Demarche"),
)
def controler(
    nom_geste: Annotated[NomGeste, Path(alias="geste", examples=["editer-pv"], description="Le geste à contrôler.")],
    appel: Controleur,
    corps: Corps,
    jour: Jour = None,
) -> Response:
    """Donne tous les manquements, et les objets que le geste changerait.

    Un geste qui demande autre chose que la session l’attend sous « geste », à côté des clés de la charge.
    """
    geste, aujourdhui = Geste(nom_geste.value), appel.services.jour(jour)
    demarche = lire_demarche(corps, geste, aujourdhui)
    if isinstance(demarche.objet, Dossier):
        verifier_centre(appel.appelant, demarche.objet.centre.siret)
    atelier = appel.atelier
    controle = controler_demarche(demarche, [geste], aujourdhui, atelier)
    return Response(json.dumps(controle.en_json(), ensure_ascii=False), media_type="application/json")


routeur = APIRouter(prefix="/v1", tags=["dépôts"], route_class=RouteIdempotente)
Deposant = Annotated[Appel, Depends(Exiger(Acte.DEPOSER))]
FORMULAIRE = "multipart/form-data"
_SCHEMA_FORMULAIRE = {
    "schema": {
        "type": "object",
        "properties": {"fichier": {"type": "string", "format": "binary", "description": "Le fichier JSON."}},
        "required": ["fichier"],
    },
    "example": {"fichier": '{"version": 1, "session": {"id": "123456"}}'},
}


async def _lire(requete: Request) -> tuple[bytes, str | None]:
    """The payload, and its file's name when a form brings it."""
    if not requete.headers.get("Content-Type", "").casefold().startswith(FORMULAIRE):
        return await lire_corps(requete), None
    async with requete.form(max_files=1, max_fields=10) as formulaire:
        fichier = formulaire.get("fichier")
        if isinstance(fichier, UploadFile):
            if (fichier.size or 0) > TAILLE_MAX:
                raise CorpsTropGros
            return await fichier.read(), fichier.filename
    raise RequeteInvalide([Erreur("fichier", "Aucun fichier n’est joint ; joignez-le sous « fichier ».")])


@routeur.post(
    "/depots",
    status_code=201,
    summary="Déposer une charge",
    responses=refus(*TOUTES, *AVEC_CORPS, 409),
    openapi_extra=corps_charge(autres={FORMULAIRE: _SCHEMA_FORMULAIRE}),
)
def deposer(
    appel: Deposant,
    reponse: Response,
    charge: Annotated[tuple[bytes, str | None], Depends(_lire)],
    nom: Annotated[
        str | None,
        Query(max_length=120, examples=["session-123456.json"], description="Nom du fichier, pour le retrouver."),
    ] = None,
    jour: Jour = None,
    cle: CleIdempotence = None,
) -> DepotVu:
    """Garde la charge et donne le compte rendu de son contrôle : ses erreurs, ou ce qui peut être émis.

    Une charge mal formée est gardée aussi, pour que son auteur revienne lire ce qui ne va pas.
    """
    octets, nom_joint = charge
    depot = deposer_une_fois(appel, octets, nom or nom_joint or "charge.json", appel.services.jour(jour))
    reponse.headers["Location"] = f"/v1/depots/{depot.id}"
    return vue(depot)


def deposer_une_fois(appel: Appel, octets: bytes, nom: str, jour: date, *, bien_formee: bool = False) -> Depot:
    """Keep a payload, unless a first call of the same key, cut short, has kept it already.

    Raises:
        ChargeInvalide: it must be ``bien_formee`` and is not; nothing is kept.
        CentreInterdit, RegistreIndisponible, FichiersIndisponibles: see :meth:`Depots.deposer`.
    """
    reprise = reprise_de(appel.requete)
    garde = appel.services.depots.deja(octets, appel.appelant, reprise) if reprise else None
    if garde is not None:
        return garde
    examen = appel.services.depots.examiner(octets, appel.appelant, jour)
    if bien_formee and examen.erreurs:
        raise ChargeInvalide(examen.erreurs)
    return appel.services.depots.garder(octets, nom, appel.appelant, examen)


@routeur.get(
    "/depots",
    summary="Les dépôts",
    responses=refus(*TOUTES, 422),
)
def lister(appel: Deposant, reponse: Response, depuis: Depuis = None, limite: Limite = 50) -> PageDepots:
    """Du plus récent au plus ancien ; un centre voit les siens."""
    trouves = appel.services.depots.lister(appel.perimetre, depuis, limite + 1)
    page, suite = une_page(appel.requete, reponse, trouves, limite)
    return PageDepots(depots=[vue(depot) for depot in page], suite=suite)


@routeur.get(
    "/depots/{id}",
    summary="Un dépôt et son compte rendu",
    responses=refus(*TOUTES, 404),
)
def lire(ident: IdentDepot, appel: Deposant) -> DepotVu:
    """Ce que le contrôle a dit au jour du dépôt."""
    return vue(appel.services.depots.visible(ident, appel.appelant))


@routeur.get(
    "/depots/{id}/charge",
    summary="La charge déposée",
    response_class=Response,
    responses={
        200: {"description": "Les octets envoyés.", "content": {"application/json": {}}},
        **refus(*TOUTES, 404),
    },
)
def lire_charge(ident: IdentDepot, appel: Deposant) -> Response:
    """Octet pour octet, comme elle a été envoyée."""
    contenu = appel.services.depots.contenu(appel.services.depots.visible(ident, appel.appelant))
    return Response(contenu, media_type="application/json")


def vue(depot: Depot) -> DepotVu:
    """A deposit, as it is answered."""
    return DepotVu.model_validate(asdict(depot))
