"""What an agent of the State does of a deposit: read its results, attest them, or send them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from docgen.contract import lire_charge
from docgen.documents.page import libelles
from docgen.documents.page.libelles_personnes import ne_le, nom_complet
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import attestation_de
from docgen.domain.session import StatutSession
from docgen.errors import ActeImpossible, PapierDivergent, UsageInvalide
from docgen.usecases.tenue.attester import attester_dossier, renvoyer
from service.acces.portier import LesServices
from service.acces.visite import Attestant, FormulaireSigne
from service.contexte import Services
from service.sessions.tables import Depot, EtatDepot
from service.sessions.vues import resumer
from service.site.gabarits import page
from service.socle.appelant import Appelant
from service.socle.erreurs import Introuvable

routes = APIRouter(include_in_schema=False)
DEPOTS_LUS = 200


@dataclass(frozen=True, slots=True)
class Attente:
    """A deposit of a validated session, and where it stands for the State."""

    depot: Depot
    badge: tuple[str, str]


@routes.get("/attestations")
def attentes(requete: Request, services: LesServices, appelant: Attestant) -> Response:
    """The latest deposit of each validated session, those that wait first."""
    derniers: dict[tuple[str | None, str | None], Depot] = {}
    for depot in services.depots.lister(limite=DEPOTS_LUS):
        if depot.etat is EtatDepot.ACCEPTE:
            derniers.setdefault((depot.siret, depot.session), depot)
    trouvees = [Attente(depot, badge) for depot in derniers.values() if (badge := _badge(depot, services)) is not None]
    trouvees.sort(key=lambda attente: attente.badge[0] != "info")
    return page(requete, "attestations.html", attentes=trouvees)


@routes.get("/depots/{ident}/attestation")
def lire(requete: Request, services: LesServices, appelant: Attestant, ident: str) -> Response:
    """The results of a deposit, as its PV gives them."""
    return _page(requete, services, appelant, ident)


@routes.post("/depots/{ident}/attestation", dependencies=[FormulaireSigne])
def attester(requete: Request, services: LesServices, appelant: Attestant, ident: str) -> Response:
    """Attest the deposit."""
    depot, dossier = _ouvrir(services, appelant, ident)
    atelier = services.atelier.au_nom_de(appelant.nom, appelant.pouvoir)
    try:
        attestee = attester_dossier(dossier, atelier)
    except (ActeImpossible, PapierDivergent) as refus:
        return _page(requete, services, appelant, ident, erreurs=str(refus).splitlines())
    if attestee.connue is None:
        dits = [manquement.message for manquement in attestee.controle.bloquants]
        return _page(requete, services, appelant, ident, erreurs=dits)
    return RedirectResponse(f"/depots/{depot.id}/attestation", 303)


@routes.post("/depots/{ident}/renvoi", dependencies=[FormulaireSigne])
def renvoyer_au_centre(
    requete: Request, services: LesServices, appelant: Attestant, ident: str, motif: Annotated[str, Form()] = ""
) -> Response:
    """Send the deposit back to its centre, which reads why."""
    depot, dossier = _ouvrir(services, appelant, ident)
    atelier = services.atelier.au_nom_de(appelant.nom, appelant.pouvoir)
    try:
        renvoyer(dossier.session.id, dossier.centre.siret, depot.id, motif, atelier)
    except UsageInvalide as refus:
        return _page(requete, services, appelant, ident, erreurs=[str(refus)], motif=motif)
    return RedirectResponse(f"/depots/{depot.id}/attestation", 303)


def _ouvrir(services: Services, appelant: Appelant, ident: str) -> tuple[Depot, Dossier]:
    """A deposit that may be read, and its session.

    Raises:
        Introuvable: there is none; its session was not validated.
    """
    depot = services.depots.visible(ident, appelant, bien_forme=True)
    dossier = lire_charge(services.depots.contenu(depot))
    if dossier.session.statut is not StatutSession.VALIDEE:
        raise Introuvable
    return depot, dossier


def _badge(depot: Depot, services: Services) -> tuple[str, str] | None:
    """Where a deposit stands; ``None`` if its session is not validated."""
    dossier = lire_charge(services.depots.contenu(depot))
    return _etat(depot, dossier, services) if dossier.session.statut is StatutSession.VALIDEE else None


def _etat(depot: Depot, dossier: Dossier, services: Services) -> tuple[str, str]:
    registre, session, siret = services.atelier.registre, dossier.session.id, dossier.centre.siret
    if attestation_de(dossier).deja_dite(registre.connue(session, siret)):
        return ("success", "attestée")
    if any(renvoi.depot == depot.id for renvoi in registre.renvois(session, siret)):
        return ("warning", "renvoyée au centre")
    return ("info", "en attente de l’État")


def _page(
    requete: Request,
    services: Services,
    appelant: Appelant,
    ident: str,
    erreurs: list[str] | None = None,
    motif: str = "",
) -> Response:
    depot, dossier = _ouvrir(services, appelant, ident)
    return page(
        requete,
        "attestation.html",
        422 if erreurs else 200,
        depot=depot,
        resume=resumer(dossier),
        badge=_etat(depot, dossier, services),
        resultats=[_resultat(rang, dossier) for rang in range(len(dossier.candidats))],
        renvois=[
            renvoi
            for renvoi in services.atelier.registre.renvois(dossier.session.id, dossier.centre.siret)
            if renvoi.depot == depot.id
        ],
        erreurs=erreurs or [],
        motif=motif,
    )


def _resultat(rang: int, dossier: Dossier) -> Mapping[str, str]:
    """A line of the general PV."""
    candidat = dossier.candidats[rang]
    resultat = candidat.resultat
    return {
        "nom": nom_complet(candidat),
        "naissance": ne_le(candidat),
        "decision": libelles.decision(candidat),
        "ccp": libelles.ccp_numerotes(dossier.titre, resultat.ccp_acquis if resultat else ()),
        "commentaire": (resultat.commentaire if resultat else None) or "–",
    }
