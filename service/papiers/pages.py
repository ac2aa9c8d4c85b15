"""Papers for people: obtained, found by their number, reprinted, annulled."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from docgen.documents import catalogue
from docgen.domain.papiers.numero import Numero
from docgen.domain.papiers.papier import MOTIFS, ActePapier
from docgen.domain.papiers.vie import Etat
from docgen.domain.regles import Gravite
from docgen.errors import ActeImpossible
from docgen.usecases.lots import CommandeLot
from docgen.usecases.production import Commande
from docgen.usecases.tenue import actes_papier
from service.acces.droits import Acte, peut
from service.acces.portier import LesServices
from service.acces.visite import Demandeur, FormulaireSigne, Greffier, Imprimeur
from service.contexte import Services
from service.papiers.documents import livrer
from service.papiers.vues import ACTES_PAPIER
from service.site.gabarits import page
from service.socle.appelant import Appelant
from service.socle.erreurs import Introuvable, RefuseParLesRegles, RoleInsuffisant
from service.travaux.moteur import PRIORITE_DOSSIER

routes = APIRouter(include_in_schema=False)

ACTES = {"gachage": Acte.GACHER, "reedition": Acte.REEDITER, "annulation": Acte.ANNULER}
MAL_FORME = "Ce numéro n’en est pas un : il a la forme 2026-974-0000001-V. Vérifiez chaque signe."
SESSION_ABSENTE = (
    "La session de ce papier n’est pas parmi les dépôts, ou son dernier dépôt est à compléter. "
    "Faites-la déposer de nouveau, puis recommencez."
)
INCONNU = "Le registre n’a émis aucun papier sous ce numéro. Vérifiez chaque signe."
_MOTIFS = {acte.casefold(): motifs for acte, motifs in MOTIFS.items()}
_FAITS = {acte.casefold(): phrase for acte, (_, phrase) in ACTES_PAPIER.items()}
_VIDE = dict.fromkeys(("motif", "precision", "serie_gachee", "serie_nouvelle"), "")
ETATS = {Etat.EMIS: ("info", "émis"), Etat.REMIS: ("success", "remis"), Etat.ANNULE: ("error", "annulé")}


@routes.post("/depots/{ident}/papiers", dependencies=[FormulaireSigne])
async def obtenir(
    services: LesServices, appelant: Demandeur, ident: str, papier: Annotated[str, Form()] = ""
) -> Response:
    """Issue papers of one type, and download them; ``papier`` is the type, the format and whom for (nobody: all)."""
    octets = await run_in_threadpool(lambda: services.depots.contenu(services.depots.visible(ident, appelant)))
    code, _, reste = papier.partition("/")
    format_voulu, _, pour = reste.partition("/")
    if code not in catalogue() or format_voulu not in catalogue()[code].formats:
        raise Introuvable
    commande = Commande(services.jour(), (code,), pour or None, format=format_voulu)
    rendu = await services.rendre_a_son_tour(octets, commande, appelant)
    if rendu.refusee:
        raise RefuseParLesRegles([faute for faute in rendu.manquements if faute.gravite is Gravite.BLOQUANT])
    return livrer(rendu, code)


@routes.post("/depots/{ident}/dossier", dependencies=[FormulaireSigne])
def emettre(services: LesServices, appelant: Demandeur, ident: str) -> Response:
    """Issue every paper that the session calls for."""
    depot = services.depots.visible(ident, appelant)
    commande = {"jour": services.jour().isoformat()}
    parametres = {"charge": {"nom": depot.nom, "cle": depot.cle}, "commande": commande, **appelant.pour_un_travail}
    travail = services.travaux.soumettre("dossier", parametres, appelant.nom, depot.siret, PRIORITE_DOSSIER)
    return RedirectResponse(f"/travaux/{travail.id}", 303)


@routes.get("/papiers")
def chercher(requete: Request, appelant: Greffier, numero: str = "") -> Response:
    """Find a paper by its number."""
    if not numero.strip():
        return page(requete, "papier_chercher.html", numero="", erreur=None)
    try:
        propre = str(Numero.lire(numero))
    except ValueError:
        return page(requete, "papier_chercher.html", 422, numero=numero, erreur=MAL_FORME)
    return RedirectResponse(f"/papiers/{propre}", 303)


@routes.get("/papiers/{numero}")
def montrer(requete: Request, services: LesServices, appelant: Greffier, numero: str, fait: str = "") -> Response:
    """Where a paper stands."""
    return _page(requete, services, appelant, numero, fait=fait)


@routes.post("/papiers/{numero}/tirage", dependencies=[FormulaireSigne])
def reimprimer(requete: Request, services: LesServices, appelant: Imprimeur, numero: str) -> Response:
    """Print a paper again, alone: a lot of its own, from the latest deposit of its session."""
    trouvee = actes_papier.situation(numero, services.atelier, appelant.siret)
    if trouvee is None or trouvee.etat is Etat.ANNULE:
        raise Introuvable
    demande = trouvee.papier.demande
    depot = services.depots.pret(demande.session, demande.siret)
    if depot is None:
        return _page(requete, services, appelant, numero, erreur=SESSION_ABSENTE, acte="tirage")
    commande = CommandeLot(services.jour(), numeros=(numero,))
    parametres = {
        "charges": [{"nom": depot.nom, "cle": depot.cle}],
        "commande": commande.en_json(),
        **appelant.pour_un_travail,
    }
    travail = services.travaux.soumettre("lot", parametres, appelant.nom, None, PRIORITE_DOSSIER)
    return RedirectResponse(f"/travaux/{travail.id}", 303)


@routes.post("/papiers/{numero}/{acte}", dependencies=[FormulaireSigne])
def agir(
    requete: Request,
    services: LesServices,
    appelant: Greffier,
    numero: str,
    acte: str,
    motif: Annotated[str, Form()] = "",
    precision: Annotated[str, Form()] = "",
    serie_gachee: Annotated[str, Form()] = "",
    serie_nouvelle: Annotated[str, Form()] = "",
    rectification: Annotated[str, Form()] = "",
) -> Response:
    """Write an act: a spoiled sheet, a duplicate, an annulment."""
    if acte not in ACTES or not peut(appelant, ACTES[acte]):
        raise RoleInsuffisant
    saisie = {"motif": motif, "precision": precision, "serie_gachee": serie_gachee, "serie_nouvelle": serie_nouvelle}
    try:
        _inscrire(services, appelant, numero, acte, saisie, bool(rectification))
    except ActeImpossible as refus:
        return _page(requete, services, appelant, numero, erreur=str(refus), acte=acte, saisie=saisie)
    return RedirectResponse(f"/papiers/{numero}?fait={acte}", 303)


def _inscrire(
    services: Services, appelant: Appelant, numero: str, acte: str, saisie: dict[str, str], rectification: bool
) -> None:
    """Write the act that a form describes.

    Raises:
        ActeImpossible: the paper's life does not allow it.
    """
    motif, precision, gachee, nouvelle = (valeur.strip() for valeur in saisie.values())
    jour, atelier, qui, feuille = services.jour(), services.atelier, appelant.nom, nouvelle or None
    if acte == "gachage":
        actes_papier.gacher(numero, jour, motif, atelier, qui, None, gachee or None, feuille, precision)
    elif acte == "reedition":
        actes_papier.reediter(numero, jour, motif, atelier, qui, None, feuille, precision)
    else:
        actes_papier.annuler(numero, jour, motif, atelier, qui, None, rectification, precision)


def _page(
    requete: Request,
    services: Services,
    appelant: Appelant,
    numero: str,
    *,
    fait: str = "",
    erreur: str | None = None,
    acte: str = "",
    saisie: dict[str, str] | None = None,
) -> Response:
    trouvee = actes_papier.situation(numero, services.atelier, appelant.siret)
    if trouvee is None:
        return page(requete, "papier_chercher.html", 404, numero=numero, erreur=INCONNU)
    return page(
        requete,
        "papier.html",
        422 if erreur else 200,
        situation=trouvee,
        demande=trouvee.papier.demande,
        intitule=catalogue()[trouvee.papier.demande.genre.value].intitule,
        badge=ETATS[trouvee.etat],
        evenements=[(ACTES_PAPIER[ActePapier(evenement.acte)][0], evenement) for evenement in trouvee.evenements],
        motifs=_MOTIFS,
        peut_annuler=peut(appelant, Acte.ANNULER),
        fait=_FAITS.get(fait, "") if trouvee.evenements else "",
        erreur=erreur,
        acte=acte,
        saisie=saisie or _VIDE,
    )
