"""The truth of jobs: what is asked, cut into pieces, in hand, done, set aside. It knows no engine.

A piece is held under a lease that its worker renews. A lease that expires frees the piece: whoever takes it does it
again, so what a piece does must be idempotent. Who lost its lease can no longer say how the piece ended.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from docgen.domain.papiers.pouvoir import Perimetre
from docgen.errors import ActeImpossible, RegistreIndisponible
from docgen.usecases.estimation import Estimation
from service.socle import tables
from service.socle.donnees import Base, du_plus_recent, maintenant, nouvel_identifiant
from service.socle.erreurs import TropDeTravaux
from service.socle.vues import Badge

DECOUPE = -1  # the rank of the piece that cuts the others
RIEN_A_REFAIRE = (
    "Rien n'est à refaire du travail {ident} : il est inconnu, il n'a pas échoué, ou ce sont les règles qui l'ont "
    "refusé. Voyez « docgen travaux montrer {ident} »."
)
TROP = (
    "Vous avez déjà {nombre} travaux qui attendent ou sont en cours, le plus qui vous soit permis : celui-ci n'a pas "
    "été pris. Attendez qu'un finisse, ou annulez-en un, puis redemandez-le."
)
ANNULE = "Le travail a été annulé à la demande de son auteur : rien de plus ne sera fait."


class Etat(StrEnum):
    """Where a job stands; the last four do not change any more."""

    EN_ATTENTE = "EN_ATTENTE"
    EN_COURS = "EN_COURS"
    TERMINE = "TERMINE"
    PARTIEL = "PARTIEL"  # done, something having been set aside, which the result names
    ECHOUE = "ECHOUE"
    ANNULE = "ANNULE"

    @property
    def fini(self) -> bool:
        """True when nothing more will happen."""
        return self.value not in VIVANTS

    @property
    def badge(self) -> Badge:
        """The same, as pages show it."""
        return BADGES[self]


VIVANTS = ("EN_ATTENTE", "EN_COURS")
BADGES: Mapping[Etat, Badge] = {
    Etat.EN_ATTENTE: ("", "en attente"),
    Etat.EN_COURS: ("info", "en cours"),
    Etat.TERMINE: ("success", "terminé"),
    Etat.PARTIEL: ("warning", "terminé en partie"),
    Etat.ECHOUE: ("error", "échoué"),
    Etat.ANNULE: ("", "annulé"),
}
GENRES = {"dossier": "Émission de tous les papiers", "lot": "Lot d’impression", "retours": "Papiers signés"}


class EtatMorceau(StrEnum):
    """Where a piece stands; ``ECARTE``: set aside after its attempts, with its reason, while the rest goes on."""

    A_FAIRE = "A_FAIRE"
    EN_COURS = "EN_COURS"
    FAIT = "FAIT"
    ECARTE = "ECARTE"


@dataclass(frozen=True, slots=True)
class Travail:
    """A job. ``total`` and ``forme`` (of its files) are ``None`` until it is cut, ``bilan`` until it is over.

    ``version`` grows at each change.
    """

    id: str
    genre: str
    parametres: Mapping[str, Any] = field(repr=False)  # may name people
    appelant: str
    siret: str | None
    session: str | None
    etat: Etat
    priorite: int
    faits: int
    total: int | None
    documents: int
    documents_prevus: int
    estimation: int | None
    feuilles_prevues: int | None
    volumes_prevus: int | None
    forme: int | None
    annulation: bool
    message: str | None
    bilan: Mapping[str, Any] | None
    cree: str
    debute: str | None
    fini: str | None
    version: int
    octets: int

    @property
    def titre(self) -> str:
        """What it is, and of which session once it is known."""
        session = (self.bilan or {}).get("session") or self.session
        return f"{GENRES.get(self.genre, self.genre)}{f' – session {session}' if session else ''}"


@dataclass(frozen=True, slots=True)
class MorceauVu:
    """A piece, for whoever keeps the service. ``rang``: -1 for the cutting, the job's total for the conclusion."""

    rang: int
    etat: str
    tentatives: int
    erreur: str | None


@dataclass(frozen=True, slots=True)
class Attente:
    """The jobs that nobody has begun, and for how many seconds the oldest has waited."""

    travaux: int
    depuis_s: float


NEUF = {"etat": EtatMorceau.A_FAIRE.value, "tentatives": 0, "echecs": 0, "pas_avant": 0.0}


def nouveau_morceau(travail: str, rang: int) -> dict[str, object]:
    """The row of a piece that waits."""
    return {"travail": travail, "rang": rang, **NEUF}


def en_colonnes(prevue: Estimation) -> dict[str, object]:
    """What a job should take, as its row holds it."""
    return {
        "documents_prevus": prevue.documents,
        "estimation": math.ceil(prevue.secondes),
        "feuilles_prevues": prevue.feuilles,
        "volumes_prevus": prevue.volumes,
    }


def lire_travail(ligne: RowMapping) -> Travail:
    """A job from its row."""
    champs = dict(ligne)
    bilan, _ = champs["bilan"], champs.pop("servi")
    champs |= {
        "parametres": json.loads(champs["parametres"]),
        "bilan": json.loads(bilan) if bilan else None,
        "etat": Etat(champs["etat"]),
    }
    return Travail(**champs)


@dataclass(frozen=True, slots=True)
class Carnet:
    """The jobs as callers see them: submitted, read, listed, cancelled. ``maximum``: of one caller, not over yet."""

    base: Base
    maximum: int | None = None

    def ouvrir(
        self,
        genre: str,
        parametres: Mapping[str, object],
        appelant: str,
        siret: str | None,
        priorite: int,
        octets: int = 0,
        prevue: Estimation | None = None,
    ) -> Travail:
        """Write a job down, with the piece that will cut it.

        Raises:
            TropDeTravaux: the caller has as many as it may; nothing was written.
            RegistreIndisponible: nothing was written.
        """
        dits = {"genre": genre, "appelant": appelant, "siret": siret, "priorite": priorite, "octets": octets}
        neuf = {"etat": Etat.EN_ATTENTE.value, "faits": 0, "annulation": False, "version": 1}
        ident, cree = nouvel_identifiant(), maintenant().isoformat()
        contenu = {"session": parametres.get("session"), "parametres": _ecrire(parametres)}
        if prevue is not None:
            contenu |= en_colonnes(prevue)
        ligne = {"id": ident, "cree": cree, **contenu, **dits, **neuf}
        with self.base.ecriture() as ouverte:
            self._refuser_le_trop(ouverte, appelant)
            ouverte.execute(insert(tables.travaux), ligne)
            ouverte.execute(insert(tables.morceaux), nouveau_morceau(ident, DECOUPE))
        travail = self.lire(ident)
        assert travail is not None
        return travail

    def _refuser_le_trop(self, ouverte: Connection, appelant: str) -> None:
        colonnes = tables.travaux.c
        requete = select(func.count()).where(colonnes.appelant == appelant, colonnes.etat.in_(VIVANTS))
        if self.maximum is not None and ouverte.execute(requete).scalar_one() >= self.maximum:
            raise TropDeTravaux(TROP.format(nombre=self.maximum))

    def lire(self, ident: str) -> Travail | None:
        """A job, or ``None``."""
        ligne = self.base.ligne(select(tables.travaux).where(tables.travaux.c.id == ident))
        return lire_travail(ligne) if ligne else None

    def retrouver(self, genre: str, parametres: Mapping[str, object], appelant: str, depuis: str) -> Travail | None:
        """The job that this caller asked for in these very words since that instant: the trace of a call cut short."""
        colonnes = tables.travaux.c
        requete = select(tables.travaux).where(
            colonnes.genre == genre,
            colonnes.appelant == appelant,
            colonnes.cree >= depuis,
            colonnes.parametres == _ecrire(parametres),
        )
        ligne = self.base.ligne(requete.order_by(colonnes.cree))
        return lire_travail(ligne) if ligne else None

    def lister(
        self,
        perimetre: Perimetre,
        depuis: str | None = None,
        limite: int = 50,
        genres: Collection[str] | None = None,
        etat: Etat | None = None,
        session: str | None = None,
        vivants: bool = False,
    ) -> tuple[Travail, ...]:
        """The jobs, of some kinds, in a state, for a session, newest first; ``depuis``: after that one.

        ``vivants``: those only that are not over.
        """
        colonnes = tables.travaux.c
        requete = du_plus_recent(tables.travaux, perimetre, depuis, limite)
        if etat is not None:
            requete = requete.where(colonnes.etat == etat.value)
        if vivants:
            requete = requete.where(colonnes.etat.in_(VIVANTS))
        if session is not None:
            requete = requete.where(colonnes.session == session)
        if genres is not None:
            requete = requete.where(colonnes.genre.in_(genres))
        return tuple(lire_travail(ligne) for ligne in self.base.lignes(requete))

    def denombrer(self, perimetre: Perimetre, etat: Etat, genres: Collection[str]) -> int:
        """How many jobs of these kinds are in a state."""
        colonnes = tables.travaux.c
        requete = select(func.count()).where(colonnes.etat == etat.value, colonnes.genre.in_(genres))
        if perimetre.siret is not None:
            requete = requete.where(colonnes.siret == perimetre.siret)
        return self.base.valeur(requete) or 0

    def annuler(self, ident: str) -> Travail | None:
        """Stop a job for good, unless it is over or its conclusion is at hand: what is released is not taken back."""
        colonnes, morceaux = tables.travaux.c, tables.morceaux.c
        conclusion = (
            select(morceaux.rang)
            .where(
                morceaux.travail == colonnes.id,
                morceaux.rang == colonnes.total,
                morceaux.etat == EtatMorceau.EN_COURS.value,
            )
            .exists()
        )
        vivant = colonnes.etat.in_(VIVANTS)
        valeurs = {"etat": Etat.ANNULE.value, "annulation": True, "message": ANNULE, "fini": maintenant().isoformat()}
        self.base.executer(
            update(tables.travaux)
            .where(colonnes.id == ident, vivant, ~conclusion)
            .values(**valeurs, version=colonnes.version + 1)
        )
        return self.lire(ident)

    def abandonner(self, ident: str) -> Travail | None:
        """Stop a job for good; one that failed keeps its cause, and is a failure no more."""
        colonnes = tables.travaux.c
        echoue = update(tables.travaux).where(colonnes.id == ident, colonnes.etat == Etat.ECHOUE.value)
        self.base.executer(echoue.values(etat=Etat.ANNULE.value, annulation=True, version=colonnes.version + 1))
        return self.annuler(ident)

    def ecartes(self, idents: Collection[str]) -> dict[str, tuple[str, ...]]:
        """What stopped the pieces that were set aside of each of these jobs; a job without any is not there."""
        colonnes = tables.morceaux.c
        requete = select(colonnes.travail, colonnes.erreur).where(
            colonnes.travail.in_(idents), colonnes.etat == EtatMorceau.ECARTE.value
        )
        causes: dict[str, dict[str, None]] = {}
        for ligne in self.base.lignes(requete.order_by(colonnes.rang)):
            causes.setdefault(ligne["travail"], {})[ligne["erreur"] or ""] = None
        return {travail: tuple(filter(None, dites)) for travail, dites in causes.items()}

    def morceaux(self, ident: str) -> tuple[MorceauVu, ...]:
        """The pieces of a job, in order."""
        colonnes = tables.morceaux.c
        requete = select(colonnes.rang, colonnes.etat, colonnes.tentatives, colonnes.erreur)
        requete = requete.where(colonnes.travail == ident).order_by(colonnes.rang)
        return tuple(MorceauVu(**ligne) for ligne in self.base.lignes(requete))

    def refaire(self, ident: str) -> None:
        """Ask again for the pieces that failed, of a job that came to nothing.

        Raises:
            ActeImpossible: no such job, or it has not failed, or the rules refused it: nothing would change.
        """
        colonnes, morceaux = tables.travaux.c, tables.morceaux.c
        ecartes = (morceaux.travail == ident, morceaux.etat == EtatMorceau.ECARTE.value)
        echec = select(colonnes.total).where(colonnes.id == ident, colonnes.etat == Etat.ECHOUE.value)
        with self.base.ecriture() as ouverte:
            ligne = ouverte.execute(echec.with_for_update()).first()
            rangs = list(ouverte.execute(select(morceaux.rang).where(*ecartes)).scalars())
            if ligne is None or not rangs:
                raise ActeImpossible(RIEN_A_REFAIRE.format(ident=ident))
            ordinaires = [rang for rang in rangs if rang not in (DECOUPE, ligne.total)]
            if ordinaires:  # their end will call for the conclusion again
                ouverte.execute(delete(tables.morceaux).where(morceaux.travail == ident, morceaux.rang == ligne.total))
            ouverte.execute(update(tables.morceaux).where(*ecartes).values(**NEUF, erreur=None, dit=None, origine=None))
            repris = {"etat": Etat.EN_COURS.value, "message": None, "bilan": None, "fini": None}
            compte = {"faits": colonnes.faits - len(ordinaires), "version": colonnes.version + 1}
            ouverte.execute(update(tables.travaux).where(colonnes.id == ident).values(**repris, **compte))

    def attente(self) -> Attente:
        """What waits for a worker."""
        colonnes = tables.travaux.c
        requete = select(func.count(), func.min(colonnes.cree)).where(colonnes.etat == Etat.EN_ATTENTE.value)
        with self.base.lecture() as ouverte:
            nombre, premier = ouverte.execute(requete).one()
        depuis = maintenant() - datetime.fromisoformat(premier) if premier else timedelta()
        return Attente(nombre, depuis.total_seconds())

    def compter(self) -> dict[str, int]:
        """How many jobs there are in each state; nothing when the database does not answer."""
        requete = select(tables.travaux.c.etat, func.count()).group_by(tables.travaux.c.etat)
        try:
            return self.base.comptes(requete)
        except RegistreIndisponible:
            return {}

    def versions(self, idents: Collection[str]) -> dict[str, int]:
        """The version of each of these jobs: one query for all who follow."""
        colonnes = tables.travaux.c
        requete = select(colonnes.id, colonnes.version).where(colonnes.id.in_(idents))
        return self.base.comptes(requete)


def _ecrire(parametres: Mapping[str, object]) -> str:
    return json.dumps(parametres, ensure_ascii=False, sort_keys=True)
