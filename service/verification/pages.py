"""Anyone who holds a paper: is it authentic, and what became of it? Only what the paper shows is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from docgen.documents import catalogue
from docgen.documents.typographie import date_longue, majuscule, nom_imprime
from docgen.domain.papiers.papier import Papier
from docgen.errors import DocgenError
from docgen.usecases.tenue.verification import Verdict, Verification, verifier_public
from service.acces.portier import LesServices
from service.contexte import Services
from service.site.gabarits import page
from service.site.habillage import veut_une_page

routes = APIRouter(include_in_schema=False)

_GENRES = {
    Verdict.AUTHENTIQUE: "success",
    Verdict.REMPLACE: "warning",
    Verdict.INDISPONIBLE: "info",
    Verdict.INCONNU: "warning",
    Verdict.CODE_INCORRECT: "warning",
    Verdict.INCORRECT: "warning",
}
SIGNATURE_FAUSSE = (
    "Le registre connaît ce papier, mais sa propre signature ne concorde plus : l’autorité qui tient le registre doit "
    "être prévenue. Cela ne dit rien contre le titulaire."
)
ABSENT_DU_CODE = "Pas de code"
_CHEMIN = re.compile(r"/verification/([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Saisie:
    """What is verified: a number, and what the QR adds to it."""

    numero: str
    cle: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class VerdictMontre:
    """A verdict, as the page shows it; ``faits`` are those that the paper shows."""

    genre: str
    intitule: str
    phrases: tuple[str, ...]
    faits: tuple[tuple[str, str], ...] = ()


@routes.get("/verification")
def accueil(
    requete: Request, services: LesServices, numero: str = "", k: str | None = None, c: str | None = None
) -> Response:
    """The form; with what was typed in it, the verdict."""
    saisie = lire_saisie(numero, k, c)
    if not saisie.numero:
        return _page(requete, None, Saisie(""), None)
    return _repondre(requete, services, saisie)


@routes.get("/verification/{numero}")
def verifier(
    requete: Request, services: LesServices, numero: str, k: str | None = None, c: str | None = None
) -> Response:
    """Where the QR of a paper leads."""
    return _repondre(requete, services, Saisie(numero.strip(), k, c))


def lire_saisie(numero: str, cle: str | None, code: str | None) -> Saisie:
    """What somebody typed: the number and the code; or, in either field, the whole address that the QR holds."""
    for texte in (numero, code or ""):
        adresse = _CHEMIN.search(texte)
        if adresse is not None:
            champs = parse_qs(urlsplit(texte.strip()).query)
            return Saisie(unquote(adresse[1]), *(next(iter(champs.get(nom, [])), None) for nom in ("k", "c")))
    propre = re.sub(r"\s", "", code or "")
    return Saisie(numero.strip(), cle, propre or None)


def examiner(saisie: Saisie, services: Services) -> Verification:
    """The verdict. A code that was typed says not which key made it: each is tried."""
    verification = verifier_public(saisie.numero, saisie.cle, saisie.code, services.atelier)
    if saisie.cle is not None or not saisie.code or verification.verdict is not Verdict.CODE_INCORRECT:
        return verification
    try:
        cles = services.atelier.registre.cles_publiques()
    except DocgenError:
        return verification
    essais = (verifier_public(saisie.numero, cle["id"], saisie.code, services.atelier) for cle in cles)
    return next((essai for essai in essais if essai.verdict is not Verdict.CODE_INCORRECT), verification)


def montrer(verification: Verification, papier: Papier | None, avec_code: bool) -> VerdictMontre:
    """The verdict in the words of the page."""
    verdict = verification.verdict
    intitule = majuscule(verdict.value)
    if verdict is Verdict.REMPLACE:
        intitule = f"Remplacé par le n° {verification.remplace_par}"
    elif verdict is Verdict.ANNULE and verification.annule_le:
        intitule = f"Annulé le {date_longue(verification.annule_le)}"
    elif verdict is Verdict.CODE_INCORRECT and not avec_code:
        intitule = ABSENT_DU_CODE
    return VerdictMontre(
        _GENRES.get(verdict, "error"), intitule, _phrases(verification), _faits(papier) if papier else ()
    )


def _phrases(verification: Verification) -> tuple[str, ...]:
    verdict = verification.verdict
    if verdict is Verdict.AUTHENTIQUE:
        remplace = tuple(constat for constat in verification.constats if constat.startswith("Il remplace"))
        return ("Le registre a émis ce papier, et rien ne s’y oppose depuis.", *remplace)
    if verdict is Verdict.SIGNATURE_FAUSSE:
        return (SIGNATURE_FAUSSE,)
    if verdict in (Verdict.ANNULE, Verdict.REMPLACE):
        return ("Le registre a bien émis ce papier.", verification.constats[-1])
    return verification.constats


def _faits(papier: Papier) -> tuple[tuple[str, str], ...]:
    demande = papier.demande
    faits = [
        ("Papier", catalogue()[demande.genre.value].intitule),
        ("Titulaire", f"{nom_imprime(demande.prenoms)} {nom_imprime(demande.nom)}"),
        ("Date de naissance", date_longue(demande.naissance) if demande.naissance else ""),
        ("Certification", demande.certification),
        ("Date d’émission", date_longue(papier.date_emission)),
    ]
    return tuple((intitule, valeur) for intitule, valeur in faits if valeur)


def _repondre(requete: Request, services: Services, saisie: Saisie) -> Response:
    verification = examiner(saisie, services)
    statut = 503 if verification.verdict is Verdict.INDISPONIBLE else 200
    if not veut_une_page(requete):
        return JSONResponse(verification.en_json(), statut)
    connu = verification.verdict in (Verdict.AUTHENTIQUE, Verdict.REMPLACE, Verdict.ANNULE)
    papier = services.atelier.registre.papier(verification.numero or "") if connu else None
    return _page(requete, montrer(verification, papier, bool(saisie.code)), saisie, verification, statut)


def _page(
    requete: Request,
    verdict: VerdictMontre | None,
    saisie: Saisie,
    verification: Verification | None,
    statut: int = 200,
) -> Response:
    rate = verification is not None and verification.verdict in (Verdict.INCORRECT, Verdict.CODE_INCORRECT)
    champs: Mapping[str, Any] = {
        "verdict": verdict,
        "numero": verification.numero if verification else None,
        "saisie_numero": saisie.numero if rate else "",
        "saisie_code": (saisie.code or "") if rate else "",
        "instant": datetime.now(UTC),
    }
    return page(requete, "verification.html", statut, **champs)
