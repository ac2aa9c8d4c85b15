"""The custom days and hours of convocation, entered in a form, by waves if need be: each recording is a new deposit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from docgen.contract.charge import lire_charge
from docgen.documents.page.libelles_personnes import nom_complet
from docgen.documents.page.typographie import accord, date_longue, periode
from docgen.documents.page.typographie import heure as heure_imprimee
from docgen.domain.convocation import convocation_de
from docgen.domain.dossier import Dossier
from docgen.domain.personnes import Candidat, Convocable
from docgen.domain.referentiels.parametres import HEURE_PAR_DEFAUT
from docgen.domain.session import Session
from service.acces.idempotence import UNIQUE, RouteDePage
from service.acces.visite import Deposant
from service.contexte import Services
from service.sessions.routes import deposer_une_fois
from service.sessions.tables import Depot
from service.sessions.vues import resumer
from service.site.confirmation import Confirmation, confirmer
from service.site.gabarits import page

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

HEURE = r"([01]\d|2[0-3]):[0-5]\d(:00)?"
VAGUES = ("vagues-heure", "vagues-minutes", "vagues-taille")
NOMBRE_FAUX = "Donnez combien de minutes séparent les vagues, et combien de personnes elles ont."
JOURNEE_FINIE = "La dernière vague viendrait après minuit : prenez des vagues plus grandes, ou plus rapprochées."
HEURE_FAUSSE = "Cette heure ne se lit pas : écrivez par exemple 08:30."
LISTES = ("candidats", "jures", "surveillants")
POUR_TOUS = "session-heure"
CACHES = ("jeton", UNIQUE)  # fields that every form has


@dataclass(frozen=True, slots=True)
class Convoque:
    """A person of the form; ``champ`` begins the names of its boxes, ``effectif`` says when it is convened today."""

    champ: str
    nom: str
    jour: str
    heure: str
    effectif: str


@routes.get("/depots/{ident}/horaires")
def formulaire(appel: Deposant, ident: str) -> Response:
    """The form, filled with what the deposit says."""
    depot = appel.services.depots.visible(ident, appel.appelant, bien_forme=True)
    return _formulaire(appel.requete, depot, _dossier(depot, appel.services), {}, {})


@routes.post("/depots/{ident}/horaires", summary="Fixer les jours et heures de convocation")
async def enregistrer(appel: Deposant, ident: str) -> Response:
    """Fill boxes by waves, or below one; then make a new deposit with these hours, once what changes was read again."""
    saisie = {nom: str(valeur).strip() for nom, valeur in (await appel.requete.form()).items() if nom not in CACHES}
    action, confirme = saisie.pop("action", ""), saisie.pop("confirme", "")

    def faire() -> Response:
        depot = appel.services.depots.visible(ident, appel.appelant, bien_forme=True)
        dossier = _dossier(depot, appel.services)
        if action:
            remplie, faute = remplir(action, saisie, len(dossier.candidats))
            return _formulaire(appel.requete, depot, dossier, remplie, faute)
        erreurs = _erreurs(dossier, saisie)
        changes = [] if erreurs else changements(dossier, saisie)
        if erreurs or not changes:
            return _formulaire(appel.requete, depot, dossier, saisie, erreurs, rien=not erreurs)
        if not confirme:
            return confirmer(appel.requete, _confirmation(depot, dossier, saisie, changes))
        octets = appliquer(appel.services.depots.contenu(depot), saisie)
        nouveau = deposer_une_fois(appel, octets, depot.nom, appel.jour)
        return RedirectResponse(f"/depots/{nouveau.id}", 303)

    return await appel.faire(faire)


def remplir(action: str, saisie: Mapping[str, str], candidats: int) -> tuple[dict[str, str], dict[str, str]]:
    """The form after one of its buttons: boxes filled by waves, or with what one says, below it; and what is wrong.

    ``vagues``: so many candidates at an hour, as many so many minutes later. ``dessous-candidats-3``: as the fourth.
    """
    remplie = dict(saisie)
    liste, _, rang = action.removeprefix("dessous-").rpartition("-")
    if action.startswith("dessous-") and liste in LISTES and rang.isdecimal():
        for champ in ("jour", "heure"):
            suivants = (nom for nom in saisie if nom.startswith(f"{liste}-") and nom.endswith(f"-{champ}"))
            for nom in suivants:
                if int(nom.split("-")[1]) > int(rang):
                    remplie[nom] = saisie.get(f"{liste}-{rang}-{champ}", "")
        return remplie, {}
    premiere, minutes, taille = (saisie.get(nom, "") for nom in VAGUES)
    lue = re.fullmatch(HEURE, premiere)
    if lue is None:
        return remplie, {VAGUES[0]: HEURE_FAUSSE}
    if not re.fullmatch(r"[1-9]\d{0,2}", minutes) or not re.fullmatch(r"[1-9]\d{0,2}", taille):
        return remplie, {VAGUES[1]: NOMBRE_FAUX}
    debut = int(premiere[:2]) * 60 + int(premiere[3:5])
    for rang_ in range(candidats):
        instant = debut + int(minutes) * (rang_ // int(taille))
        if instant >= 24 * 60:
            return dict(saisie), {VAGUES[1]: JOURNEE_FINIE}
        remplie[f"candidats-{rang_}-heure"] = f"{instant // 60:02}:{instant % 60:02}"
    return remplie, {}


def changements(dossier: Dossier, saisie: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Who would be convened otherwise: the name, when it was, when it would be."""
    heure_de_tous = saisie.get(POUR_TOUS, _case(dossier.session.heure_convocation))
    trouves: list[tuple[str, ...]] = []
    for liste in LISTES:
        for rang, personne in enumerate(getattr(dossier, liste)):
            avant = convocation_de(personne, dossier.session)
            heure = saisie.get(f"{liste}-{rang}-heure", _case(personne.heure_convocation)) or heure_de_tous
            apres_heure = time.fromisoformat(heure) if heure else HEURE_PAR_DEFAUT.au(dossier.session.debut)
            jour = saisie.get(f"{liste}-{rang}-jour", avant[0].isoformat())
            apres = (date.fromisoformat(jour) if jour else dossier.session.debut, apres_heure)
            if apres != avant:
                trouves.append((nom_complet(personne), _quand(*avant), _quand(*apres)))
    return trouves


def _quand(jour: date, a: time) -> str:
    return f"{date_longue(jour)} à {heure_imprimee(a)}"


def _confirmation(
    depot: Depot, dossier: Dossier, saisie: Mapping[str, str], changes: list[tuple[str, ...]]
) -> Confirmation:
    resume, adresse = resumer(dossier), f"/depots/{depot.id}/horaires"
    combien = accord(len(changes), "convocation")
    return Confirmation(
        titre=f"Changer {combien}",
        chapeau=f"Session {resume.session}, {resume.dates}.",
        faits=[("Personnes concernées", str(len(changes))), ("Les autres", "ne changent pas")],
        consequences=["Une nouvelle version de la session est déposée ; l’ancienne reste parmi ses versions."],
        action=adresse,
        bouton=f"Enregistrer {combien}",
        retour=(adresse, "Revenir au formulaire, sans rien garder"),
        pas=[
            ("/sessions", "Sessions"),
            (f"/depots/{depot.id}", f"Session {resume.session}"),
            (adresse, "Convocations"),
        ],
        champs=[*saisie.items(), ("confirme", "oui")],
        intitule_liste="Ce qui change",
        colonnes=("Personne", "Aujourd’hui", "Ensuite"),
        liste=changes,
    )


def appliquer(octets: bytes, saisie: Mapping[str, str]) -> bytes:
    """The payload with these days and hours; an empty box takes away what the payload said."""
    charge = json.loads(octets.removeprefix(b"\xef\xbb\xbf"))
    _ecrire(charge["session"], "heure_convocation", saisie.get(POUR_TOUS))
    for liste in LISTES:
        for rang, personne in enumerate(charge.get(liste) or ()):
            _ecrire(personne, "heure_convocation", saisie.get(f"{liste}-{rang}-heure"))
            if liste == "candidats":
                _ecrire(personne, "date_convocation", saisie.get(f"{liste}-{rang}-jour"))
    return json.dumps(charge, ensure_ascii=False, indent=2).encode() + b"\n"


def _ecrire(objet: dict[str, Any], champ: str, valeur: str | None) -> None:
    """``None``: the form had no such box, the payload keeps what it says."""
    if valeur:
        objet[champ] = valeur[:5] if champ == "heure_convocation" else valeur
    elif valeur == "" and champ in objet:
        objet[champ] = None


def _dossier(depot: Depot, services: Services) -> Dossier:
    return lire_charge(services.depots.contenu(depot))


def _erreurs(dossier: Dossier, saisie: Mapping[str, str]) -> dict[str, str]:
    """What is said of each wrong box."""
    erreurs = {}
    for nom, valeur in saisie.items():
        if nom.endswith("-heure") and nom not in VAGUES and valeur and not re.fullmatch(HEURE, valeur):
            erreurs[nom] = HEURE_FAUSSE
        elif nom.endswith("-jour") and valeur and not _dans_la_session(valeur, dossier):
            bornes = periode(dossier.session.debut, dossier.session.fin)
            erreurs[nom] = f"Ce jour n’est pas de la session, qui se tient {bornes}."
    return erreurs


def _dans_la_session(valeur: str, dossier: Dossier) -> bool:
    try:
        return dossier.session.debut <= date.fromisoformat(valeur) <= dossier.session.fin
    except ValueError:
        return False


def _formulaire(
    requete: Request,
    depot: Depot,
    dossier: Dossier,
    saisie: Mapping[str, str],
    erreurs: Mapping[str, str],
    *,
    rien: bool = False,
) -> Response:
    session = dossier.session
    return page(
        requete,
        "horaires.html",
        422 if erreurs else 200,
        depot=depot,
        resume=resumer(dossier),
        erreurs=erreurs,
        rien=rien,
        vagues={nom: saisie.get(nom, "") for nom in VAGUES},
        heure=saisie.get(POUR_TOUS, _case(session.heure_convocation)),
        **{liste: list(_convoques(liste, getattr(dossier, liste), session, saisie)) for liste in LISTES},
    )


def _convoques(
    liste: str, personnes: tuple[Convocable, ...], session: Session, saisie: Mapping[str, str]
) -> Iterator[Convoque]:
    for rang, personne in enumerate(personnes):
        champ = f"{liste}-{rang}"
        propre = personne.date_convocation if isinstance(personne, Candidat) else None
        yield Convoque(
            champ,
            nom_complet(personne),
            saisie.get(f"{champ}-jour", propre.isoformat() if propre else ""),
            saisie.get(f"{champ}-heure", _case(personne.heure_convocation)),
            _quand(*convocation_de(personne, session)),
        )


def _case(heure: Any) -> str:
    return f"{heure:%H:%M}" if heure else ""
