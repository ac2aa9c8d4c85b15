"""Documents that somebody waits for, made by child processes that no lot keeps busy."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from docgen.contract.charge import en_json
from docgen.documents import catalogue
from docgen.documents.page.noms_fichiers import nom_dossier
from docgen.documents.page.spec import Spec
from docgen.usecases.estimation import Estimation
from docgen.usecases.publication import fiche
from docgen.usecases.rendu_documents import Commande, DocumentProduit
from service.acces.droits import Acte
from service.acces.idempotence import RouteIdempotente
from service.acces.portier import Exiger
from service.contexte import Appel
from service.papiers.dossiers import demander
from service.papiers.fabrication import DemandeLongue, Rendu
from service.papiers.travail_dossier import JOUR_DU_ZIP, TYPES_MEDIA, ecrire_rapport
from service.sessions.routes import deposer_une_fois
from service.socle.erreurs import FormatRefuse, RefuseParLesRegles
from service.socle.reponses import AVEC_CORPS, TOUTES, Reponses, binaire, corps_charge, disposition, refus
from service.socle.requetes import Attente, CleIdempotence, Corps, LesOptions, dire_la_preference
from service.travaux.routes import vue
from service.travaux.vues import TravailVu

routeur = APIRouter(prefix="/v1", tags=["documents"], route_class=RouteIdempotente)
Demandeur = Annotated[Appel, Depends(Exiger(Acte.PRODUIRE))]

ZIP = "application/zip"
NUMEROS_MAX = 100  # more would make a header that proxies refuse; the report in the zip has them all


TypeDocument = StrEnum("TypeDocument", {code.upper(): code for code in catalogue()})  # type: ignore[misc]
_ENTETES = {
    "ETag": {"description": "Empreinte SHA-256 du fichier.", "schema": {"type": "string"}},
    "Content-Disposition": {"description": "Nom du fichier.", "schema": {"type": "string"}},
    "Docgen-Numero": {"description": "Numéros des papiers, séparés par des virgules.", "schema": {"type": "string"}},
}
_REUSSITE: Reponses = binaire("Le document ; une archive zip s’il y en a plusieurs.", *TYPES_MEDIA.values(), ZIP)
_REUSSITE[200]["headers"] = _ENTETES
_ACCEPTEE: Reponses = {
    202: {
        "description": "La demande est longue : elle se fait en travail de fond.",
        "model": TravailVu,
    }
}
LeType = Annotated[TypeDocument, Path(alias="type", examples=["parchemin"], description="Le type : voir /v1/types.")]
UneSeulePersonne = Annotated[
    str | None, Query(max_length=64, examples=["9741411152681F"], description="Une seule personne : son id.")
]
LeFormat = Annotated[
    str | None,
    Query(
        alias="format", max_length=16, examples=["pdf"], description="pdf, docx, xlsx ; à défaut, le premier du type."
    ),
]


@routeur.post(
    "/documents/{type}",
    summary="Produire les documents d’un type",
    response_class=Response,
    responses={**_REUSSITE, **_ACCEPTEE, **refus(*TOUTES, *AVEC_CORPS, 404, 406, 409)},
    openapi_extra=corps_charge(),
)
async def produire_documents(
    appel: Demandeur,
    type_document: LeType,
    corps: Corps,
    options: LesOptions,
    attente_s: Attente,
    destinataire: UneSeulePersonne = None,
    format_voulu: LeFormat = None,
    cle: CleIdempotence = None,
) -> Response:
    """Contrôle, numérote s’il le faut, compose. Rien n’est numéroté si une règle s’y oppose.

    Redemander donne le même numéro, et les mêmes octets pour un papier numéroté. Ce qui prendrait trop longtemps,
    d’après une estimation faite avant tout numéro, ou plus que « Prefer » ne l’accepte, est accepté comme travail de
    fond : 202, et son adresse dans l’en-tête Location.
    """
    spec = catalogue()[type_document.value]
    verifier_format(spec, format_voulu)
    commande = Commande(types=(spec.code,), destinataire=destinataire, format=format_voulu, **asdict(options))
    try:
        rendu = await appel.rendre(corps, commande, attente_s)
    except DemandeLongue as longue:
        acceptee = await appel.faire(_accepter, appel, corps, commande, longue.prevue)
        await dire_la_preference(acceptee, attente_s)
        return acceptee
    if rendu.refusee:
        raise RefuseParLesRegles(rendu.manquements)
    return livrer(rendu, spec.code)


def _accepter(appel: Appel, corps: bytes, commande: Commande, prevue: Estimation) -> Response:
    """The job that makes what would be waited for too long."""
    depot = deposer_une_fois(appel, corps, "charge.json", commande.jour, bien_formee=True)
    travail = demander(appel, depot, commande, prevue)
    return Response(
        vue(travail, appel.services).model_dump_json(),
        202,
        {"Location": f"/v1/travaux/{travail.id}"},
        "application/json",
    )


def verifier_format(spec: Spec, format_voulu: str | None) -> None:
    """Accept the format asked for.

    Raises:
        FormatRefuse: the type is not made in it.
    """
    if format_voulu is not None and format_voulu not in spec.formats:
        raise FormatRefuse(
            f"Le format demandé n'existe pas pour {spec.code} : rien n'a été produit. "
            f"Formats possibles : {', '.join(spec.formats)}."
        )


def livrer(rendu: Rendu, nom: str) -> Response:
    """The document, or a zip of all of them with their report."""
    documents = rendu.documents
    if len(documents) == 1:
        contenu, fichier, type_media = documents[0].contenu, documents[0].fichier, TYPES_MEDIA[documents[0].format]
    else:
        contenu, type_media = archiver(rendu), ZIP
        fichier = f"{nom.upper()}_{nom_dossier(rendu.session)}.zip"
    entetes = {
        "ETag": f'"{hashlib.sha256(contenu).hexdigest()}"',
        "Content-Disposition": disposition(fichier),
    }
    if numeros := _numeros(documents):
        entetes["Docgen-Numero"] = ", ".join(numeros)
    return Response(contenu, headers=entetes, media_type=type_media)


def archiver(rendu: Rendu) -> bytes:
    """The documents and their report in one zip; they are compressed already."""
    rapport = {
        "session": rendu.session,
        "documents": [fiche(document, "") for document in rendu.documents],
        "manquements": en_json(rendu.manquements),
    }
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        for document in rendu.documents:
            archive.writestr(zipfile.ZipInfo(document.fichier, JOUR_DU_ZIP), document.contenu)
        ecrire_rapport(archive, rapport)
    return flux.getvalue()


def _numeros(documents: Sequence[DocumentProduit]) -> list[str]:
    numeros = [document.numero for document in documents if document.numero]
    return numeros if len(numeros) <= NUMEROS_MAX else []
