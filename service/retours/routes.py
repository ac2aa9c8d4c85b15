"""Signed papers that come back, for programs: scanned files are sent, a job says what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from docgen.errors import Erreur
from docgen.usecases.retours.lecture_retours import verifier_la_taille
from service.acces.droits import Acte
from service.acces.idempotence import RouteIdempotente, reprise_de
from service.acces.portier import Exiger
from service.contexte import Appel
from service.retours.travail_retours import FICHIERS_MAX
from service.socle.donnees import maintenant
from service.socle.erreurs import RequeteInvalide
from service.socle.reponses import AVEC_CORPS, TOUTES, refus
from service.socle.requetes import CleIdempotence, Preference
from service.travaux.moteur import PRIORITE_DOSSIER
from service.travaux.routes import accepte, soumettre_une_fois
from service.travaux.tables import Travail
from service.travaux.vues import TravailVu

routeur = APIRouter(prefix="/v1", tags=["travaux"], route_class=RouteIdempotente)
Rendeur = Annotated[Appel, Depends(Exiger(Acte.RENDRE))]
CHAMP, RAYON = "fichiers", "retours"
NOM_MAX = 120
_CORPS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        CHAMP: {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "Des pages signées, numérisées : PDF, JPEG, PNG ou TIFF ; 100 Mio en tout.",
                        }
                    },
                    "required": [CHAMP],
                },
                "example": {CHAMP: ["%PDF-1.7"]},
            }
        },
    }
}
Numerises = list[tuple[str, bytes]]


async def lire_les_fichiers(requete: Request) -> Numerises:
    """The scanned files of a form, each with its own name.

    Raises:
        RequeteInvalide: the form cannot be read, or has too many files.
    """
    if not requete.headers.get("Content-Type", "").casefold().startswith("multipart/form-data"):
        raise RequeteInvalide([Erreur(CHAMP, "Le corps n’est pas un formulaire ; joignez des fichiers numérisés.")])
    try:
        async with requete.form(max_files=FICHIERS_MAX, max_fields=10) as formulaire:
            joints = [un for un in formulaire.getlist(CHAMP) if isinstance(un, UploadFile) and un.filename]
            return [(nom_dit(un.filename or "", rang), await un.read()) for rang, un in enumerate(joints, start=1)]
    except HTTPException as illisible:
        message = f"Le formulaire est illisible, ou a plus de {FICHIERS_MAX} fichiers ; envoyez-les en plusieurs fois."
        raise RequeteInvalide([Erreur("", message)]) from illisible


def nom_dit(nom: str, rang: int) -> str:
    """The name of a file as it is told; no two are one."""
    propre = "".join(signe for signe in PurePath(nom.replace("\\", "/")).name if signe.isprintable())[-NOM_MAX:]
    return f"{rang}-{propre}"


@routeur.post(
    "/retours",
    status_code=202,
    dependencies=[Preference],
    summary="Ranger des papiers signés et numérisés, en travail de fond",
    response_model=TravailVu,
    responses=refus(*TOUTES, *AVEC_CORPS, 409),
    openapi_extra=_CORPS,
)
def rendre(
    appel: Rendeur,
    reponse: Response,
    fichiers: Annotated[Numerises, Depends(lire_les_fichiers)],
    cle: CleIdempotence = None,
) -> TravailVu:
    """Les pages sont lues, redressées et remises par document ; le bilan dit ce qui manque, page par page.

    La page d’un autre centre n’est nommée à personne. Les remises que le formulaire signé montre sont proposées,
    jamais inscrites d’elles-mêmes.
    """
    travail = deposer_les_fichiers(appel, fichiers)
    return accepte(appel, reponse, travail)


def deposer_les_fichiers(appel: Appel, fichiers: Sequence[tuple[str, bytes]]) -> Travail:
    """Keep scanned files under their day and digests, and have them sorted: a call made again finds the same keys.

    Raises:
        UsageInvalide: there is none, or they are too large together.
        PlaceEpuisee: this caller may not keep so much.
        FichiersIndisponibles: the store does not answer.
    """
    tailles = [len(contenu) for _, contenu in fichiers]
    verifier_la_taille(tailles)
    appel.services.reserve.exiger(appel.appelant.nom, sum(tailles))
    gardes, jour = [], (reprise_de(appel.requete) or maintenant().isoformat())[:10]
    for nom, contenu in fichiers:
        cle = f"{RAYON}/{jour}/{hashlib.sha256(contenu).hexdigest()}"
        appel.services.magasin.ecrire(cle, contenu)
        gardes.append({"nom": nom, "cle": cle})
    parametres = {"fichiers": gardes, "choix": []}
    return soumettre_une_fois(appel, RAYON, parametres, appel.appelant.siret, PRIORITE_DOSSIER, sum(tailles))
