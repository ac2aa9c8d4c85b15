"""Controls: does anything stand against an act, and what would it change?

They run in a thread: the event loop would do a quarter more of them, and wait for the database with each.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from docgen.contract import lire_demarche
from docgen.domain.dossier import Dossier
from docgen.domain.regles import Geste
from docgen.usecases.controle import controler_demarche
from service.acces.portier import LesServices, exiger
from service.socle.appelant import Appelant, Role
from service.socle.erreurs import CentreInterdit
from service.socle.parametres import Corps, Jour, jour_de
from service.socle.reponses import AVEC_CORPS, TOUTES, corps_charge, refus
from service.socle.vues import ControleVu

routeur = APIRouter(prefix="/v1", tags=["contrôles"])
# Not « Geste », which is an object of the payload.
NomGeste = StrEnum("NomGeste", {geste.name: geste.value for geste in Geste})  # type: ignore[misc]
Controleur = Annotated[Appelant, Depends(exiger(Role.CERES, Role.CENTRE))]


@routeur.post(
    "/controles/{geste}",
    summary="Contrôler un geste, sans rien produire",
    response_model=ControleVu,
    responses=refus(*TOUTES, *AVEC_CORPS, 404),
    openapi_extra=corps_charge("Demarche"),
)
def controler(
    nom_geste: Annotated[NomGeste, Path(alias="geste", examples=["editer-pv"], description="Le geste à contrôler.")],
    services: LesServices,
    appelant: Controleur,
    corps: Corps,
    jour: Jour = None,
) -> Response:
    """Donne tous les manquements, et les objets que le geste changerait.

    Un geste qui demande autre chose que la session l’attend sous « geste », à côté des clés de la charge.
    """
    geste, aujourdhui = Geste(nom_geste.value), jour_de(jour)
    demarche = lire_demarche(corps, geste, aujourdhui)
    if isinstance(demarche.objet, Dossier) and not appelant.voit(demarche.objet.centre.siret):
        raise CentreInterdit
    controle = controler_demarche(demarche, geste, aujourdhui, services.atelier)
    return Response(json.dumps(controle.en_json(), ensure_ascii=False), media_type="application/json")
