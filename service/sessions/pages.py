"""Deposits: send a session, read at once what is wrong with it, find it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from docgen.contract.charge import lire_charge
from docgen.contract.lecture import TAILLE_MAX
from docgen.errors import Erreur
from docgen.usecases.controle import emis_de
from service.acces.idempotence import RouteDePage
from service.acces.visite import Deposant
from service.contexte import Appel, Services
from service.sessions.corrections import Correction, en_tableur, par_personne, regrouper
from service.sessions.exemples import EXEMPLES
from service.sessions.extrait import remarques_des_erreurs
from service.sessions.groupes import groupes
from service.sessions.page_session import page_du_depot
from service.sessions.routes import deposer_une_fois
from service.sessions.tables import Depot, EtatDepot
from service.site.aide import texte_de
from service.site.gabarits import page, taille
from service.socle.erreurs import CentreInterdit, Introuvable
from service.socle.reponses import couper, disposition
from service.socle.vues import Badge

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

PAR_PAGE = 50
REFUS_DITS = 20
AUCUN_FICHIER = "Aucun fichier n’a été choisi. Choisissez le fichier JSON de la session, puis recommencez."
AUTRE_CENTRE = (
    "Cette session est celle d’un autre centre : son SIRET n’est pas le vôtre. Vérifiez le fichier choisi, ou le SIRET "
    "du centre qu’il porte."
)


@routes.get("/depots")
def historique(appel: Deposant, depuis: str | None = None) -> Response:
    """The deposits of the centre, newest first."""
    depots, suite = couper(appel.services.depots.lister(appel.perimetre, depuis, PAR_PAGE + 1), PAR_PAGE)
    return page(appel.requete, "depots.html", depots=depots, suite=suite)


@routes.get("/depots/nouveau")
def formulaire(appel: Deposant) -> Response:
    """The form to send a session."""
    return _formulaire(appel.requete)


@routes.post("/depots", summary="Déposer des sessions")
def deposer(appel: Deposant, fichier: Annotated[list[UploadFile | str] | None, File()] = None) -> Response:
    """Send sessions, one a file; whatever each is worth, its page tells, and a line where they are several."""
    recus = [envoi for envoi in fichier or () if not isinstance(envoi, str) and envoi.filename]
    if not recus:
        return _formulaire(appel.requete, AUCUN_FICHIER, 422)
    faits = [_deposer(appel, recu) for recu in recus]
    if len(faits) == 1:
        ((_, depot, faute, statut),) = faits
        return RedirectResponse(f"/depots/{depot.id}", 303) if depot else _formulaire(appel.requete, faute, statut)
    gardes = [depot for _, depot, _, _ in faits if depot]
    champs = [("refuse", f"{nom} : {faute}") for nom, depot, faute, _ in faits if not depot]
    bornes = [("du", gardes[0].id), ("au", gardes[-1].id)] if gardes else []
    return RedirectResponse(f"/depots/recus?{urlencode([*bornes, *champs[:REFUS_DITS]])}", 303)


def _deposer(appel: Appel, recu: UploadFile) -> tuple[str, Depot | None, str, int]:
    """A file's name, the deposit made of it, else what is said and the status."""
    nom = recu.filename or ""
    if (recu.size or 0) > TAILLE_MAX:
        return nom, None, trop_gros(nom, recu.size or 0), 413
    try:
        return nom, deposer_une_fois(appel, recu.file.read(), nom, appel.jour), "", 200
    except CentreInterdit:
        return nom, None, AUTRE_CENTRE, 403


@routes.get("/depots/recus")
def recus(appel: Deposant, du: str = "", au: str = "", refuse: Annotated[list[str] | None, Query()] = None) -> Response:
    """What became of several files sent at once, one line each."""
    depots = appel.services.depots.entre(du, au, appel.appelant) if du and au else ()
    lignes = [(depot, _badge_recu(depot, depots)) for depot in depots]
    return page(appel.requete, "depots_recus.html", lignes=lignes, refuses=refuse or [])


def _badge_recu(depot: Depot, recus: Sequence[Depot]) -> Badge:
    """What became of a file; one that another of the same session followed is no more than a former version."""
    sains = [
        un
        for un in recus
        if un.etat is not EtatDepot.MALFORME and (un.session, un.siret) == (depot.session, depot.siret)
    ]
    return depot.etat.badge if depot not in sains[:-1] else ("warning", "remplacé par un fichier suivant")


@routes.get("/depots/{ident}")
def rapport(appel: Deposant, ident: str) -> Response:
    """What is wrong with a file; a sound one leads to its session, where an old version still has its page."""
    depot = appel.services.depots.visible(ident, appel.appelant)
    if depot.etat is EtatDepot.MALFORME:
        vue = {"corrections": _corrections(depot, appel.services), "par_personne": par_personne}
        return page(appel.requete, "depot_malforme.html", 200, depot=depot, **vue)
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    connue = appel.services.sessions.lire(depot.siret or "", depot.session or "")
    if connue is None:
        raise Introuvable
    if connue.depot == depot.id:
        return RedirectResponse(connue.adresse, 303)
    return page_du_depot(appel, depot, connue)


@routes.get("/depots/{ident}/corrections.csv")
def telecharger_les_corrections(appel: Deposant, ident: str) -> Response:
    """What is wrong with a file, for a spreadsheet."""
    depot = appel.services.depots.visible(ident, appel.appelant)
    corrections = _corrections(depot, appel.services)
    entetes = {"Content-Disposition": disposition(f"CORRECTIONS_{depot.session or depot.id[:8]}.csv")}
    return Response(en_tableur(corrections), media_type="text/csv; charset=utf-8", headers=entetes)


def _corrections(depot: Depot, services: Services) -> tuple[Correction, ...]:
    """The faults of a malformed file, or the refusals of the rules today."""
    octets = services.depots.contenu(depot)
    if depot.etat is EtatDepot.MALFORME:
        erreurs = [Erreur(**faute) for faute in depot.rapport["erreurs"]]
        return regrouper(remarques_des_erreurs(octets, erreurs))
    dossier = lire_charge(octets)
    tous = groupes(dossier, octets, services.atelier, services.jour(), emis_de(dossier, services.atelier))
    return regrouper(refus for groupe in tous if groupe.attendu for refus in groupe.refus)


def trop_gros(nom: str, octets: int) -> str:
    """What is said of a file beyond the limit."""
    return (
        f"« {nom} » pèse {taille(octets)} et la limite est de 10 Mo : une session n’en demande jamais autant. "
        "Exportez une seule session par fichier, puis déposez-le de nouveau."
    )


def _formulaire(requete: Request, erreur: str | None = None, statut: int = 200) -> Response:
    mot = texte_de(requete, "depot")
    return page(requete, "depot_nouveau.html", statut, erreur=erreur, exemples=EXEMPLES.items(), mot=mot)
