"""Deposits: send a session, read at once what is wrong with it, find it again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from docgen.contract import TAILLE_MAX, lire_charge
from docgen.errors import Erreur
from docgen.usecases.controle import emis_de
from service.acces.portier import LesServices
from service.acces.visite import Deposant, FormulaireSigne
from service.contexte import Services
from service.sessions.exemples import EXEMPLES
from service.sessions.extrait import remarques_des_erreurs
from service.sessions.groupes import groupes
from service.sessions.tables import Depot, EtatDepot
from service.sessions.vues import BADGES_DEPOT, resumer
from service.site.gabarits import page, taille
from service.socle.erreurs import CentreInterdit
from service.travaux.vues import BADGES_TRAVAIL

routes = APIRouter(include_in_schema=False)

PAR_PAGE = 50
AUCUN_FICHIER = "Aucun fichier n’a été choisi. Choisissez le fichier JSON de la session, puis recommencez."
AUTRE_CENTRE = (
    "Cette session est celle d’un autre centre : son SIRET n’est pas le vôtre. Vérifiez le fichier choisi, ou le champ "
    "« centre.siret »."
)


@routes.get("/depots")
def historique(requete: Request, services: LesServices, appelant: Deposant, depuis: str | None = None) -> Response:
    """The deposits of the centre, newest first."""
    trouves = services.depots.lister(appelant.siret, depuis, PAR_PAGE + 1)
    lignes = [
        {
            "id": depot.id,
            "session": depot.session,
            "nom": depot.nom,
            "cree": depot.cree,
            "badge": BADGES_DEPOT[depot.etat],
        }
        for depot in trouves[:PAR_PAGE]
    ]
    suite = trouves[PAR_PAGE - 1].id if len(trouves) > PAR_PAGE else None
    return page(requete, "depots.html", depots=lignes, suite=suite)


@routes.get("/depots/nouveau")
def formulaire(requete: Request, appelant: Deposant) -> Response:
    """The form to send a session."""
    return _formulaire(requete)


@routes.post("/depots", dependencies=[FormulaireSigne])
def deposer(
    requete: Request, services: LesServices, appelant: Deposant, fichier: Annotated[UploadFile | str, File()] = ""
) -> Response:
    """Send a session; whatever it is worth, its page tells."""
    if isinstance(fichier, str) or not fichier.filename:
        return _formulaire(requete, AUCUN_FICHIER, 422)
    if (fichier.size or 0) > TAILLE_MAX:
        return _formulaire(requete, trop_gros(fichier.filename, fichier.size or 0), 413)
    try:
        depot = services.depots.deposer(fichier.file.read(), fichier.filename, appelant)
    except CentreInterdit:
        return _formulaire(requete, AUTRE_CENTRE, 403)
    return RedirectResponse(f"/depots/{depot.id}", 303)


@routes.get("/depots/{ident}")
def rapport(requete: Request, services: LesServices, appelant: Deposant, ident: str) -> Response:
    """What the rules say of a deposit today; its papers, those that can be issued and those that cannot."""
    depot = services.depots.visible(ident, appelant)
    octets = services.depots.contenu(depot)
    if depot.etat is EtatDepot.MALFORME:
        erreurs = [Erreur(**faute) for faute in depot.rapport["erreurs"]]
        return page(requete, "depot_malforme.html", depot=depot, remarques=remarques_des_erreurs(octets, erreurs))
    dossier, jour = lire_charge(octets), services.jour()
    atelier = services.atelier.au_nom_de(appelant.nom, appelant.pouvoir)
    tous = groupes(dossier, octets, atelier, jour, emis_de(dossier, atelier))
    attendus = [groupe for groupe in tous if groupe.attendu]
    possibles = [groupe for groupe in attendus if groupe.possible]
    renvois = [] if possibles == attendus else atelier.registre.renvois(dossier.session.id, depot.siret)
    return page(
        requete,
        "depot.html",
        depot=depot,
        resume=resumer(dossier),
        possibles=possibles,
        en_attente=[groupe for groupe in attendus if groupe.en_attente],
        refuses=[groupe for groupe in attendus if not groupe.possible and not groupe.en_attente],
        renvois=[renvoi for renvoi in renvois if renvoi.depot == depot.id],
        autres=[groupe for groupe in tous if not groupe.attendu],
        avertissements=sum(len(groupe.avertissements) for groupe in possibles),
        travaux=_travaux_de(depot, services),
    )


def trop_gros(nom: str, octets: int) -> str:
    """What is said of a file beyond the limit."""
    return (
        f"« {nom} » pèse {taille(octets)} et la limite est de 10 Mo : une session n’en demande jamais autant. "
        "Exportez une seule session par fichier, puis déposez-le de nouveau."
    )


def _formulaire(requete: Request, erreur: str | None = None, statut: int = 200) -> Response:
    return page(requete, "depot_nouveau.html", statut, erreur=erreur, exemples=EXEMPLES.items())


def _travaux_de(depot: Depot, services: Services) -> list[dict[str, object]]:
    """The jobs that were asked for from this very deposit, among the latest of its centre."""
    return [
        {"id": travail.id, "cree": travail.cree, "badge": BADGES_TRAVAIL[travail.etat]}
        for travail in services.travaux.carnet.lister(depot.siret, limite=PAR_PAGE)
        if travail.genre == "dossier" and travail.parametres.get("charge", {}).get("cle") == depot.cle
    ]
