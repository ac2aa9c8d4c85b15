"""Finished files: whole or in part, never sent again to whoever has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Response
from fastapi.responses import StreamingResponse

from service.acces.droits import Acte
from service.acces.idempotence import RouteATour
from service.acces.portier import Exiger
from service.contexte import Appel
from service.socle.erreurs import Introuvable, PlageRefusee
from service.socle.reponses import TOUTES, Reponses, disposition, refus
from service.socle.requetes import IDENTIFIANT, UN_ID
from service.travaux.fichiers import FichierLivre
from service.travaux.routes import visible

routeur = APIRouter(prefix="/v1", tags=["fichiers"], route_class=RouteATour)
Lecteur = Annotated[Appel, Depends(Exiger(Acte.SUIVRE))]
Ident = Annotated[str, Path(alias="id", pattern=IDENTIFIANT, examples=[UN_ID], description="Identifiant du fichier.")]
UN_ETAG = '"55801640bb38b8ba9f534aba1c8a5c61663c29776efb562620c1cec2a2c1ae31"'
Plage = Annotated[
    str | None, Header(alias="Range", examples=["bytes=0-1023"], description="Une plage d’octets : « bytes=0-1023 ».")
]
SiPlage = Annotated[
    str | None, Header(alias="If-Range", examples=[UN_ETAG], description="L’ETag : sinon le fichier entier.")
]
SiAutre = Annotated[
    str | None,
    Header(alias="If-None-Match", examples=[UN_ETAG], description="L’ETag déjà reçu : 304 si rien n’a changé."),
]
_PLAGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_GENERIQUE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
REPONSES: Reponses = {
    200: {"description": "Le fichier.", "content": _GENERIQUE},
    206: {"description": "La plage demandée.", "content": _GENERIQUE},
    304: {"description": "Le fichier n’a pas changé."},
    **refus(*TOUTES, 404, 416),
}


@dataclass(frozen=True, slots=True)
class Envoi:
    """What is to be sent of a file: from ``debut`` to ``fin``, not included."""

    statut: int
    entetes: dict[str, str]
    debut: int
    fin: int


@routeur.get("/fichiers/{id}", summary="Un fichier fini", response_class=Response, responses=REPONSES)
def lire(
    appel: Lecteur, ident: Ident, plage: Plage = None, si_plage: SiPlage = None, si_autre: SiAutre = None
) -> Response:
    """Le fichier, ou une plage d’octets ; son ETag est son empreinte, et il ne change jamais."""
    fiche = fichier_visible(appel, ident)
    envoi = preparer(fiche, plage, si_plage, si_autre)
    if envoi.statut == 304:
        return Response(status_code=304, headers=envoi.entetes)
    contenu = appel.services.fichiers.lire(fiche, envoi.debut, envoi.fin)
    return StreamingResponse(contenu, envoi.statut, envoi.entetes, fiche.type_media)


@routeur.head("/fichiers/{id}", summary="Les en-têtes d’un fichier", response_class=Response, responses=REPONSES)
def decrire(
    appel: Lecteur, ident: Ident, plage: Plage = None, si_plage: SiPlage = None, si_autre: SiAutre = None
) -> Response:
    """Sa taille, son type, son empreinte."""
    fiche = fichier_visible(appel, ident)
    envoi = preparer(fiche, plage, si_plage, si_autre)
    return Response(status_code=envoi.statut, headers=envoi.entetes, media_type=fiche.type_media)


def fichier_visible(appel: Appel, ident: str) -> FichierLivre:
    """A file that this caller may see, and that is still there.

    Raises:
        Introuvable: there is none, or no more; one of another centre is said not to be there.
    """
    fiche = appel.services.fichiers.lire_fiche(ident)
    if fiche is None:
        raise Introuvable
    travail = appel.services.travaux.carnet.lire(fiche.travail) if fiche.travail else None
    if not (visible(travail, appel.appelant) if travail else appel.appelant.voit(fiche.siret)):
        raise Introuvable
    if appel.services.magasin.fiche(fiche.cle) is None:
        raise Introuvable("Le fichier n'est plus gardé : il a passé l'âge. Redemandez le travail qui l'a fait.")
    return fiche


def preparer(fiche: FichierLivre, plage: str | None, si_plage: str | None, si_autre: str | None) -> Envoi:
    """What is to be sent, by what the caller asks for and has.

    Raises:
        PlageRefusee: nothing of the file is in that range.
    """
    etag = f'"{fiche.sha256}"'
    entetes = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(fiche.nom),
    }
    if si_autre is not None and (si_autre.strip() == "*" or etag in si_autre):
        return Envoi(304, entetes, 0, 0)
    bornes = _bornes(plage, fiche.taille) if si_plage in (None, etag) else None
    if bornes is None:
        return Envoi(200, {**entetes, "Content-Length": str(fiche.taille)}, 0, fiche.taille)
    debut, fin = bornes
    if debut >= fin:
        raise PlageRefusee(fiche.taille)
    suite = {"Content-Range": f"bytes {debut}-{fin - 1}/{fiche.taille}", "Content-Length": str(fin - debut)}
    return Envoi(206, {**entetes, **suite}, debut, fin)


def _bornes(plage: str | None, taille: int) -> tuple[int, int] | None:
    """The range asked for; ``None``, the whole file, for several ranges or for what is no range."""
    lue = _PLAGE.fullmatch(plage.replace(" ", "")) if plage else None
    if lue is None or not (lue[1] or lue[2]):
        return None
    if not lue[1]:
        return max(0, taille - int(lue[2])), taille
    debut, dernier = int(lue[1]), int(lue[2] or taille - 1)
    return (debut, min(dernier + 1, taille)) if dernier >= debut or debut >= taille else None
