"""The stock of pre-printed sheets: what came in, what went, what should be left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from docgen.documents.page.typographie import accord, date_longue
from docgen.domain.papiers.numero import departement_sur_trois
from docgen.domain.papiers.papier import MOTIFS, ActePapier
from docgen.domain.papiers.stock import ActeReception, BilanStock, Reception
from docgen.errors import ActeImpossible, UsageInvalide
from docgen.usecases.tenue.gestion_stock import (
    faire_le_bilan,
    lire_reception,
    mettre_au_rebut,
    recevoir,
)
from service.acces.idempotence import RouteDePage
from service.acces.visite import Stockiste
from service.contexte import Appel
from service.lots.vues import autorite_lisible
from service.papiers.seuils import StockSuivi, fixer, suivre
from service.site.confirmation import Confirmation, confirmer
from service.site.gabarits import nombre, page
from service.socle.requetes import Champ

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

NOMBRE = re.compile(r"\d{1,9}")
DEPARTEMENT = re.compile(r"\d{1,3}|0?2[ABab]")
PAS_UN_DEPARTEMENT = "Ce département n’en est pas un : écrivez par exemple 69, 2A ou 974."
PAS_UN_SEUIL = "Le seuil est un nombre de feuilles : écrivez-le en chiffres."
PAS_UN_NOMBRE = "Le compte de l’étagère est un nombre de feuilles : écrivez-le en chiffres."
FAITS = {
    "reception": "La réception est inscrite au stock.",
    "correction": "La correction est inscrite : ces feuilles ne sont plus au stock.",
    "rebut": "La feuille est inscrite comme gâchée.",
    "seuil": "Le seuil est gardé.",
}


@routes.get("/stock")
def montrer(appel: Stockiste, departement: str = "", comptees: str = "", fait: str = "") -> Response:
    """The account of a department, set against what was counted on the shelf."""
    compte = comptees.strip()
    if departement and not DEPARTEMENT.fullmatch(departement.strip()):
        return _page(appel.requete, None, departement=departement, erreurs={"departement": PAS_UN_DEPARTEMENT})
    appel.services.sessions.actualiser(appel.services.atelier.registre)
    if not departement:
        return _page(appel.requete, None, stocks=suivre(appel.services, appel.services.atelier.registre.stocks()))
    if compte and not NOMBRE.fullmatch(compte):
        bilan = faire_le_bilan(departement.strip(), appel.services.atelier)
        return _page(
            appel.requete, *suivre(appel.services, (bilan,)), comptees=compte, erreurs={"comptees": PAS_UN_NOMBRE}
        )
    bilan = faire_le_bilan(departement.strip(), appel.services.atelier, int(compte) if compte else None)
    return _page(appel.requete, *suivre(appel.services, (bilan,)), comptees=compte, fait=FAITS.get(fait))


@routes.post("/stock/{departement}/reception", summary="Recevoir des feuilles préimprimées")
def entrer(
    appel: Stockiste, departement: str, premiere: Champ = "", derniere: Champ = "", confirme: Champ = ""
) -> Response:
    """Take a range of sheets in, once their count was read again."""
    try:
        if not confirme:
            reception = lire_reception(departement, premiere, derniere, appel.jour)
            return confirmer(appel.requete, _compte(reception, faire_le_bilan(departement, appel.services.atelier)))
        recevoir(departement, premiere, derniere, appel.jour, appel.atelier)
    except (ActeImpossible, UsageInvalide) as refus:
        return _refus(appel, departement, "reception", refus, premiere=premiere, derniere=derniere)
    return RedirectResponse(f"/stock?departement={departement_sur_trois(departement)}&fait=reception", 303)


def _compte(reception: Reception, bilan: BilanStock) -> Confirmation:
    feuilles = nombre(reception.feuilles)
    return Confirmation(
        titre=f"Recevoir {feuilles} feuilles",
        chapeau="Recomptez le carton : ce nombre est-il le bon ?",
        faits=[
            *_plage(reception),
            ("Feuilles reçues", feuilles),
            ("Reçues le", date_longue(reception.jour)),
            *_restantes(bilan.restantes, bilan.restantes + reception.feuilles),
        ],
        consequences=[
            "Le registre garde la réception. Une erreur s’y corrige par un autre acte, tant que rien n’a servi."
        ],
        bouton=f"Inscrire {feuilles} feuilles au stock",
        champs=[("premiere", str(reception.premiere)), ("derniere", str(reception.derniere)), ("confirme", "oui")],
        **_lieux(reception, "reception", "Revenir sans rien inscrire"),
    )


@routes.post("/stock/{departement}/correction", summary="Corriger une réception de feuilles")
def corriger(appel: Stockiste, departement: str, fausse: Champ = "", fin: Champ = "", confirme: Champ = "") -> Response:
    """Sheets were not received after all: they are taken back, once their count was read again."""
    try:
        if not confirme:
            reception = lire_reception(departement, fausse, fin, appel.jour)
            return confirmer(appel.requete, _retrait(reception, faire_le_bilan(departement, appel.services.atelier)))
        recevoir(departement, fausse, fin, appel.jour, appel.atelier, ActeReception.CORRECTION)
    except (ActeImpossible, UsageInvalide) as refus:
        return _refus(appel, departement, "correction", refus, fausse=fausse, fin=fin)
    return RedirectResponse(f"/stock?departement={departement_sur_trois(departement)}&fait=correction", 303)


def _retrait(reception: Reception, bilan: BilanStock) -> Confirmation:
    feuilles = accord(reception.feuilles, "feuille")
    return Confirmation(
        titre=f"Retirer {feuilles} du stock",
        chapeau="Ces feuilles n’ont pas été reçues : leur réception était une erreur.",
        faits=[*_plage(reception), *_restantes(bilan.restantes, max(0, bilan.restantes - reception.feuilles))],
        consequences=["Le registre garde la réception et sa correction. Ces feuilles pourront être reçues de nouveau."],
        bouton=f"Retirer {feuilles} du stock",
        champs=[("fausse", str(reception.premiere)), ("fin", str(reception.derniere)), ("confirme", "oui")],
        **_lieux(reception, "correction", "Revenir sans rien retirer"),
    )


def _plage(reception: Reception) -> list[tuple[str, str]]:
    return [
        ("Stock", autorite_lisible(reception.departement)),
        ("Première feuille", str(reception.premiere)),
        ("Dernière feuille", str(reception.derniere)),
    ]


def _restantes(avant: int, apres: int) -> list[tuple[str, str]]:
    return [("Restantes aujourd’hui", nombre(avant)), ("Restantes ensuite", nombre(apres))]


def _lieux(reception: Reception, acte: str, revenir: str) -> dict[str, Any]:
    """Where an act on a range of sheets is done, and the ways back."""
    stock = f"/stock?departement={reception.departement}"
    pas = [("/stock", "Stock"), (stock, reception.departement)]
    return {"action": f"/stock/{reception.departement}/{acte}", "retour": (stock, revenir), "pas": pas}


@routes.post("/stock/{departement}/seuil", summary="Fixer le seuil d’un stock")
def prevenir(appel: Stockiste, departement: str, seuil: Champ = "") -> Response:
    """Warn below so many sheets."""
    if not NOMBRE.fullmatch(seuil.strip()) or not DEPARTEMENT.fullmatch(departement):
        (suivi,) = suivre(appel.services, (faire_le_bilan(departement, appel.services.atelier),))
        return _page(appel.requete, suivi, erreurs={"seuil": PAS_UN_SEUIL})
    fixer(appel.services.base, departement_sur_trois(departement), int(seuil))
    return RedirectResponse(f"/stock?departement={departement_sur_trois(departement)}&fait=seuil", 303)


@routes.post("/stock/{departement}/rebut", summary="Mettre une feuille au rebut")
def jeter(appel: Stockiste, departement: str, serie: Champ = "", motif: Champ = "", precision: Champ = "") -> Response:
    """A sheet that bears no number is spoiled."""
    try:
        mettre_au_rebut(departement, [serie], motif, appel.jour, appel.atelier, precision)
    except (ActeImpossible, UsageInvalide) as refus:
        return _refus(appel, departement, "rebut", refus, serie=serie, motif=motif, precision=precision)
    return RedirectResponse(f"/stock?departement={departement_sur_trois(departement)}&fait=rebut", 303)


def _refus(appel: Appel, departement: str, acte: str, refus: Exception, **saisie: str) -> Response:
    (suivi,) = suivre(appel.services, (faire_le_bilan(departement, appel.services.atelier),))
    return _page(appel.requete, suivi, erreurs={acte: str(refus)}, saisie=saisie)


def _page(
    requete: Request,
    suivi: StockSuivi | None,
    *,
    stocks: Sequence[StockSuivi] = (),
    departement: str = "",
    comptees: str = "",
    fait: str | None = None,
    erreurs: dict[str, str] | None = None,
    saisie: dict[str, str] | None = None,
) -> Response:
    vide = dict.fromkeys(("premiere", "derniere", "fausse", "fin", "serie", "motif", "precision"), "")
    return page(
        requete,
        "stock.html",
        422 if erreurs else 200,
        suivi=suivi,
        bilan=suivi.bilan if suivi else None,
        stocks=stocks,
        autorite=autorite_lisible,
        departement=departement or (suivi.bilan.departement if suivi else ""),
        comptees=comptees,
        fait=fait,
        erreurs=erreurs or {},
        saisie={**vide, **(saisie or {})},
        motifs=MOTIFS[ActePapier.GACHAGE],
    )
