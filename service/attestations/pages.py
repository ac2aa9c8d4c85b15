"""What an agent of the State does of a deposit: read its results, attest them, or send them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from docgen.contract.charge import lire_charge
from docgen.documents.page.libelles_personnes import ne_le, nom_complet
from docgen.documents.page.typographie import date_longue, siret
from docgen.documents.pv_general import ligne_candidat, totaux
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.attestation import attestation_de
from docgen.domain.papiers.faits import faits_de_la_session
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.personnes import Candidat
from docgen.domain.session import StatutSession, TypeSession
from docgen.errors import ActeImpossible, PapierDivergent, UsageInvalide
from docgen.usecases.atelier import Atelier
from docgen.usecases.tenue.attester import Attestee, renvoyer
from docgen.usecases.tenue.attester import attester as attester_session
from service.acces.idempotence import RouteDePage
from service.acces.visite import Attestant
from service.contexte import Appel, Services
from service.sessions.tables import Depot
from service.sessions.vues import resumer
from service.site.confirmation import Confirmation, confirmer
from service.site.gabarits import instant_lisible, page
from service.socle.erreurs import Introuvable
from service.socle.requetes import Champ
from service.verification.langues import lignes

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)


@routes.get("/depots/{ident}/attestation")
def lire(appel: Attestant, ident: str) -> Response:
    """The results of a deposit, as its PV gives them."""
    return _page(appel, ident)


@routes.post("/depots/{ident}/attestation", summary="Attester une session")
def attester(appel: Attestant, ident: str, confirme: Champ = "") -> Response:
    """Attest the deposit, once what it says was read again."""
    depot, dossier = _ouvrir(appel, ident)
    atelier = appel.atelier
    try:
        attestee = attester_session(dossier, atelier, ecrire=bool(confirme))
    except (ActeImpossible, PapierDivergent) as refus:
        return _page(appel, ident, erreurs=str(refus).splitlines())
    if attestee.controle.bloquants:
        dits = [manquement.message for manquement in attestee.controle.bloquants]
        return _page(appel, ident, erreurs=dits)
    if not confirme:
        return confirmer(appel.requete, _confirmation(depot, attestee, atelier))
    appel.services.depots.attestee(dossier, appel.services.depots.contenu(depot))
    return RedirectResponse(f"/depots/{depot.id}/attestation", 303)


def _faits(attestee: Attestee, atelier: Atelier) -> list[tuple[str, str]]:
    """Whom an attestation concerns, and when."""
    dossier = attestee.dossier
    resume = resumer(dossier)
    connue = atelier.registre.connue(dossier.session.id, Perimetre(dossier.centre.siret))
    faits = [
        ("Centre", f"{resume.centre}, SIRET {siret(dossier.centre.siret)}"),
        ("Candidats", ", ".join(f"{total.nombre}\u00a0{total.intitule}" for total in totaux(dossier))),
        ("Attestée le", f"{date_longue(atelier.horloge())}, à votre nom"),
    ]
    if connue.attestee:
        avant = instant_lisible(connue.le, atelier.configuration.fuseau)
        faits.append(("Déjà attestée", f"le {avant}, avec d’autres faits"))
    if retires := attestation_de(dossier, entiere=True).retires(connue):
        noms = sorted(f"{connue.faits[qui].get('nom')} {connue.faits[qui].get('prenoms')}" for qui in retires)
        faits.append(("Ne seront plus attestés", ", ".join(noms)))
    return faits


def _confirmation(depot: Depot, attestee: Attestee, atelier: Atelier) -> Confirmation:
    dossier, adresse = attestee.dossier, f"/depots/{depot.id}/attestation"
    resume = resumer(dossier)
    return Confirmation(
        titre=f"Attester la session {resume.session}",
        chapeau=f"{resume.titre}, {resume.dates}.",
        faits=_faits(attestee, atelier),
        consequences=[
            "Vous dites au nom de l’État que la session a été validée avec ces résultats.",
            "Le centre et l’impression en tirent alors les papiers définitifs. Une fois un papier numéroté, il faut "
            "l’annuler pour changer ce qui est attesté de son titulaire.",
        ],
        action=adresse,
        bouton=f"Attester la session {resume.session}",
        retour=(adresse, "Revenir aux résultats"),
        pas=[("/attestations", "À attester"), (adresse, f"Session {resume.session}")],
        champs=[("confirme", "oui")],
        avertissements=[un.message for un in attestee.controle.manquements if un not in attestee.controle.bloquants],
    )


@routes.post("/depots/{ident}/renvoi", summary="Renvoyer une session à son centre")
def renvoyer_au_centre(appel: Attestant, ident: str, motif: Champ = "") -> Response:
    """Send the deposit back to its centre, which reads why."""
    depot, dossier = _ouvrir(appel, ident)
    try:
        renvoyer(dossier.session.id, dossier.centre.siret, depot.id, motif, appel.atelier)
    except UsageInvalide as refus:
        return _page(appel, ident, erreurs=[str(refus)], motif=motif)
    return RedirectResponse(f"/depots/{depot.id}/attestation", 303)


def _ouvrir(appel: Appel, ident: str) -> tuple[Depot, Dossier]:
    """A deposit that may be read, and its session.

    Raises:
        Introuvable: there is none; its session was not validated.
    """
    depot = appel.services.depots.visible(ident, appel.appelant, bien_forme=True)
    dossier = lire_charge(appel.services.depots.contenu(depot))
    if dossier.session.statut is not StatutSession.VALIDEE:
        raise Introuvable
    return depot, dossier


def _etat(depot: Depot, dossier: Dossier, services: Services) -> tuple[str, str]:
    registre, session, siret = services.atelier.registre, dossier.session.id, Perimetre(dossier.centre.siret)
    if attestation_de(dossier, entiere=True).deja_dite(registre.connue(session, siret)):
        return ("success", "attestée")
    if any(renvoi.depot == depot.id for renvoi in registre.renvois(session, siret)):
        return ("warning", "renvoyée au centre")
    return ("info", "en attente de l’État")


def _page(appel: Appel, ident: str, erreurs: list[str] | None = None, motif: str = "") -> Response:
    depot, dossier = _ouvrir(appel, ident)
    return page(
        appel.requete,
        "attestation.html",
        422 if erreurs else 200,
        depot=depot,
        resume=resumer(dossier),
        badge=_etat(depot, dossier, appel.services),
        session=_session(dossier),
        ccs=dossier.session.type is TypeSession.CCS,
        resultats=[_resultat(rang, dossier) for rang in range(len(dossier.candidats))],
        renvois=[
            renvoi
            for renvoi in appel.services.atelier.registre.renvois(dossier.session.id, Perimetre(dossier.centre.siret))
            if renvoi.depot == depot.id
        ],
        a_refaire=_a_refaire(dossier, appel.services),
        erreurs=erreurs or [],
        motif=motif,
    )


def _session(dossier: Dossier) -> list[tuple[str, str]]:
    """What is attested of the session itself, and papers will say: nobody vouches for what he was not shown."""
    titre = dossier.titre
    jours = {
        "Arrêté du titre": titre.date_arrete,
        "Journal officiel": titre.date_jo,
        "Fin de validité du titre": titre.fin_validite,
    }
    dates = ((nom, date_longue(jour)) for nom, jour in jours.items() if jour)
    ccp = ((f"CCP {un.numero}", f"{un.libelle} ({un.code})") for un in titre.ccp)
    return [*lignes(faits_de_la_session(dossier), "fr"), ("Millésime", titre.millesime or "–"), *dates, *ccp]


def _a_refaire(dossier: Dossier, services: Services) -> list[str]:
    """The names of those whose notification says otherwise than what is attested since."""
    idents = services.atelier.registre.a_refaire(dossier.session.id, Perimetre(dossier.centre.siret))
    return [nom_complet(candidat) for candidat in dossier.candidats if candidat.id in idents]


def _de_plus(candidat: Candidat) -> Iterator[str]:
    """What papers say of a candidate besides, where there is something."""
    if candidat.nom_usage:
        yield f"nom d’usage {candidat.nom_usage}"
    if candidat.ccp_anterieurs:
        yield f"détenait {', '.join(candidat.ccp_anterieurs)}"


def _resultat(rang: int, dossier: Dossier) -> Mapping[str, str]:
    """A line of the general PV."""
    candidat = dossier.candidats[rang]
    resultat, ligne = candidat.resultat, ligne_candidat(dossier, rang + 1, candidat)
    return {
        "nom": nom_complet(candidat),
        "naissance": ", ".join((ne_le(candidat), *_de_plus(candidat))),
        "presence": ligne.presence,
        "decision": ligne.decision,
        "acquis": ligne.acquis,
        "commentaire": (resultat.commentaire if resultat else None) or "–",
    }
