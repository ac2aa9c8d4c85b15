"""The sessions of a centre, or of all: where each stands, what comes next; and the home of who has signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from docgen.documents.page.typographie import periode
from docgen.domain.papiers.numero import Numero
from docgen.usecases.tenue import actes_papier
from service.acces.droits import Acte, genres_vus, peut
from service.acces.idempotence import RouteATour
from service.acces.visite import Attestant, Deposant
from service.contexte import Appel
from service.sessions.etapes import BADGES, Etape, SessionConnue
from service.site.gabarits import page
from service.travaux.tables import Etat

routes = APIRouter(include_in_schema=False, route_class=RouteATour)

PAR_PAGE = 50
_ORDRE = (Etape.A_CORRIGER, Etape.PRETE, Etape.EN_ATTENTE, Etape.EMISE, Etape.REMISE)


@dataclass(frozen=True, slots=True)
class Compteur:
    """What waits, and the list that shows it; ``presse``: somebody has to act."""

    nombre: int
    intitule: str
    aide: str
    adresse: str
    presse: bool = False


@routes.get("/sessions")
def lister(appel: Deposant, cherche: str = "", etape: str = "", numero: int | None = None) -> Response:
    """The sessions, filtered and searched; the number of a paper leads to its session."""
    if trouvee := _par_numero(appel, cherche):
        return RedirectResponse(trouvee, 303)
    return _liste(appel, "Sessions", cherche, etape, numero or 1)


@routes.get("/attestations")
def a_attester(appel: Attestant, cherche: str = "") -> Response:
    """The sessions that wait for the State."""
    return _liste(appel, "Sessions à attester", cherche, Etape.EN_ATTENTE, 1)


def compteurs(appel: Appel) -> list[Compteur]:
    """What waits for this caller."""
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    comptes = appel.services.sessions.compter(appel.perimetre)
    agent = peut(appel.appelant, Acte.ATTESTER)
    dits = {
        Etape.A_CORRIGER: ("À corriger", "Leur fichier est refusé, ou l’État les a renvoyées.", not agent),
        Etape.PRETE: ("Prêtes", "Leurs papiers peuvent être émis.", not agent),
        Etape.EN_ATTENTE: ("En attente de l’État", "Leurs résultats sont à attester.", agent),
        Etape.EMISE: ("À remettre", "Leurs papiers sont émis, et pas tous retirés.", not agent),
        Etape.REMISE: ("Remises", "Tous leurs papiers sont retirés.", False),
    }
    rates = appel.services.travaux.carnet.denombrer(appel.perimetre, Etat.ECHOUE, genres_vus(appel.appelant))
    echoues = Compteur(rates, "Échecs", "Des émissions n’ont pas abouti.", f"/travaux?etat={Etat.ECHOUE}", True)
    par_etape = [
        Compteur(comptes[etape], intitule, aide, f"/sessions?etape={etape}", presse)
        for etape, (intitule, aide, presse) in dits.items()
    ]
    return [*par_etape, echoues] if rates else par_etape


def _par_numero(appel: Appel, cherche: str) -> str | None:
    """The page of the session of a paper, found by its number."""
    try:
        numero = str(Numero.lire(cherche))
    except ValueError:
        return None
    trouvee = actes_papier.situation(numero, appel.atelier)
    if trouvee is None:
        return None
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    demande = trouvee.papier.demande
    connue = appel.services.sessions.lire(demande.siret, demande.session)
    return f"{connue.adresse}#papier-{numero}" if connue else None


def _liste(appel: Appel, titre: str, cherche: str, etape: str, numero: int) -> Response:
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    voulue = (Etape(etape),) if etape in set(Etape) else ()
    total, sessions = appel.services.sessions.lister(appel.perimetre, voulue, cherche.strip(), max(1, numero), PAR_PAGE)
    comptes = appel.services.sessions.compter(appel.perimetre)

    def suite(vers: int) -> str:
        champs = {"cherche": cherche, "etape": etape, "numero": str(vers)}
        return f"{appel.requete.url.path}?{urlencode({nom: valeur for nom, valeur in champs.items() if valeur})}"

    return page(
        appel.requete,
        "sessions.html",
        titre=titre,
        sessions=sessions,
        total=total,
        page=max(1, numero),
        pages=-(-total // PAR_PAGE),
        suite=suite,
        cherche=cherche,
        etape=etape,
        etapes=[(une.value, BADGES[une][1], comptes[une]) for une in _ORDRE],
        tous_les_centres=appel.perimetre.siret is None,
        agent=peut(appel.appelant, Acte.ATTESTER),
        jour=appel.jour,
        dates=dates_de,
    )


def dates_de(session: SessionConnue) -> str:
    """The days of a session, or a dash."""
    if not session.debut or not session.fin:
        return "–"
    return periode(date.fromisoformat(session.debut), date.fromisoformat(session.fin))
