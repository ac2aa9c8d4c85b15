"""What a request brings: its body, read within limits; the parameters that routes share; its faults, said in French."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Form, Header, Path, Query, Response
from pydantic import BaseModel
from starlette.requests import Request

from docgen.contract.charge import lire_modele
from docgen.contract.valeurs import UnJour
from docgen.errors import Erreur
from docgen.usecases.formats import USAGES
from service.socle.erreurs import TypeMediaRefuse

Modele = TypeVar("Modele", bound=BaseModel)
_PHRASES = {
    "missing": "« {champ} » est obligatoire et manque ; ajoutez-le.",
    "enum": "« {champ} » a une valeur inconnue ; choisissez parmi {expected}.",
    "literal_error": "« {champ} » a une valeur inconnue ; choisissez parmi {expected}.",
    "bool_parsing": "« {champ} » n’est ni vrai ni faux ; écrivez « true » ou « false ».",
    "int_parsing": "« {champ} » n’est pas un nombre entier ; écrivez-le en chiffres.",
    "greater_than_equal": "« {champ} » est trop petit ; donnez au moins {ge}.",
    "less_than_equal": "« {champ} » est trop grand ; donnez au plus {le}.",
    "string_too_long": "« {champ} » est trop long ; donnez au plus {max_length} caractères.",
    "string_too_short": "« {champ} » est trop court ; donnez au moins {min_length} caractère(s).",
    "string_pattern_mismatch": "« {champ} » n’a pas la forme attendue ; suivez la description de cette route.",
    "extra_forbidden": "« {champ} » est inconnu ; retirez-le.",
    "jour_annee": "« {champ} » a une année hors de 1900–2100 ; corrigez-la.",
}
_JOUR = "« {champ} » n’est pas un jour du calendrier ; écrivez AAAA-MM-JJ."
_AUTRE = "« {champ} » ne convient pas ; suivez la description de cette route."
COMPRIME = "Le corps est compressé, et Docgen le lit tel quel : envoyez-le sans « Content-Encoding »."
TYPES_JSON = ("application/json", "application/octet-stream", "text/json")


def jour_lu(texte: str) -> date | None:
    """The day that a form gives, ``None`` when it is not one."""
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None


def fautes_de_requete(fautes: Sequence[Mapping[str, Any]], racine: str = "") -> list[Erreur]:
    """The faults that pydantic found in parameters, as the service says them.

    ``chemin`` is the parameter's place and name; a JSON pointer for a body, whose ``racine`` is ``/``.
    """
    return [_faute(faute, racine) for faute in fautes]


def _faute(faute: Mapping[str, Any], racine: str) -> Erreur:
    lieu = [str(partie) for partie in faute["loc"]]
    champ = lieu[-1] if lieu else "requête"
    sorte = str(faute["type"])
    modele = _PHRASES.get(sorte, _JOUR if sorte.startswith(("date", "jour_")) else _AUTRE)
    contexte = {nom: str(valeur).replace(" or ", " ou ") for nom, valeur in (faute.get("ctx") or {}).items()}
    return Erreur(racine + "/".join(lieu), modele.format_map({**_Absents(), **contexte, "champ": champ}))


class _Absents(dict[str, str]):
    def __missing__(self, cle: str) -> str:
        return "…"


def corps_json(modele: type[Modele]) -> Callable[[Request], Awaitable[Modele]]:
    """The dependency of a route whose body is that object; an empty body is an object without a field.

    Raises (when it is called):
        ChargeInvalide: with every fault, in French.
    """

    async def lire(requete: Request) -> Modele:
        return lire_modele((await lire_corps(requete)).strip() or b"{}", modele)

    return lire


async def lire_corps(requete: Request) -> bytes:
    """The body of a request that brings JSON.

    Raises:
        TypeMediaRefuse: the body says that it is something else.
        CorpsTropGros: it is larger than this route allows.
    """
    genre = requete.headers.get("Content-Type", "application/json").partition(";")[0].strip().casefold()
    if genre not in TYPES_JSON and not genre.endswith("+json"):
        raise TypeMediaRefuse
    if requete.headers.get("Content-Encoding", "identity").casefold() != "identity":
        raise TypeMediaRefuse(COMPRIME)
    return await requete.body()


LIMITE_MAX = 200
CLE_MAX = 200

Jour = Annotated[
    UnJour | None,
    Query(
        alias="date",
        examples=["2019-03-20"],
        description="Aujourd’hui pour toutes les règles ; à défaut, le jour du serveur. Un jour passé n’est qu’à "
        "l’État pour un papier numéroté (PARC-09).",
    ),
]
Corps = Annotated[bytes, Depends(lire_corps)]
Champ = Annotated[str, Form()]  # of a page; empty where the form has none
Champs = Annotated[tuple[str, ...], Form()]
IDENTIFIANT = "^[A-Za-z0-9_-]{1,64}$"
UN_ID = "9c1f0d2ab3e44d5f8a6b7c8d9e0f1a2b"
IdentDepot = Annotated[
    str, Path(alias="id", pattern=IDENTIFIANT, examples=[UN_ID], description="Identifiant du dépôt.")
]
UN_NUMERO = "2019-974-0000001-V"
Depuis = Annotated[
    str | None,
    Query(
        pattern=IDENTIFIANT, examples=[UN_ID], description="Le « suite » de la page précédente ; à défaut, le début."
    ),
]
Limite = Annotated[int, Query(ge=1, le=LIMITE_MAX, examples=[50], description="Combien de lignes au plus.")]
CleIdempotence = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=CLE_MAX,
        pattern="^[!-~]+$",
        examples=["session-123456-parchemins-1"],
        description="La même clé et la même demande redonnent la première réponse, sans rien refaire.",
    ),
]


class Usage(StrEnum):
    """À conserver, ou à imprimer."""

    ARCHIVE = "archive"
    IMPRESSION = "impression"


assert tuple(Usage) == USAGES


@dataclass(frozen=True, slots=True)
class Options:
    """See the parameters of :func:`lire_options`."""

    jour: date
    usage: str
    brouillon: bool
    papier_en_tete: bool


async def lire_options(
    requete: Request,
    usage: Annotated[
        Usage, Query(examples=["archive"], description="archive (à conserver) ou impression (papier).")
    ] = Usage.ARCHIVE,
    brouillon: Annotated[
        bool, Query(examples=[False], description="Sans valeur, sans numéro, malgré les refus.")
    ] = False,
    papier_en_tete: Annotated[
        bool, Query(examples=[False], description="Pour un papier qui porte l’en-tête du centre.")
    ] = False,
    jour: Jour = None,
) -> Options:
    """The options of a request."""
    return Options(requete.app.state.services.jour(jour), usage.value, brouillon, papier_en_tete)


LesOptions = Annotated[Options, Depends(lire_options)]


A_PART, APPLIQUEE = "respond-async", "Preference-Applied"


async def lire_attente(
    requete: Request,
    preference: Annotated[
        str | None,
        Header(
            alias="Prefer",
            examples=["respond-async, wait=5"],
            description="« respond-async » (RFC 7240) : ce qui serait long se fait en travail de fond, répondu 202 ; "
            "« wait » dit à partir de combien de secondes, à défaut toujours.",
        ),
    ] = None,
) -> float:
    """How many seconds the caller would rather be kept waiting than given a job to follow; infinite, unless it says.

    Preferences may stand on several lines, and the first of a name counts; what is not understood is passed over.
    """
    lues: dict[str, str] = {}
    for dite in ",".join(requete.headers.getlist("Prefer")).split(","):
        nom, _, valeur = dite.partition(";")[0].partition("=")
        lues.setdefault(nom.strip().casefold(), valeur.strip(' "'))
    if A_PART not in lues:
        return math.inf
    attente = lues.get("wait", "")
    return float(attente) if attente.isdecimal() and attente.isascii() else 0.0


Attente = Annotated[float, Depends(lire_attente)]


async def dire_la_preference(reponse: Response, attente_s: Attente) -> None:
    """An answer that is a job says so to whoever asked for one."""
    if attente_s < math.inf:
        reponse.headers[APPLIQUEE] = A_PART


Preference = Depends(dire_la_preference)
