"""The page of a session: where it stands, what comes next, its people with their papers, its versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from docgen.contract.charge import lire_charge
from docgen.documents import catalogue
from docgen.documents.page import libelles
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.domain.dossier import Dossier
from docgen.domain.papiers.papier import Papier
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.papiers.vie import Etat
from docgen.domain.regles.apres_examen.session_attestee import NON_ATTESTEE
from docgen.domain.session import StatutSession
from docgen.usecases.controle import emis_de
from docgen.usecases.tenue.actes_papier import Situation, situations
from service.acces.droits import Acte, peut
from service.acces.idempotence import RouteATour
from service.acces.visite import Deposant
from service.contexte import Appel, Services
from service.papiers.pages import ETATS
from service.sessions.corrections import par_personne, regrouper
from service.sessions.etapes import ACCEPTE, DIFFERE, REFUSE, Etape, SessionConnue
from service.sessions.groupes import Groupe, TypePapier, groupes
from service.sessions.liste import dates_de
from service.sessions.tables import Depot
from service.sessions.vues import resumer
from service.site.gabarits import page
from service.socle.erreurs import Introuvable

routes = APIRouter(include_in_schema=False, route_class=RouteATour)

VERSIONS_MAX = TRAVAUX_MAX = 20
A_REFAIRE = ("warning", "à refaire : l’État a attesté autre chose")
VIGNETTES_MAX = 24  # a browser without script asks for them all at once; where they are more, contact sheets show them
RAIL = ("Déposée", "Attestée", "Émise", "Remise")
RAIL_AVANT = {  # until the State has validated the session
    StatutSession.DTE_DEMANDE: "DTE demandé",
    StatutSession.CONVOCATIONS_ENVOYEES: "Convoquée",
    StatutSession.TERMINEE: "Terminée",
    StatutSession.VALIDEE: "Validée",
}


_AVANT = (StatutSession.EN_PREPARATION, *(statut for statut in RAIL_AVANT if statut is not StatutSession.VALIDEE))


@dataclass(frozen=True, slots=True)
class PapierDe:
    """A paper of somebody. ``numero`` is ``None`` while there is none, or where the type has none."""

    type: TypePapier
    personne: str
    emis: bool
    numero: str | None
    badge: tuple[str, str] | None
    possible: bool


@dataclass(frozen=True, slots=True)
class Titulaire:
    """A person of the session, with what is due to him; ``anciens`` are his annulled papers."""

    nom: str
    dit: str
    papiers: tuple[PapierDe, ...]
    anciens: tuple[Papier, ...] = ()


@routes.get("/sessions/{siret}/{cle}")
def montrer(appel: Deposant, siret: str, cle: str) -> Response:
    """A session, by its latest deposit, or by the register alone once its deposits are gone."""
    connue = session_visible(appel, siret, cle)
    depot = appel.services.depots.lire(connue.depot) if connue.depot else None
    if depot is None:
        return page(appel.requete, "session_archivee.html", **_archivee(connue, appel.services))
    return page_du_depot(appel, depot, connue)


def session_visible(appel: Appel, siret: str, cle: str) -> SessionConnue:
    """A session that this caller may see, by the two parts of its address.

    Raises:
        Introuvable: there is none; another centre's is said not to be there.
    """
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    connue = appel.services.sessions.lire(siret, cle.replace("~", "/"))
    if connue is None or not appel.appelant.voit(siret):
        raise Introuvable
    return connue


def page_du_depot(appel: Appel, depot: Depot, connue: SessionConnue) -> Response:
    """The session as that deposit tells it: its latest version, or one that another has replaced."""
    if depot.etat.value == "MALFORME":
        return RedirectResponse(f"/depots/{depot.id}", 303)
    octets = appel.services.depots.contenu(depot)
    dossier = lire_charge(octets)
    atelier = appel.atelier
    tous = groupes(dossier, octets, atelier, appel.jour, emis_de(dossier, atelier))
    papiers = _papiers(tous)
    if depot.id == connue.depot and appel.appelant.siret is not None:  # whoever attests is refused less
        connue = appel.services.sessions.juger(connue, _etat(papiers["refuses"]))
    renvois = (
        appel.services.atelier.registre.renvois(connue.session, Perimetre(connue.siret)) if connue.renvoyee else ()
    )
    titulaires = list(_titulaires(dossier, [groupe for groupe in tous if groupe.attendu], appel.services))
    return page(
        appel.requete,
        "session.html",
        **_communs(connue, appel.services),
        **papiers,
        depot=depot,
        actuelle=depot.id == connue.depot,
        resume=resumer(dossier),
        renvois=[renvoi for renvoi in renvois if renvoi.depot == depot.id],
        titulaires=titulaires,
        vignettes=sum(len(un.papiers) for un in titulaires) <= VIGNETTES_MAX,
        agent=peut(appel.appelant, Acte.ATTESTER),
    )


def _etat(refuses: Sequence[Groupe]) -> str:
    regles = {remarque.regle for groupe in refuses for remarque in groupe.refus}
    return ACCEPTE if not regles else DIFFERE if regles == {NON_ATTESTEE[0]} else REFUSE


def _papiers(tous: Sequence[Groupe]) -> dict[str, Any]:
    """What may be issued, what may not and why, what is to be read."""
    attendus = [groupe for groupe in tous if groupe.attendu]
    possibles = [groupe for groupe in attendus if groupe.possible]
    refuses = [groupe for groupe in attendus if not groupe.possible and not groupe.en_attente]
    return {
        "possibles": possibles,
        "en_attente": [groupe for groupe in attendus if groupe.en_attente],
        "refuses": refuses,
        "autres": [groupe for groupe in tous if not groupe.attendu],
        "par_personne": par_personne,
        "corrections": regrouper(remarque for groupe in refuses for remarque in groupe.refus),
        "avertissements": regrouper(remarque for groupe in attendus for remarque in groupe.avertissements),
        "collectifs": _types(attendus, pour_tous=True),
        "plusieurs": _types(possibles, pour_tous=False),
    }


def _types(groupes_: Sequence[Groupe], *, pour_tous: bool) -> list[tuple[Groupe, TypePapier]]:
    """The types of documents, those of the session or those of its people, each with its group."""
    return [(groupe, type_) for groupe in groupes_ for type_ in groupe.types if type_.pour_tous is pour_tous]


def _communs(connue: SessionConnue, services: Services) -> dict[str, Any]:
    """What the page says of a session, with or without a deposit."""
    carnet = services.travaux.carnet
    return {
        "connue": connue,
        "rail": _rail(connue),
        "dates": dates_de(connue),
        "suite": connue.suite(services.jour()),
        "versions": services.depots.versions(connue.session, connue.siret, VERSIONS_MAX),
        "travaux": carnet.lister(Perimetre(connue.siret), limite=TRAVAUX_MAX, session=connue.session),
    }


def _rail(connue: SessionConnue) -> list[tuple[str, str]]:
    """Each stage of the way, done, current or to come: that of the exam, then that of its papers."""
    if connue.statut in _AVANT:
        noms, avance = tuple(RAIL_AVANT.values()), _AVANT.index(StatutSession(connue.statut))
        faits = [rang < avance for rang in range(len(noms))]
    else:
        noms = RAIL
        faits = [
            connue.etape is not Etape.A_CORRIGER,
            connue.attestee,
            connue.etape in (Etape.EMISE, Etape.REMISE),
            connue.etape is Etape.REMISE,
        ]
    ici = next((rang for rang, fait in enumerate(faits) if not fait), len(faits))
    return [(nom, "fait" if rang < ici else "ici" if rang == ici else "à venir") for rang, nom in enumerate(noms)]


def _titulaires(dossier: Dossier, attendus: Sequence[Groupe], services: Services) -> Iterable[Titulaire]:
    vies = situations(dossier.session.id, dossier.centre.siret, services.atelier)
    registre, perimetre = services.atelier.registre, Perimetre(dossier.centre.siret)
    refaire = registre.a_refaire(dossier.session.id, perimetre)
    imprimes = registre.imprimes([vie.papier.numero for vie in vies if vie.papier.numero and vie.etat is Etat.EMIS])
    dus = _dus(attendus, vies, imprimes, refaire)
    annules: dict[str, list[Papier]] = {}
    for vie in vies:
        if vie.etat is Etat.ANNULE:
            annules.setdefault(vie.papier.demande.destinataire, []).append(vie.papier)
    decisions = {candidat.id: libelles.decision(candidat) for candidat in dossier.candidats}
    for un in dossier.convocables:
        if un.id in dus or un.id in decisions:
            papiers, anciens = dus.get(un.id, ()), annules.get(un.id, ())
            yield Titulaire(nom_complet(un), decisions.get(un.id, ""), tuple(papiers), tuple(anciens))


def _dus(
    attendus: Sequence[Groupe], vies: Sequence[Situation], imprimes: Collection[str], refaire: Collection[str]
) -> dict[str, list[PapierDe]]:
    """The papers of each person: those that he has, those to come; one annulled for good comes no more."""
    par_etat = sorted(vies, key=lambda vie: vie.etat is not Etat.ANNULE)  # of one person, the paper that stands
    connus = {(vie.papier.demande.genre.value, vie.papier.demande.destinataire): vie for vie in par_etat}
    dus: dict[str, list[PapierDe]] = {}
    for groupe, type_ in _types(attendus, pour_tous=False):
        for personne in type_.personnes:
            sienne = connus.get((type_.code, personne.id))
            if sienne and sienne.etat is Etat.ANNULE:
                if not sienne.evenements[-1].rectification:
                    continue
                sienne = None
            numero = sienne.papier.numero if sienne else None
            badge = (ETATS[sienne.etat] if numero else ("success", "émis")) if sienne else None
            badge = ("info", "imprimé") if numero in imprimes else badge
            badge = A_REFAIRE if sienne and not numero and personne.id in refaire else badge
            du = PapierDe(type_, personne.id, sienne is not None, numero, badge, groupe.possible)
            dus.setdefault(personne.id, []).append(du)
    return dus


def _archivee(connue: SessionConnue, services: Services) -> dict[str, Any]:
    """What the register tells of a session whose deposits are gone."""
    vies = [
        (vie, catalogue()[vie.papier.demande.genre.value].intitule, ETATS[vie.etat])
        for vie in situations(connue.session, connue.siret, services.atelier)
        if vie.papier.demande.destinataire
    ]
    return {**_communs(connue, services), "vies": vies}
