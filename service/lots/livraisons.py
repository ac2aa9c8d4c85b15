"""The delivery of a lot to its centres: sent, received, the slip that comes back signed; what was said by mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import RedirectResponse
from sqlalchemy import func, insert, select, update

from service.acces.idempotence import RouteDePage
from service.acces.visite import Imprimeur, visite_de
from service.contexte import Appel, Services
from service.lots.tables import Lots
from service.socle import tables
from service.socle.donnees import Base, nouvel_identifiant
from service.socle.erreurs import Introuvable
from service.socle.reponses import disposition
from service.socle.requetes import Champ, Champs, jour_lu
from service.travaux.routes import travail_visible

routes = APIRouter(include_in_schema=False, route_class=RouteDePage)

RAYON = "livraisons"
PIECE_MAX = 20 * 1024 * 1024
# What a scanned slip may be, by its first bytes.
GENRES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
ERREURS = {
    "aucun": "Aucun centre n’est coché : cochez ceux dont le lot est parti, ou arrivé.",
    "jour": "Le jour ne se lit pas, ou il est à venir : choisissez celui de l’envoi, ou de la réception.",
    "avant": "Une réception ne vient pas avant l’envoi : vérifiez le jour.",
    "piece": "Ce fichier n’est pas un bordereau numérisé : choisissez un PDF, un JPEG ou un PNG, de 20 Mo au plus.",
}
_liv = tables.livraisons.c


@dataclass(frozen=True, slots=True)
class Livraison:
    """What goes to a centre, and what became of it; days are ISO text."""

    travail: str
    siret: str
    centre: str
    documents: int
    diplomes: int
    envoi: str | None = None
    envoi_par: str | None = None
    reception: str | None = None
    reception_par: str | None = None
    piece: str | None = None
    piece_nom: str | None = None


@dataclass(frozen=True, slots=True)
class Livraisons:
    """The deliveries of one lot."""

    base: Base
    travail: str

    def ouvrir(self, attendues: Callable[[], Iterable[Livraison]]) -> tuple[Livraison, ...]:
        """The deliveries, by centre; written down the first time, from what the lot holds."""
        if connues := self.lister():
            return connues
        with self.base.ecriture() as ouverte:
            deja = select(func.count()).where(_liv.travail == self.travail)
            if not ouverte.execute(deja).scalar():
                lignes = [{un.name: getattr(attendue, un.name) for un in fields(attendue)} for attendue in attendues()]
                if lignes:
                    ouverte.execute(insert(tables.livraisons), lignes)
        return self.lister()

    def lister(self) -> tuple[Livraison, ...]:
        """The same, without writing any."""
        requete = select(tables.livraisons).where(_liv.travail == self.travail).order_by(_liv.centre, _liv.siret)
        return tuple(Livraison(**ligne) for ligne in self.base.lignes(requete))

    def envoyer(self, sirets: Collection[str], jour: date, par: str) -> None:
        """Write that the papers of centres left on that day; the first who said so is kept."""
        self._ecrire({"envoi": jour.isoformat(), "envoi_par": par}, _liv.siret.in_(sirets), _liv.envoi.is_(None))

    def recevoir(self, sirets: Collection[str], jour: date, par: str) -> None:
        """Write that they arrived; what was not said to be sent is so on that day."""
        self.envoyer(sirets, jour, par)
        arrivee = {"reception": jour.isoformat(), "reception_par": par}
        self._ecrire(arrivee, _liv.siret.in_(sirets), _liv.reception.is_(None))

    def joindre(self, siret: str, piece: str, nom: str) -> None:
        """Keep the signed slip of a centre, in the place of the one before."""
        self._ecrire({"piece": piece, "piece_nom": nom}, _liv.siret == siret)

    def corriger(self, siret: str) -> None:
        """What was said last of a centre was a mistake: not received after all, or not sent."""
        rien = dict.fromkeys(("reception", "reception_par", "piece", "piece_nom"))
        recue = any(un.siret == siret and un.reception for un in self.lister())
        self._ecrire(rien if recue else {**rien, "envoi": None, "envoi_par": None}, _liv.siret == siret)

    def _ecrire(self, valeurs: dict[str, Any], *ici: Any) -> None:
        self.base.executer(update(tables.livraisons).where(_liv.travail == self.travail, *ici).values(valeurs))
        Lots(self.base).situer(self.travail)


@routes.post("/impression/{ident}/livraison", summary="Noter une livraison")
def noter(appel: Imprimeur, ident: str, siret: Champs = (), jour: Champ = "", acte: Champ = "") -> Response:
    """The papers of these centres left, or arrived, on that day."""
    livraisons, qui = _livraisons(appel, ident), visite_de(appel.requete).nom
    lu = jour_lu(jour)
    if lu is None or lu > appel.jour:
        return _revenir(ident, "jour")
    if not siret:
        return _revenir(ident, "aucun")
    if acte == "reception":
        if any(un.siret in siret and un.envoi and un.envoi > lu.isoformat() for un in livraisons.lister()):
            return _revenir(ident, "avant")
        livraisons.recevoir(siret, lu, qui)
    else:
        livraisons.envoyer(siret, lu, qui)
    return _revenir(ident)


@routes.post("/impression/{ident}/livraison/{siret}/bordereau", summary="Joindre un bordereau signé")
def joindre(appel: Imprimeur, ident: str, siret: str, bordereau: Annotated[UploadFile | str, File()] = "") -> Response:
    """Keep the slip that a centre signed."""
    livraisons = _livraisons(appel, ident)
    contenu = b"" if isinstance(bordereau, str) else bordereau.file.read(PIECE_MAX + 1)
    if not _genre(contenu) or len(contenu) > PIECE_MAX or isinstance(bordereau, str):
        return _revenir(ident, "piece")
    _livraison(livraisons, siret)
    appel.services.reserve.exiger(appel.appelant.nom, len(contenu))
    cle = f"{RAYON}/{nouvel_identifiant()}"
    appel.services.magasin.ecrire(cle, contenu)
    livraisons.joindre(siret, cle, _nom_sage(bordereau.filename or ""))
    return _revenir(ident)


@routes.get("/impression/{ident}/livraison/{siret}/bordereau")
def relire(appel: Imprimeur, ident: str, siret: str) -> Response:
    """The slip that a centre signed."""
    livraison = _livraison(_livraisons(appel, ident), siret)
    if livraison.piece is None:
        raise Introuvable
    contenu = appel.services.magasin.lire(livraison.piece)
    entetes = {"Content-Disposition": disposition(livraison.piece_nom or "bordereau")}
    return Response(contenu, media_type=_genre(contenu) or "application/octet-stream", headers=entetes)


@routes.post("/impression/{ident}/livraison/{siret}/correction", summary="Corriger une livraison notée par erreur")
def corriger(appel: Imprimeur, ident: str, siret: str) -> Response:
    """Take back what was said last of a centre; the journal of the service keeps that it was."""
    livraisons = _livraisons(appel, ident)
    _livraison(livraisons, siret)
    livraisons.corriger(siret)
    return _revenir(ident)


def centres_du_lot(travail: str, documents: Iterable[Any], services: Services) -> Iterable[Livraison]:
    """What each centre is to receive, from the lines of the manifest."""
    comptes: dict[str, list[int]] = {}
    sessions: dict[str, str] = {}
    for ligne in documents:
        compte = comptes.setdefault(ligne["siret"], [0, 0])
        compte[0] += 1
        compte[1] += ligne["numero"] is not None
        sessions.setdefault(ligne["siret"], ligne["session"])
    for siret, (combien, diplomes) in comptes.items():
        connue = services.sessions.lire(siret, sessions[siret])
        yield Livraison(travail, siret, connue.centre if connue else "", combien, diplomes)


def _livraisons(appel: Appel, ident: str) -> Livraisons:
    return Livraisons(appel.services.base, travail_visible(appel, ident, "lot").id)


def _livraison(livraisons: Livraisons, siret: str) -> Livraison:
    for livraison in livraisons.lister():
        if livraison.siret == siret:
            return livraison
    raise Introuvable


def _revenir(ident: str, erreur: str = "") -> Response:
    return RedirectResponse(f"/impression/{ident}{f'?erreur={erreur}' if erreur else ''}#livraison", 303)


def _genre(contenu: bytes) -> str | None:
    return next((genre for debut, genre in GENRES.items() if contenu.startswith(debut)), None)


def _nom_sage(nom: str) -> str:
    return re.sub(r"[^\w. -]", "", nom.replace("\\", "/").rpartition("/")[2])[-120:] or "bordereau"
