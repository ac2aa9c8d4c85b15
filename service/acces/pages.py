"""Come in and go out: by a key, or by the OIDC issuer of the operator."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from service.acces import oidc, visite
from service.acces.droits import Acte, peut
from service.acces.emetteur import Emetteur
from service.acces.portier import LesServices
from service.acces.tables import PREFIXE
from service.contexte import Services
from service.site.gabarits import page
from service.socle.appelant import Appelant
from service.socle.erreurs import Introuvable, NonIdentifie
from service.socle.protocole import adresse_de
from service.socle.requetes import Champ

routes = APIRouter(include_in_schema=False)

CLE_INCONNUE = (
    "Cette clé n’ouvre rien : elle a été mal recopiée, ou révoquée. Recopiez-la en entier, sans espace ; si elle est "
    "juste, demandez-en une nouvelle à qui administre le service."
)
COMPTE_REFUSE = (
    "Votre compte n’a pas été reconnu : la connexion a été interrompue, ou ce compte n’a pas de rôle dans Docgen. "
    "Recommencez ; si cela dure, demandez un rôle à qui tient l’annuaire."
)
COOKIE_OIDC = "docgen_oidc_"  # and the beginning of the flow's state: several flows live together
DELAI_OIDC_S = 600


def accueil_de(appelant: Appelant) -> str:
    """The first page of a role."""
    return "/" if peut(appelant, Acte.DEPOSER) or peut(appelant, Acte.COMPOSER) else visite.menu_de(appelant)[0].adresse


@routes.get("/connexion")
def formulaire(requete: Request, services: LesServices, suite: str = "") -> Response:
    """The form to come in; who is in already goes on."""
    connu = visite.visite_de(requete).appelant
    if connu is not None:
        return RedirectResponse(_suite(suite, connu), 303)
    return _formulaire(requete, services, suite)


@routes.post("/connexion", summary="Se connecter", dependencies=[visite.FormulaireSigne])
def entrer(requete: Request, services: LesServices, cle: Champ = "", suite: Champ = "") -> Response:
    """Come in with a key; attempts are counted by address."""
    services.debits.compter("adresse", adresse_de(requete.scope))
    reconnue = services.cles.reconnaitre(cle.strip()) if cle.strip().startswith(PREFIXE) else None
    if reconnue is None:
        return _formulaire(requete, services, suite, champ_erreur=CLE_INCONNUE)
    return _accueillir(requete, reconnue.appelant, reconnue.nom, suite)


@routes.post("/deconnexion", summary="Se déconnecter", dependencies=[visite.FormulaireSigne])
def sortir(requete: Request) -> Response:
    """End the visit."""
    reponse = RedirectResponse("/", 303)
    visite.oublier(requete, reponse)
    return reponse


@routes.get("/connexion/oidc")
async def partir(requete: Request, services: LesServices, suite: str = "") -> Response:
    """Send the visitor to the issuer."""
    depart = await oidc.partir(_emetteur(services), services.configuration.docgen.reglages.url_publique)
    reponse = RedirectResponse(depart.adresse, 303)
    contenu = {"etat": depart.etat, "verifieur": depart.verifieur, "suite": suite}
    visite.poser_signe(requete, reponse, _cookie_de(depart.etat), contenu)
    return reponse


@routes.get(oidc.RETOUR)
async def revenir(requete: Request, services: LesServices) -> Response:
    """The issuer sends the visitor back."""
    cookie = _cookie_de(requete.query_params.get("state", ""))
    contenu = visite.lire_signe(requete, cookie, DELAI_OIDC_S)
    connu = await run_in_threadpool(lambda: visite.visite_de(requete).appelant)
    if contenu is None and connu is not None:  # the way back, taken again
        return RedirectResponse(accueil_de(connu), 303)
    url_publique = services.configuration.docgen.reglages.url_publique
    try:
        if contenu is None:
            raise NonIdentifie
        appelant = await oidc.revenir(
            _emetteur(services), url_publique, str(requete.url), str(contenu["etat"]), str(contenu["verifieur"])
        )
    except NonIdentifie:
        return await run_in_threadpool(_formulaire, requete, services, "", erreur=COMPTE_REFUSE)
    suite = str(contenu["suite"])
    reponse = await run_in_threadpool(_accueillir, requete, appelant, "Votre compte", suite)
    reponse.delete_cookie(cookie, path="/")
    return reponse


def _cookie_de(etat: str) -> str:
    debut = etat[:12]
    return COOKIE_OIDC + (debut if debut.replace("-", "").replace("_", "").isalnum() and debut.isascii() else "")


def _emetteur(services: Services) -> Emetteur:
    """The issuer, where the pages are one of its clients.

    Raises:
        Introuvable: they are not.
    """
    if services.emetteur is None or services.emetteur.reglages.client is None:
        raise Introuvable
    return services.emetteur


def _formulaire(
    requete: Request, services: Services, suite: str, erreur: str | None = None, champ_erreur: str | None = None
) -> Response:
    jeton = visite.visite_de(requete).jeton or secrets.token_urlsafe(24)  # two open forms share one token
    requete.state.visite = visite.Visite(jeton=jeton)
    emetteur = services.emetteur
    reponse = page(
        requete,
        "connexion.html",
        422 if erreur or champ_erreur else 200,
        oidc=bool(emetteur and emetteur.reglages.client),
        sans_cle=services.cles.aucune(),
        suite=suite,
        erreur=erreur,
        champ_erreur=champ_erreur,
    )
    visite.attendre(requete, reponse, jeton)
    return reponse


def _accueillir(requete: Request, appelant: Appelant, nom: str, suite: str) -> Response:
    reponse = RedirectResponse(_suite(suite, appelant), 303)
    visite.accueillir(requete, reponse, appelant, nom)
    return reponse


def _suite(suite: str, appelant: Appelant) -> str:
    """Where the visitor was going, if it is here: an address of another site would serve to deceive."""
    local = suite.startswith("/") and not suite.startswith(("//", "/\\")) and suite.isprintable()
    return suite if local else accueil_de(appelant)
