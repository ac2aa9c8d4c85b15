"""Ask for the lot of the sessions that were chosen: what to print of them, what that would do, then the act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from docgen.documents import catalogue
from docgen.documents.page.typographie import accord, date_longue
from docgen.domain.papiers.lots import FEUILLES_PAR_VOLUME, SESSIONS_MAX
from docgen.errors import UsageInvalide
from docgen.usecases.lots.commande import CommandeLot, GenreLot, Profil
from docgen.usecases.lots.plan import RAISONS, Ecartee
from docgen.usecases.lots.preparation import Charge
from docgen.usecases.lots.prevision import Prevision, prevoir
from service.acces.idempotence import RouteDePage
from service.acces.visite import Imprimeur
from service.contexte import Appel
from service.lots.imprimantes import Imprimantes
from service.lots.nouveau import ADRESSE
from service.lots.pretes import Choisie, Pretes
from service.lots.routes import FEUILLES_MAX, soumettre_un_lot
from service.lots.vues import COURTS, autorite_lisible, en_feuilles, en_types
from service.sessions.tables import Depot
from service.site.confirmation import DEFINITIF, Confirmation, confirmer
from service.site.gabarits import nombre, page

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

AUCUNE_SESSION = "Aucune session n’est choisie : cochez celles qu’il faut imprimer."
FEUILLES_FAUSSES = "Le nombre de feuilles d’un volume va de 1 à 5 000 : écrivez-le en chiffres."
TROP = "Un lot tient {max} sessions au plus, et vous en avez choisi {nombre} : retirez-en, puis faites un second lot."
CHANGEE = "La composition a changé depuis que vous l’avez lue : relisez-la. Rien n’a été demandé."
RIEN = "Aucun document demandé n’est à imprimer dans ces sessions. Choisissez d’autres documents, ou d’autres sessions."
ATTESTE = "Vous attestez par là, au nom de l’État, que {nombre} ont été validées avec ces résultats."
_NON = frozenset({"recto", "pli", "souches", "deja", "confirme"})  # ticked, or nothing


class Saisie(BaseModel):
    """What the form holds: given back as it is when something in it is wrong. ``deja``: what is printed, too.

    ``depot`` are those of the recap that was read.
    """

    type: tuple[str, ...] = ()
    feuilles: str = str(FEUILLES_PAR_VOLUME)
    imprimante: str = ""
    recto: str = ""
    pli: str = ""
    souches: str = ""
    deja: str = ""
    depot: tuple[str, ...] = ()
    confirme: str = ""

    def commande(self, jour: date, profil: Profil | None) -> CommandeLot:
        """The command of the lot.

        Raises:
            UsageInvalide: the sheets of a volume are not a number; pre-printed sheets without a parchemin.
        """
        if not self.feuilles.strip().isdecimal() or not 1 <= int(self.feuilles) <= FEUILLES_MAX:
            raise UsageInvalide(FEUILLES_FAUSSES)
        types = () if self.pli else tuple(code for code in catalogue() if code in self.type)
        return CommandeLot(
            jour,
            types,
            int(self.feuilles),
            bool(self.recto),
            GenreLot.PLI_ETAT if self.pli else GenreLot.ORDINAIRE,
            profil,
            souches=bool(self.souches),
            restants=not self.deja,
        )

    def champs(self, depots: Sequence[str]) -> list[tuple[str, str]]:
        """The same, as the form of the recap carries it."""
        simples = [(nom, str(getattr(self, nom))) for nom in ("feuilles", "imprimante", *sorted(_NON - {"confirme"}))]
        types, lus = [("type", code) for code in self.type], [("depot", depot) for depot in depots]
        return [*((nom, valeur) for nom, valeur in simples if valeur), *types, *lus, ("confirme", "oui")]


@dataclass(frozen=True, slots=True)
class Composition:
    """The sessions chosen that may go, with their deposits; and those that may not any more."""

    pretes: tuple[Choisie, ...]
    depots: tuple[Depot, ...]
    perdues: tuple[Choisie, ...]


@routes.get(f"{ADRESSE}/documents")
def documents(appel: Imprimeur) -> Response:
    """What to print of the sessions chosen, on which paper."""
    return _documents(appel, Saisie())


@routes.post("/lots", summary="Demander un lot d’impression")
def demander(appel: Imprimeur, saisie: Annotated[Saisie, Form()]) -> Response:
    """Say what the lot would do; once it was read, ask for it and follow it."""
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    composition = _composer(appel)
    try:
        if not composition.pretes:
            raise UsageInvalide(AUCUNE_SESSION)
        if len(composition.pretes) > SESSIONS_MAX:
            raise UsageInvalide(TROP.format(max=nombre(SESSIONS_MAX), nombre=nombre(len(composition.pretes))))
        commande = saisie.commande(appel.jour, Imprimantes(appel.services.base).profil(saisie.imprimante))
    except UsageInvalide as faute:
        return _documents(appel, saisie, str(faute))
    lues = {depot.id for depot in composition.depots} == set(saisie.depot)
    if not saisie.confirme or not lues:
        return _relire(appel, saisie, commande, composition)
    travail = soumettre_un_lot(appel, [depot.charge for depot in composition.depots], commande)
    Pretes(appel.services.base, appel.appelant.nom, appel.perimetre).vider()
    return RedirectResponse(f"/travaux/{travail.id}", 303)


def _composer(appel: Appel) -> Composition:
    choisies = Pretes(appel.services.base, appel.appelant.nom, appel.perimetre).choisies()
    pretes = tuple(choisie for choisie in choisies if choisie.prete)
    depots = appel.services.depots.visibles([un.connue.depot or "" for un in pretes if un.connue], appel.appelant)
    return Composition(pretes, tuple(depots), tuple(choisie for choisie in choisies if not choisie.prete))


def _documents(appel: Appel, saisie: Saisie, erreur: str | None = None) -> Response:
    choisies, types = Pretes(appel.services.base, appel.appelant.nom, appel.perimetre).compter()
    return page(
        appel.requete,
        "lot_documents.html",
        422 if erreur else 200,
        choisies=choisies,
        types=[(code, catalogue()[code].intitule, *types[code]) for code in COURTS if code in types],
        imprimantes=Imprimantes(appel.services.base).lister(),
        saisie=saisie,
        erreur=erreur,
    )


def _relire(appel: Appel, saisie: Saisie, commande: CommandeLot, composition: Composition) -> Response:
    charges = [Charge(depot.id, appel.services.depots.contenu(depot)) for depot in composition.depots]
    atelier = appel.atelier
    atelier.ouvriers = appel.services.configuration.travaux.a_la_fois
    prevision = prevoir(charges, commande, atelier)
    return confirmer(appel.requete, _confirmation(saisie, commande, composition, prevision))


def _confirmation(
    saisie: Saisie, commande: CommandeLot, composition: Composition, prevision: Prevision
) -> Confirmation:
    combien, numeros = sum(prevision.documents.values()), sum(prevision.nouveaux.values())
    documents, sessions = accord(combien, "document"), accord(prevision.sessions, "session")
    choisies = len(composition.pretes)
    return Confirmation(
        titre=f"Imprimer {documents}" if combien else "Rien à imprimer",
        chapeau=f"{sessions} sur {accord(choisies, 'choisie')}." if prevision.sessions < choisies else f"{sessions}.",
        faits=_faits(commande, prevision),
        consequences=_consequences(prevision),
        action="/lots",
        bouton=f"Donner {accord(numeros, 'numéro')} et imprimer" if numeros else f"Préparer {documents}",
        retour=(f"{ADRESSE}/documents", "Changer les documents"),
        pas=[("/impression", "Lots à imprimer"), (ADRESSE, "Composer un lot")],
        champs=saisie.champs([depot.id for depot in composition.depots]),
        avertissements=[*([CHANGEE] if saisie.confirme else []), *_avertissements(composition, prevision)],
        obstacles=[*([] if combien else [RIEN]), *([prevision.manque] if prevision.manque else [])],
        intitule_liste="Les sessions",
        colonnes=("Session", "Centre", "Autorité"),
        liste=_liste(composition, prevision),
    )


def _consequences(prevision: Prevision) -> list[str]:
    if not prevision.nouveaux:
        return ["Aucun numéro n’est donné : le lot se prépare, puis s’imprime."]
    atteste = [ATTESTE.format(nombre=accord(prevision.attestees, "session"))] if prevision.attestees else []
    return [DEFINITIF, *atteste]


def _liste(composition: Composition, prevision: Prevision) -> list[tuple[str, ...]]:
    """The sessions that would be printed."""
    hors = {ecartee.fichier for ecartee in prevision.ecartees}
    return [
        (f"{un.connue.titre}, session {un.session}", un.connue.centre, autorite_lisible(un.connue.autorite))
        for un in composition.pretes
        if un.connue and un.connue.depot not in hors
    ]


def _faits(commande: CommandeLot, prevision: Prevision) -> list[tuple[str, str]]:
    """How many documents, in how long, how many numbers, dated when, on which sheets."""
    numeros = sum(prevision.nouveaux.values())
    date_dite = f", datés du {date_longue(commande.jour)}"
    papier = "recto seul" if commande.recto else "recto verso"
    prevue = prevision.estimation
    return [
        ("Documents", en_types(prevision.documents) or "aucun"),
        ("Temps à prévoir", prevue.duree),
        ("Volumes", f"{nombre(prevue.volumes or 0)}, environ {accord(prevue.feuilles or 0, 'feuille')}"),
        ("Numéros à donner", f"{nombre(numeros)}{date_dite}" if numeros else "aucun : ils en ont déjà"),
        ("Déjà imprimés", "laissés de côté" if commande.restants else "imprimés de nouveau"),
        ("Papier", f"{papier}, {accord(commande.feuilles_par_volume, 'feuille')} au plus par volume"),
        *([("Imprimante", commande.profil.imprimante)] if commande.profil else []),
        *(
            (f"Feuilles préimprimées, {autorite_lisible(lieu)}", en_feuilles(suites) or "aucune")
            for lieu, suites in prevision.feuilles.items()
        ),
    ]


def _avertissements(composition: Composition, prevision: Prevision) -> list[str]:
    """Every session that is not printed, or not as it was chosen, by its name."""
    par_depot = {un.connue.depot: un for un in composition.pretes if un.connue}
    dits = [
        f"{_nom(un)} : déposée de nouveau depuis que vous l’avez choisie. Son dernier fichier sera imprimé."
        for un in composition.pretes
        if un.redeposee
    ]
    dits += [f"{_nom(un)} : elle n’est plus prête, et n’est pas du lot." for un in composition.perdues]
    dits += [f"{_nom(par_depot[un.fichier])} : {_raison(un)}" for un in prevision.ecartees if un.fichier in par_depot]
    return dits


def _raison(ecartee: Ecartee) -> str:
    if ecartee.raison == "sans_objet":
        return f"hors du lot. {ecartee.message}"
    fautes = [faute["message"] for faute in ecartee.manquements if faute["gravite"] == "BLOQUANT"]
    return f"hors du lot, {RAISONS.get(ecartee.raison, ecartee.raison)}. {' '.join(fautes[:2]) or ecartee.message}"


def _nom(choisie: Choisie) -> str:
    connue = choisie.connue
    return f"Session {choisie.session}" + (f", {connue.titre} ({connue.centre})" if connue else "")
