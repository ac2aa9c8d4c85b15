"""The administrator's pages: the year in figures, who has access, what was done, how the service fares."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from docgen.documents.page.typographie import accord
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.errors import ActeImpossible, UsageInvalide
from docgen.registre.chain import Acte
from service.acces.idempotence import RouteDePage
from service.acces.visite import Administrateur
from service.administration.lignes_journal import ACTES, ligne_du_registre, ligne_du_service
from service.administration.routes import dits_du_service
from service.administration.vues import HAUTEUR, LARGEUR, ROLES, tableau_de_bord, travaux_vus
from service.contexte import Appel, Services
from service.lots.vues import autorite_lisible
from service.site.confirmation import Confirmation, confirmer
from service.site.gabarits import instant_lisible, jour_lisible, page
from service.socle.appelant import Role
from service.socle.erreurs import Introuvable
from service.socle.reponses import couper
from service.socle.requetes import Champ
from service.travaux.tables import Etat, Travail

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)
PAR_PAGE = 50
RIEN_A_REFAIRE = (
    "Rien n’est à refaire de ce travail ({titre}) : il n’a pas échoué, ou ce sont les règles qui l’ont refusé. "
    "Corrigez ce qu’elles disent, puis demandez-le de nouveau."
)
RIEN_A_ABANDONNER = "Ce travail ({titre}) est fini : il n’y a plus rien à abandonner."
SANS_NOM = "Dites à qui ou à quoi cette clé servira."
ROLE_INCONNU = "Choisissez ce que cette clé ouvre."


@routes.get("/administration")
def bord(appel: Administrateur) -> Response:
    """The dashboard."""
    tableau = tableau_de_bord(appel.services, appel.jour)
    return page(appel.requete, "bord.html", bord=tableau, largeur=LARGEUR, hauteur=HAUTEUR, autorite=autorite_lisible)


@routes.get("/administration/acces")
def acces(appel: Administrateur) -> Response:
    """The keys, revoked ones last."""
    return _acces(appel)


@routes.post("/administration/acces", summary="Créer une clé d’accès")
def creer(appel: Administrateur, nom: Champ = "", role: Champ = "", siret: Champ = "") -> Response:
    """Make a key; this answer alone shows its secret."""
    saisie = {"nom": nom.strip(), "role": role, "siret": "".join(siret.split())}
    if not saisie["nom"] or role not in ROLES:
        return _acces(appel, saisie, ROLE_INCONNU if saisie["nom"] else SANS_NOM)
    registre, centre = appel.atelier.registre, saisie["siret"] or None
    try:
        cle, secret = appel.services.cles.creer(registre, saisie["nom"], Role(role), centre)
    except UsageInvalide as refus:
        return _acces(appel, saisie, str(refus))
    reponse = page(appel.requete, "cle.html", cle=cle, secret=secret, role=ROLES[cle.role])
    reponse.headers["Cache-Control"] = "no-store"
    return reponse


@routes.post("/administration/acces/{ident}/revocation", summary="Révoquer une clé d’accès")
def revoquer(appel: Administrateur, ident: str, confirme: Champ = "") -> Response:
    """Put an end to a key, once what it opens was read again."""
    cle = next((une for une in appel.services.cles.lister() if une.id == ident and une.revoquee is None), None)
    if cle is None:
        raise Introuvable
    if not confirme:
        dernier = appel.services.audit.derniers().get(cle.appelant.nom)
        return confirmer(
            appel.requete,
            Confirmation(
                titre=f"Révoquer la clé « {cle.nom} »",
                chapeau="Qui s’en sert n’entrera plus, tout de suite.",
                faits=[
                    ("Ce qu’elle ouvre", ROLES[cle.role]),
                    ("Centre", cle.siret or "–"),
                    ("Créée le", jour_lisible(cle.creee)),
                    ("Dernier acte", instant_lisible(dernier, appel.services.atelier.configuration.fuseau)),
                ],
                consequences=["Une clé révoquée ne se rétablit pas : il faudra en créer une autre."],
                action=f"/administration/acces/{ident}/revocation",
                bouton="Révoquer cette clé",
                retour=("/administration/acces", "Revenir sans rien changer"),
                pas=[("/administration", "Administration"), ("/administration/acces", "Accès")],
                champs=[("confirme", "oui")],
            ),
        )
    appel.services.cles.revoquer(appel.atelier.registre, ident)
    return RedirectResponse("/administration/acces", 303)


@routes.get("/administration/journal")
def journal(
    appel: Administrateur, source: str = "service", cherche: str = "", acte: str = "", avant: int | None = None
) -> Response:
    """Who did what: the service's audit, or the register's journal."""
    if source not in ("service", "registre") or (acte and acte not in set(Acte)):
        raise Introuvable
    noms = {cle.appelant.nom: cle.nom for cle in appel.services.cles.lister()}
    if source == "service":
        vises = [nom for nom, dit in noms.items() if cherche.strip().casefold() in dit.casefold()]
        audit = appel.services.audit.chercher(cherche.strip(), vises, avant, PAR_PAGE + 1)
        lignes = [ligne_du_service(ligne, noms) for ligne in audit]
    else:
        registre = appel.services.atelier.registre.journal(Acte(acte) if acte else None, avant, PAR_PAGE + 1)
        lignes = [ligne_du_registre(ligne, noms) for ligne in registre]
    vue = {"lignes": lignes[:PAR_PAGE], "encore": len(lignes) > PAR_PAGE, "actes": ACTES}
    return page(appel.requete, "journal.html", 200, source=source, cherche=cherche, acte=acte, **vue)


@routes.get("/administration/travaux")
def travaux(appel: Administrateur, lesquels: str = "echoues", depuis: str | None = None, repris: str = "") -> Response:
    """The jobs that failed, and why; or those that are not over. ``repris``: one that was just taken up again."""
    return _travaux(appel, lesquels, depuis, repris=repris)


@routes.post("/administration/travaux/{ident}/reprise", summary="Reprendre un travail")
def reprendre(appel: Administrateur, ident: str) -> Response:
    """Try again what failed of a job: what was done stays done."""
    travail = _un_travail(ident, appel.services)
    try:
        appel.services.travaux.carnet.refaire(ident)
    except ActeImpossible:
        return _travaux(appel, erreur=RIEN_A_REFAIRE.format(titre=travail.titre))
    return RedirectResponse(f"/administration/travaux?repris={ident}", 303)


@routes.post("/administration/travaux/{ident}/abandon", summary="Abandonner un travail")
def abandonner(appel: Administrateur, ident: str, confirme: Champ = "") -> Response:
    """Give a job up, once it was read again."""
    travail = _un_travail(ident, appel.services)
    if travail.etat.fini and travail.etat is not Etat.ECHOUE:
        return _travaux(appel, erreur=RIEN_A_ABANDONNER.format(titre=travail.titre))
    if not confirme:
        return confirmer(appel.requete, _abandon(travail, appel.services))
    appel.services.travaux.carnet.abandonner(ident)
    return RedirectResponse("/administration/travaux", 303)


def _abandon(travail: Travail, services: Services) -> Confirmation:
    (vu,), adresse = travaux_vus([travail], services), "/administration/travaux"
    return Confirmation(
        titre="Abandonner ce travail",
        chapeau=vu.titre,
        faits=[
            ("Demandé par", vu.demandeur),
            ("Demandé le", instant_lisible(travail.cree, services.atelier.configuration.fuseau)),
            ("Déjà fait", accord(travail.faits, "part") if travail.faits else "rien"),
            *(("Cause", cause) for cause in vu.causes),
        ],
        consequences=["Rien de plus n’en sera fait. Les numéros déjà donnés restent à leurs papiers."],
        action=f"{adresse}/{travail.id}/abandon",
        bouton="Abandonner ce travail",
        retour=(adresse, "Revenir sans rien changer"),
        pas=[("/administration", "Administration"), (adresse, "Travaux")],
        champs=[("confirme", "oui")],
    )


def _un_travail(ident: str, services: Services) -> Travail:
    travail = services.travaux.carnet.lire(ident)
    if travail is None:
        raise Introuvable
    return travail


def _travaux(
    appel: Appel, lesquels: str = "echoues", depuis: str | None = None, repris: str = "", erreur: str | None = None
) -> Response:
    if lesquels not in ("echoues", "vivants"):
        raise Introuvable
    echoues, carnet = lesquels == "echoues", appel.services.travaux.carnet
    trouves = carnet.lister(PARTOUT, depuis, PAR_PAGE + 1, etat=Etat.ECHOUE if echoues else None, vivants=not echoues)
    gardes, suite = couper(trouves, PAR_PAGE)
    vus = travaux_vus(gardes, appel.services)
    vue = {"travaux": vus, "lesquels": lesquels, "suite": suite, "erreur": erreur, "repris": carnet.lire(repris)}
    return page(appel.requete, "travaux_tenus.html", 409 if erreur else 200, **vue)


@routes.get("/administration/sante")
async def sante(appel: Administrateur) -> Response:
    """What the readiness says, for people."""
    etats = await appel.requete.app.state.sondes.interroger()
    dits, comptes = await appel.faire(
        lambda: (dits_du_service(appel.services), appel.services.travaux.carnet.compter())
    )
    travaux = [(Etat(etat).badge[1], nombre) for etat, nombre in comptes.items()]
    vue = {"etats": etats, "temoin": dits["temoin"], "dernier": appel.services.surveillance.dernier, "travaux": travaux}
    return page(appel.requete, "sante.html", **vue)


def _acces(appel: Appel, saisie: dict[str, str] | None = None, erreur: str | None = None) -> Response:
    cles = sorted(appel.services.cles.lister(), key=lambda cle: (cle.revoquee is not None, cle.nom.casefold()))
    saisie = saisie or {"nom": "", "role": "", "siret": ""}
    vue = {
        "cles": cles,
        "derniers": appel.services.audit.derniers(),
        "roles": ROLES,
        "erreur": erreur,
        "saisie": saisie,
    }
    return page(appel.requete, "acces.html", 422 if erreur else 200, **vue)
