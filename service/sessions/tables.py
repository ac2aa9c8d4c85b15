"""Deposits: payloads that a caller has sent, with what the rules said of them at that moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, insert, literal, select

from docgen.domain.dossier import Dossier
from docgen.domain.papiers.pouvoir import Perimetre
from docgen.fichiers.magasin import Magasin
from docgen.usecases.atelier import Atelier
from service.acces.droits import verifier_centre
from service.sessions.etapes import ACCEPTE
from service.sessions.rapport import Examen, examiner
from service.sessions.repertoire import Repertoire, noter
from service.socle import tables
from service.socle.appelant import Appelant
from service.socle.donnees import Base, du_plus_recent, maintenant, nouvel_identifiant
from service.socle.erreurs import Introuvable
from service.socle.vues import Badge

PREFIXE = "depots"
NOM_MAX = 120


class EtatDepot(StrEnum):
    """What became of a deposit: all that its status calls for can be issued; something is refused; unreadable."""

    ACCEPTE = "ACCEPTE"
    REFUSE = "REFUSE"
    MALFORME = "MALFORME"

    @property
    def badge(self) -> Badge:
        """The same, as pages show it."""
        return BADGES[self]


BADGES: Mapping[EtatDepot, Badge] = {
    EtatDepot.ACCEPTE: ("success", "prêt"),
    EtatDepot.REFUSE: ("error", "à compléter"),
    EtatDepot.MALFORME: ("error", "fichier à corriger"),
}


@dataclass(frozen=True, slots=True)
class Depot:
    """A payload, as it was sent. ``cle`` is its place in the store; ``rapport`` has ``erreurs`` and ``types``."""

    id: str
    appelant: str
    siret: str | None
    session: str | None
    nom: str
    taille: int
    sha256: str
    cle: str
    etat: EtatDepot
    rapport: Mapping[str, Any] = field(repr=False)
    cree: str

    @property
    def charge(self) -> dict[str, str]:
        """What a job must remember of its payload, among its parameters."""
        return {"nom": self.nom, "cle": self.cle}


@dataclass(frozen=True, slots=True)
class Depots:
    """The deposits of the service. ``reserver``: is asked for the place of a caller's bytes, and may refuse it."""

    base: Base
    magasin: Magasin
    atelier: Atelier
    reserver: Callable[[str, int], None]

    def examiner(self, octets: bytes, appelant: Appelant, jour: date) -> Examen:
        """Check a payload, and keep nothing.

        Raises:
            CentreInterdit: the caller is a centre, and the payload is another's.
            RegistreIndisponible: the papers already issued could not be read.
        """
        examen = examiner(octets, jour, self.atelier.au_nom_de(appelant.nom, appelant.pouvoir))
        if examen.erreurs and not appelant.voit(examen.siret):
            return replace(examen, siret=None, session=None)  # unreadable: whose it is is not sure
        if examen.siret is not None:
            verifier_centre(appelant, examen.siret)
        return examen

    def garder(self, octets: bytes, nom: str, appelant: Appelant, examen: Examen) -> Depot:
        """Keep a payload with what was found of it.

        Raises:
            PlaceEpuisee: the caller has as much as it may; nothing is kept.
            RegistreIndisponible, FichiersIndisponibles: nothing is kept.
        """
        self.reserver(appelant.nom, len(octets))
        ident = nouvel_identifiant()
        depot = Depot(
            id=ident,
            appelant=appelant.nom,
            siret=examen.siret or appelant.siret,
            session=examen.session,
            nom=_nom_sage(nom),
            taille=len(octets),
            sha256=hashlib.sha256(octets).hexdigest(),
            cle=f"{PREFIXE}/{ident}.json",
            etat=EtatDepot(examen.etat),
            rapport=examen.en_json(),
            cree=maintenant().isoformat(),
        )
        self.magasin.ecrire(depot.cle, octets)
        with self.base.ecriture() as ouverte:
            ouverte.execute(insert(tables.depots), _ligne(depot))
            if depot.siret and depot.session:
                noter(ouverte, depot.siret, depot.session, depot.id, examen.etat_de_session, examen.fiche)
        return depot

    def lire(self, ident: str) -> Depot | None:
        """A deposit, or ``None``."""
        ligne = self.base.ligne(select(tables.depots).where(tables.depots.c.id == ident))
        return _depot(ligne) if ligne else None

    def visible(self, ident: str, appelant: Appelant, *, bien_forme: bool = False) -> Depot:
        """A deposit that this caller may see.

        Raises:
            Introuvable: there is none; one of another centre, or that is not ``bien_forme``, is said not to be there.
        """
        depot = self.lire(ident)
        if depot is None or not appelant.voit(depot.siret) or (bien_forme and depot.etat is EtatDepot.MALFORME):
            raise Introuvable
        return depot

    def visibles(self, idents: Sequence[str], appelant: Appelant) -> list[Depot]:
        """Deposits that this caller may see, in the order asked.

        Raises:
            Introuvable: with every one that is not there for it.
        """
        requete = select(tables.depots).where(tables.depots.c.id.in_(idents))
        trouves = {ligne["id"]: _depot(ligne) for ligne in self.base.lignes(requete)}
        absents = [ident for ident in idents if ident not in trouves or not appelant.voit(trouves[ident].siret)]
        if absents:
            raise Introuvable(f"Aucun dépôt que vous puissiez voir sous : {', '.join(absents)}. Vérifiez-les.")
        return [trouves[ident] for ident in idents]

    def contenu(self, depot: Depot) -> bytes:
        """The payload, byte for byte.

        Raises:
            FichiersIndisponibles: the store does not answer, or the payload was purged.
        """
        return self.magasin.lire(depot.cle)

    def attestee(self, dossier: Dossier, octets: bytes) -> None:
        """The State has attested this payload: if it is the latest deposit of its session, nothing differs any more."""
        repertoire = Repertoire(self.base)
        connue = repertoire.lire(dossier.centre.siret, dossier.session.id)
        depot = self.lire(connue.depot) if connue and connue.depot else None
        if connue and depot and depot.sha256 == hashlib.sha256(octets).hexdigest():
            repertoire.juger(connue, ACCEPTE)

    def lister(self, perimetre: Perimetre, depuis: str | None = None, limite: int = 50) -> tuple[Depot, ...]:
        """The deposits, newest first; ``depuis``: those after that one."""
        requete = du_plus_recent(tables.depots, perimetre, depuis, limite)
        return tuple(_depot(ligne) for ligne in self.base.lignes(requete))

    def entre(self, premier: str, dernier: str, appelant: Appelant) -> tuple[Depot, ...]:
        """What this caller deposited from one deposit to another of its own, in order."""
        colonnes = tables.depots.c
        debut, fin = (
            select(colonnes.cree).where(colonnes.id == ident, colonnes.appelant == appelant.nom).scalar_subquery()
            for ident in (premier, dernier)
        )
        requete = (
            select(tables.depots)
            .where(colonnes.appelant == appelant.nom, colonnes.cree.between(debut, fin))
            .order_by(colonnes.cree, colonnes.id)
        )
        return tuple(_depot(ligne) for ligne in self.base.lignes(requete))

    def versions(self, session: str, siret: str, limite: int) -> tuple[Depot, ...]:
        """The deposits of a session, newest first, without what was said of each."""
        colonnes = tables.depots.c
        requete = (
            select(*(colonne for colonne in colonnes if colonne.name != "rapport"), literal("{}").label("rapport"))
            .where(colonnes.session == session, colonnes.siret == siret)
            .order_by(colonnes.cree.desc(), colonnes.id.desc())
            .limit(limite)
        )
        return tuple(_depot(ligne) for ligne in self.base.lignes(requete))

    def pret(self, session: str, siret: str) -> Depot | None:
        """The latest deposit of a session, if nothing was to be mended in it."""
        depot = next(iter(self.versions(session, siret, 1)), None)
        return depot if depot and depot.etat is EtatDepot.ACCEPTE else None

    def deja(self, octets: bytes, appelant: Appelant, depuis: str) -> Depot | None:
        """The deposit that this caller made of these bytes since that instant: the trace of a call cut short."""
        colonnes = tables.depots.c
        requete = (
            select(tables.depots)
            .where(
                colonnes.appelant == appelant.nom,
                colonnes.sha256 == hashlib.sha256(octets).hexdigest(),
                colonnes.cree >= depuis,
            )
            .order_by(colonnes.cree)
        )
        ligne = self.base.ligne(requete)
        return _depot(ligne) if ligne else None


def _nom_sage(nom: str) -> str:
    """The last part of a file's name, without what could not be shown on one line."""
    dernier = nom.replace("\\", "/").rpartition("/")[2]
    return "".join(lettre for lettre in dernier if lettre.isprintable())[:NOM_MAX] or "charge.json"


def _ligne(depot: Depot) -> dict[str, Any]:
    ligne = {colonne.name: getattr(depot, colonne.name) for colonne in tables.depots.columns}
    return ligne | {"etat": depot.etat.value, "rapport": json.dumps(depot.rapport, ensure_ascii=False)}


def _depot(ligne: RowMapping) -> Depot:
    champs = dict(ligne)
    return Depot(**champs | {"etat": EtatDepot(champs["etat"]), "rapport": json.loads(champs["rapport"])})
