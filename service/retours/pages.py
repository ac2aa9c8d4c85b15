"""Signed papers that come back, for people: drop the scans, read what they are, say what was not recognised."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from docgen.documents.page.typographie import accord
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.papiers.vie import Etat, etat
from docgen.errors import ActeImpossible, UsageInvalide
from docgen.usecases.retours.rangement import noms_a_regarder
from docgen.usecases.tenue.actes_papier import remettre_ensemble
from service.acces.idempotence import RouteDePage
from service.acces.visite import Rendeur
from service.contexte import Appel, Services
from service.retours.routes import deposer_les_fichiers, nom_dit
from service.retours.vues import RetourVu, lire_retour
from service.site.gabarits import page
from service.socle.reponses import couper
from service.socle.requetes import Champs
from service.travaux.moteur import PRIORITE_DOSSIER
from service.travaux.routes import travail_visible
from service.travaux.tables import Travail

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

PAR_PAGE = 50
AUCUN_FICHIER = "Aucun fichier n’a été choisi. Choisissez les fichiers numérisés, puis recommencez."
AUCUNE_REMISE = "Aucun papier n’est coché : rien n’a été inscrit. Cochez les papiers remis, puis confirmez."


@routes.get("/retours")
def accueil(appel: Rendeur, depuis: str | None = None) -> Response:
    """The form to send scans, and what was sent before."""
    return _formulaire(appel, depuis)


@routes.post("/retours", summary="Déposer des papiers signés")
def deposer(
    appel: Rendeur,
    fichiers: Annotated[list[UploadFile | str], File()] = [],  # noqa: B006  the framework copies it
) -> Response:
    """Send scans; their page tells what they are."""
    joints = [un for un in fichiers if not isinstance(un, str) and un.filename]
    if not joints:
        return _formulaire(appel, erreur=AUCUN_FICHIER, statut=422)
    lus = [(nom_dit(un.filename or "", rang), un.file.read()) for rang, un in enumerate(joints, start=1)]
    try:
        travail = deposer_les_fichiers(appel, lus)
    except UsageInvalide as refus:
        return _formulaire(appel, erreur=str(refus), statut=413)
    return RedirectResponse(f"/travaux/{travail.id}", 303)


@routes.get("/retours/{ident}")
def resultat(appel: Rendeur, ident: str, fait: Annotated[int, Query(ge=0)] = 0) -> Response:
    """What came of scans. ``fait``: so many collections were just written down."""
    travail = travail_visible(appel, ident, "retours")
    if not travail.etat.fini:
        return RedirectResponse(f"/travaux/{travail.id}", 303)
    return _resultat(appel, travail, fait=fait)


@routes.post("/retours/{ident}/pages", summary="Désigner des pages illisibles")
async def designer(appel: Rendeur, ident: str) -> Response:
    """Say what pages are; they are sorted again, with all that was said before."""
    return await appel.faire(_designer, appel, ident, await appel.requete.form())


def _designer(appel: Appel, ident: str, formulaire: FormData) -> Response:
    travail = travail_visible(appel, ident, "retours")
    retour = lire_retour(travail)
    dits = [
        {"fichier": vue.fichier, "rang": vue.rang, **choix}
        for vue in retour.illisibles
        if (choix := retour.attendue(str(formulaire.get(vue.champ, "")))) is not None
    ]
    if not dits:
        return RedirectResponse(f"/retours/{travail.id}", 303)
    parametres = {**travail.parametres, "choix": [*travail.parametres.get("choix", ()), *dits]}
    nouveau = appel.services.travaux.soumettre(
        travail.genre, parametres, appel.appelant.nom, travail.siret, PRIORITE_DOSSIER
    )
    return RedirectResponse(f"/travaux/{nouveau.id}", 303)


@routes.post("/retours/{ident}/remises", summary="Confirmer des remises")
def confirmer(appel: Rendeur, ident: str, jour: Annotated[date, Form()], numero: Champs = ()) -> Response:
    """Write the collections that the signed form shows: all of them, or none."""
    travail = travail_visible(appel, ident, "retours")
    retour = lire_retour(travail)
    proposes = {remise["numero"] for remise in retour.remises}
    voulus = [un for un in numero if un in proposes]
    if not voulus:
        return _resultat(appel, travail, erreur=AUCUNE_REMISE, statut=422)
    try:
        remettre_ensemble(voulus, jour, appel.atelier)
    except ActeImpossible as refus:
        return _resultat(appel, travail, erreur=str(refus), statut=409)
    return RedirectResponse(f"/retours/{travail.id}?fait={len(voulus)}", 303)


def _resultat(appel: Appel, travail: Travail, erreur: str = "", fait: int = 0, statut: int = 200) -> Response:
    retour = lire_retour(travail)
    par_nom = {fichier.nom: fichier for fichier in appel.services.fichiers.d_un_travail(travail.id)}
    noms = noms_a_regarder([(vue.fichier, vue.rang) for vue in retour.illisibles])
    return page(
        appel.requete,
        "retour.html",
        statut,
        travail=travail,
        badge=travail.etat.badge,
        retour=retour,
        documents=[{**document, "livre": par_nom.get(document["fichier"])} for document in retour.documents],
        illisibles=[{"page": vue, "image": par_nom.get(nom)} for vue, nom in zip(retour.illisibles, noms, strict=True)],
        erreurs=[erreur] if erreur else [],
        fait=accord(fait, "remise est inscrite", "remises sont inscrites") if 0 < fait <= len(retour.remises) else None,
        aujourdhui=appel.jour,
        **_remises(retour, appel.services, Perimetre(travail.siret)),
    )


def _remises(retour: RetourVu, services: Services, perimetre: Perimetre) -> dict[str, Any]:
    """The collections that a form shows and that are not written yet; the sessions whose collections go on."""
    registre = services.atelier.registre
    papiers = [papier for une in retour.remises if (papier := registre.papier(une["numero"], perimetre)) is not None]
    attendus = {papier.numero for papier in papiers if etat(registre.evenements(papier)) is Etat.EMIS}
    services.sessions.actualiser(registre)
    cles = sorted({(papier.demande.siret, papier.demande.session) for papier in papiers})
    return {
        "a_confirmer": [remise for remise in retour.remises if remise["numero"] in attendus],
        "sessions": [connue for cle in cles if (connue := services.sessions.lire(*cle))],
    }


def _formulaire(appel: Rendeur, depuis: str | None = None, erreur: str | None = None, statut: int = 200) -> Response:
    trouves = appel.services.travaux.carnet.lister(appel.perimetre, depuis, PAR_PAGE + 1, ["retours"])
    retours, suite = couper(trouves, PAR_PAGE)
    return page(appel.requete, "retours.html", statut, erreur=erreur, retours=retours, suite=suite, noms=noms_envoyes)


def noms_envoyes(travail: Travail) -> str:
    """The files of a send, as they were named."""
    return ", ".join(fichier["nom"].partition("-")[2] for fichier in travail.parametres["fichiers"])
