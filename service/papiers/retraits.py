"""The collection of papers: what is due, when, and who has not come yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from docgen.contract import lire_charge
from docgen.documents.formulaire_remise import GENRES
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.documents.page.typographie import date_longue
from docgen.domain.autorites import libelles
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.vie import Etat
from docgen.domain.regles.apres_examen.remise import echeance
from docgen.errors import ActeImpossible
from docgen.usecases.controle import emis_de
from docgen.usecases.tenue.actes_papier import remettre, situation
from service.acces.portier import LesServices
from service.acces.visite import Deposant, FormulaireSigne
from service.contexte import Services
from service.sessions.tables import Depot
from service.sessions.vues import resumer
from service.site.gabarits import page

routes = APIRouter(include_in_schema=False)

JOUR_FAUX = "Le jour du retrait ne se lit pas, ou il est à venir. Choisissez le jour que porte le formulaire signé."


@dataclass(frozen=True, slots=True)
class PapierARemettre:
    """A paper of the session. ``jour`` is that of what became of it."""

    titulaire: str
    genre: str
    numero: str | None
    emis: date
    etat: Etat
    jour: date | None


@routes.get("/depots/{ident}/remise")
def montrer(
    requete: Request, services: LesServices, appelant: Deposant, ident: str, fait: str | None = None
) -> Response:
    """Who has collected which paper. ``fait`` is the number that was just written down."""
    depot = services.depots.visible(ident, appelant, bien_forme=True)
    return _page(requete, depot, services, fait=fait)


@routes.post("/depots/{ident}/remise", dependencies=[FormulaireSigne])
def noter(
    requete: Request,
    services: LesServices,
    appelant: Deposant,
    ident: str,
    numero: Annotated[str, Form()] = "",
    jour: Annotated[str, Form()] = "",
) -> Response:
    """Write down that a holder has his paper."""
    depot = services.depots.visible(ident, appelant, bien_forme=True)
    try:
        retrait = date.fromisoformat(jour)
    except ValueError:
        return _page(requete, depot, services, erreur=JOUR_FAUX)
    if retrait > services.jour():
        return _page(requete, depot, services, erreur=JOUR_FAUX)
    try:
        remettre(numero, retrait, "", services.atelier, appelant.nom, appelant.siret)
    except ActeImpossible as refus:
        return _page(requete, depot, services, erreur=str(refus))
    return RedirectResponse(f"/depots/{depot.id}/remise?fait={numero}", 303)


def _page(
    requete: Request, depot: Depot, services: Services, fait: str | None = None, erreur: str | None = None
) -> Response:
    dossier, aujourdhui = lire_charge(services.depots.contenu(depot)), services.jour()
    papiers = _papiers(dossier, services)
    numerotes = [papier for papier in papiers if papier.numero]
    structure, unite = libelles(dossier.autorite, aujourdhui)
    return page(
        requete,
        "remise.html",
        422 if erreur else 200,
        depot=depot,
        resume=resumer(dossier),
        papiers=papiers,
        remis=sum(papier.etat is Etat.REMIS for papier in numerotes),
        attendus=sum(papier.etat is Etat.EMIS for papier in numerotes),
        sans_numero=len(papiers) - len(numerotes),
        echeance=echeance(dossier, emis_de(dossier, services.atelier)),
        aujourdhui=aujourdhui,
        renvoi=unite or structure,
        fait=_phrase(fait, papiers),
        erreur=erreur,
    )


def _phrase(fait: str | None, papiers: list[PapierARemettre]) -> str | None:
    """What has just been written, if it has: an address that was tampered with says nothing."""
    trouve = next((papier for papier in papiers if fait and papier.numero == fait and papier.etat is Etat.REMIS), None)
    if trouve is None or trouve.jour is None:
        return None
    return f"Retrait noté le {date_longue(trouve.jour)} : {trouve.titulaire}, n° {trouve.numero}."


def _papiers(dossier: Dossier, services: Services) -> list[PapierARemettre]:
    """The papers of the session, in the order of its candidates."""
    noms = {candidat.id: nom_complet(candidat) for candidat in dossier.candidats}
    emis = [papier for papier in emis_de(dossier, services.atelier) if papier.demande.genre in GENRES]
    rangs = {ident: rang for rang, ident in enumerate(noms)}
    emis.sort(key=lambda papier: rangs.get(papier.demande.destinataire, len(rangs)))
    return [_ligne(papier, noms, services) for papier in emis]


def _ligne(papier: Papier, noms: dict[str, str], services: Services) -> PapierARemettre:
    demande = papier.demande
    vie = situation(papier.numero, services.atelier, demande.siret) if papier.numero else None
    dernier = vie.evenements[-1].jour if vie and vie.evenements else None
    return PapierARemettre(
        titulaire=noms.get(demande.destinataire) or f"{demande.prenoms} {demande.nom}",
        genre=GENRES[demande.genre],
        numero=papier.numero,
        emis=papier.date_emission,
        etat=vie.etat if vie else Etat.EMIS,
        jour=dernier,
    )
