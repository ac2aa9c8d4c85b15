"""The custom days and hours of convocation, entered in a form: each recording is a new deposit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from docgen.contract import lire_charge
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.documents.page.typographie import periode
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat, Jure, Surveillant
from service.acces.portier import LesServices
from service.acces.visite import Deposant, verifier_jeton
from service.contexte import Services
from service.sessions.tables import Depot
from service.sessions.vues import resumer
from service.site.gabarits import page

routes = APIRouter(include_in_schema=False)

CASES_MAX = 4_000  # 500 candidates have a day and an hour each
HEURE_FAUSSE = "Cette heure ne se lit pas : écrivez par exemple 08:30."
LISTES = ("candidats", "jures", "surveillants")
POUR_TOUS = "session-heure"


@dataclass(frozen=True, slots=True)
class Convoque:
    """A person of the form; ``champ`` begins the names of its boxes."""

    champ: str
    nom: str
    jour: str
    heure: str


@routes.get("/depots/{ident}/horaires")
def formulaire(requete: Request, services: LesServices, appelant: Deposant, ident: str) -> Response:
    """The form, filled with what the deposit says."""
    depot = services.depots.visible(ident, appelant, bien_forme=True)
    return _formulaire(requete, depot, _dossier(depot, services), {}, {})


@routes.post("/depots/{ident}/horaires")
async def enregistrer(requete: Request, services: LesServices, appelant: Deposant, ident: str) -> Response:
    """Make a new deposit of the same session with these days and hours; or say which boxes are wrong."""
    saisie = {nom: str(valeur).strip() for nom, valeur in (await requete.form(max_fields=CASES_MAX)).items()}
    verifier_jeton(requete, saisie.pop("jeton", ""))

    def faire() -> Response:
        depot = services.depots.visible(ident, appelant, bien_forme=True)
        dossier = _dossier(depot, services)
        erreurs = _erreurs(dossier, saisie)
        if erreurs:
            return _formulaire(requete, depot, dossier, saisie, erreurs)
        octets = appliquer(services.depots.contenu(depot), saisie)
        nouveau = services.depots.deposer(octets, depot.nom, appelant)
        return RedirectResponse(f"/depots/{nouveau.id}", 303)

    return await run_in_threadpool(faire)


def appliquer(octets: bytes, saisie: Mapping[str, str]) -> bytes:
    """The payload with these days and hours; an empty box takes away what the payload said."""
    charge = json.loads(octets.removeprefix(b"\xef\xbb\xbf"))
    _ecrire(charge["session"], "heure_convocation", saisie.get(POUR_TOUS))
    for liste in LISTES:
        for rang, personne in enumerate(charge.get(liste) or ()):
            _ecrire(personne, "heure_convocation", saisie.get(f"{liste}-{rang}-heure"))
            if liste == "candidats":
                _ecrire(personne, "date_convocation", saisie.get(f"{liste}-{rang}-jour"))
    return json.dumps(charge, ensure_ascii=False, indent=2).encode() + b"\n"


def _ecrire(objet: dict[str, Any], champ: str, valeur: str | None) -> None:
    """``None``: the form had no such box, the payload keeps what it says."""
    if valeur:
        objet[champ] = valeur[:5] if champ == "heure_convocation" else valeur
    elif valeur == "" and champ in objet:
        objet[champ] = None


def _dossier(depot: Depot, services: Services) -> Dossier:
    return lire_charge(services.depots.contenu(depot))


def _erreurs(dossier: Dossier, saisie: Mapping[str, str]) -> dict[str, str]:
    """What is said of each wrong box."""
    erreurs = {}
    for nom, valeur in saisie.items():
        if nom.endswith("-heure") and valeur and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:00)?", valeur):
            erreurs[nom] = HEURE_FAUSSE
        elif nom.endswith("-jour") and valeur and not _dans_la_session(valeur, dossier):
            bornes = periode(dossier.session.debut, dossier.session.fin)
            erreurs[nom] = f"Ce jour n’est pas de la session, qui se tient {bornes}."
    return erreurs


def _dans_la_session(valeur: str, dossier: Dossier) -> bool:
    try:
        return dossier.session.debut <= date.fromisoformat(valeur) <= dossier.session.fin
    except ValueError:
        return False


def _formulaire(
    requete: Request, depot: Depot, dossier: Dossier, saisie: Mapping[str, str], erreurs: Mapping[str, str]
) -> Response:
    session = dossier.session
    return page(
        requete,
        "horaires.html",
        422 if erreurs else 200,
        depot=depot,
        resume=resumer(dossier),
        erreurs=erreurs,
        heure=saisie.get(POUR_TOUS, _case(session.heure_convocation)),
        candidats=list(_convoques("candidats", dossier.candidats, saisie)),
        jures=list(_convoques("jures", dossier.jures, saisie)),
        surveillants=list(_convoques("surveillants", dossier.surveillants, saisie)),
    )


def _convoques(
    liste: str, personnes: tuple[Candidat | Jure | Surveillant, ...], saisie: Mapping[str, str]
) -> Iterator[Convoque]:
    for rang, personne in enumerate(personnes):
        champ = f"{liste}-{rang}"
        jour = (
            personne.date_convocation.isoformat()
            if isinstance(personne, Candidat) and personne.date_convocation
            else ""
        )
        yield Convoque(
            champ,
            nom_complet(personne),
            saisie.get(f"{champ}-jour", jour),
            saisie.get(f"{champ}-heure", _case(personne.heure_convocation)),
        )


def _case(heure: Any) -> str:
    return f"{heure:%H:%M}" if heure else ""
