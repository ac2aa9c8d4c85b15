"""The collection of papers: what is due, when, and who has not come yet."""

from __future__ import annotations

from collections import Counter
from datetime import date

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from docgen.contract.charge import lire_charge
from docgen.documents.page.typographie import accord, date_longue, nom_imprime
from docgen.domain.autorites import libelles
from docgen.domain.langue.alphabet import cle_alphabetique
from docgen.domain.papiers.papier import ActePapier, Evenement, GenrePapier, Papier
from docgen.domain.papiers.vie import Etat
from docgen.domain.regles.apres_examen.remise import echeance
from docgen.errors import ActeImpossible
from docgen.usecases.controle import emis_de
from docgen.usecases.tenue.actes_papier import Situation, inscrire, remettre_ensemble, situations
from service.acces.idempotence import RouteDePage
from service.acces.visite import Deposant
from service.contexte import Appel, Services
from service.sessions.etapes import SessionConnue
from service.sessions.liste import dates_de
from service.sessions.page_session import session_visible
from service.sessions.tables import EtatDepot
from service.site.confirmation import Confirmation, confirmer
from service.site.gabarits import page
from service.socle.erreurs import Introuvable
from service.socle.requetes import Champ, Champs, jour_lu

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

JOUR_FAUX = "Le jour du retrait ne se lit pas, ou il est à venir. Choisissez le jour que porte le formulaire signé."
AUCUN = "Aucun papier n’est coché : cochez ceux que leur titulaire a retirés."


@routes.get("/depots/{ident}/remise")
def rediriger(appel: Deposant, ident: str) -> Response:
    """The collections are those of the session, whatever its deposit."""
    depot = appel.services.depots.visible(ident, appel.appelant, bien_forme=True)
    connue = appel.services.sessions.lire(depot.siret or "", depot.session or "")
    if connue is None:
        raise Introuvable
    return RedirectResponse(f"{connue.adresse}/remise", 303)


@routes.get("/sessions/{siret}/{cle}/remise")
def montrer(appel: Deposant, siret: str, cle: str, fait: int = 0) -> Response:
    """Who has collected which paper. ``fait``: so many were just written down."""
    return _page(appel, session_visible(appel, siret, cle), fait=fait)


@routes.post("/sessions/{siret}/{cle}/remise", summary="Noter des retraits")
def noter(
    appel: Deposant, siret: str, cle: str, numero: Champs = (), jour: Champ = "", confirme: Champ = ""
) -> Response:
    """Write down that holders have their papers, once the list was read again."""
    connue = session_visible(appel, siret, cle)
    a_remettre = [vie for vie in _papiers(connue, appel.services) if vie.papier.numero and vie.etat is Etat.EMIS]
    choisis = [vie.papier for vie in a_remettre if vie.papier.numero in numero]
    retrait = jour_lu(jour)
    if not choisis or retrait is None or retrait > appel.jour:
        erreur = JOUR_FAUX if choisis else AUCUN
        return _page(appel, connue, erreur=erreur, coches=numero, jour=jour)
    if not confirme:
        return confirmer(appel.requete, _confirmation(connue, choisis, retrait))
    numeros = [papier.numero or "" for papier in choisis]
    try:
        remettre_ensemble(numeros, retrait, appel.atelier)
    except ActeImpossible as refus:
        return _page(appel, connue, erreur=str(refus), coches=numero, jour=jour)
    return RedirectResponse(f"{connue.adresse}/remise?fait={len(numeros)}", 303)


@routes.post("/sessions/{siret}/{cle}/remise/correction", summary="Corriger un retrait noté par erreur")
def corriger(appel: Deposant, siret: str, cle: str, numero: Champ = "") -> Response:
    """A collection was written by mistake: it is written that it was not made, and can be noted again."""
    connue = session_visible(appel, siret, cle)
    if numero not in {vie.papier.numero for vie in _papiers(connue, appel.services)}:
        raise Introuvable
    evenement = Evenement(ActePapier.CORRECTION, numero, appel.jour, "ERREUR_DE_SAISIE")
    try:
        inscrire(evenement, appel.atelier)
    except ActeImpossible as refus:
        return _page(appel, connue, erreur=str(refus))
    return RedirectResponse(f"{connue.adresse}/remise#retrait-{numero}", 303)


def _confirmation(connue: SessionConnue, choisis: list[Papier], retrait: date) -> Confirmation:
    adresse = f"{connue.adresse}/remise"
    combien = accord(len(choisis), "retrait")
    return Confirmation(
        titre=f"Noter {combien}",
        chapeau=f"Session {connue.session}, {connue.titre}.",
        faits=[("Jour du retrait", date_longue(retrait)), ("Papiers", str(len(choisis)))],
        consequences=["Le registre garde ce jour. Vérifiez-le sur le formulaire signé."],
        action=adresse,
        bouton=f"Noter {combien} du {date_longue(retrait)}",
        retour=(adresse, "Revenir sans rien noter"),
        pas=[("/sessions", "Sessions"), (connue.adresse, f"Session {connue.session}"), (adresse, "Remise")],
        champs=[
            *(("numero", papier.numero or "") for papier in choisis),
            ("jour", retrait.isoformat()),
            ("confirme", "oui"),
        ],
        intitule_liste="Retirés ce jour-là",
        colonnes=("Titulaire", "Papier", "Numéro"),
        liste=[
            (_titulaire(papier), papier.demande.genre.value.capitalize(), papier.numero or "") for papier in choisis
        ],
    )


def _page(
    appel: Appel,
    connue: SessionConnue,
    *,
    fait: int = 0,
    erreur: str | None = None,
    coches: tuple[str, ...] = (),
    jour: str = "",
) -> Response:
    papiers = _papiers(connue, appel.services)
    etats = Counter(vie.etat for vie in papiers if vie.papier.numero)
    return page(
        appel.requete,
        "remise.html",
        422 if erreur else 200,
        connue=connue,
        dates=dates_de(connue),
        papiers=papiers,
        titulaire=_titulaire,
        remis=etats[Etat.REMIS],
        attendus=etats[Etat.EMIS],
        sans_numero=len(papiers) - etats.total(),
        aujourdhui=appel.jour,
        fait=accord(fait, "retrait est noté", "retraits sont notés") if 0 < fait <= etats[Etat.REMIS] else None,
        erreur=erreur,
        coches=coches,
        jour=jour or appel.jour.isoformat(),
        **_du_fichier(connue, appel.services),
    )


def _du_fichier(connue: SessionConnue, services: Services) -> dict[str, object]:
    """What only the file of the session tells: whom the form goes back to, and when; nothing once it is purged."""
    depot = services.depots.lire(connue.depot) if connue.depot else None
    if depot is None or depot.etat is EtatDepot.MALFORME:
        return {"depot": None, "echeance": None, "renvoi": "l’autorité"}
    dossier = lire_charge(services.depots.contenu(depot))
    structure, unite = libelles(dossier.autorite, services.jour())
    limite = echeance(dossier, emis_de(dossier, services.atelier))
    return {"depot": depot, "echeance": limite, "renvoi": unite or structure}


def _papiers(connue: SessionConnue, services: Services) -> list[Situation]:
    """The papers of the session, in the order of names, by the register alone."""
    vies = situations(connue.session, connue.siret, services.atelier)
    trouves = [vie for vie in vies if vie.papier.demande.genre is not GenrePapier.FORMULAIRE_REMISE]
    return sorted(trouves, key=lambda vie: cle_alphabetique(_titulaire(vie.papier)))


def _titulaire(papier: Papier) -> str:
    return f"{nom_imprime(papier.demande.nom)} {nom_imprime(papier.demande.prenoms)}"
