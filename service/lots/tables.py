"""What is remembered of lots: what people call them, how far they are, what is printed, sent and received of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, text, update

from docgen.documents.page.typographie import INSECABLE, accord
from docgen.domain.papiers.lots import VOLUME
from docgen.domain.referentiels.calendrier import MOIS_COURTS
from service.socle import tables
from service.socle.donnees import Base, insertion, maintenant
from service.socle.vues import Badge
from service.travaux.tables import VIVANTS

CHIFFRES_DU_NOM = 12
_lots, _liv, _fic, _tra = tables.lots.c, tables.livraisons.c, tables.fichiers.c, tables.travaux.c
_VOLUME = (_fic.type_media == "application/pdf", _fic.nom.contains(VOLUME, autoescape=True))


class EtapeLot(StrEnum):
    """How far a lot is; each value is its word in an address."""

    EN_PREPARATION = "en-preparation"
    A_IMPRIMER = "a-imprimer"
    IMPRIME = "imprime"
    EXPEDIE = "expedie"
    LIVRE = "livre"
    SANS_PAPIER = "sans-papier"  # nothing could be printed, or it was given up
    OUBLIE = "oublie"  # its files were purged

    @property
    def badge(self) -> Badge:
        """The same, as pages show it."""
        return BADGES[self]


BADGES: Mapping[EtapeLot, Badge] = {
    EtapeLot.EN_PREPARATION: ("info", "en préparation"),
    EtapeLot.A_IMPRIMER: ("warning", "à imprimer"),
    EtapeLot.IMPRIME: ("info", "imprimé"),
    EtapeLot.EXPEDIE: ("info", "expédié"),
    EtapeLot.LIVRE: ("success", "livré"),
    EtapeLot.SANS_PAPIER: ("error", "sans papier"),
    EtapeLot.OUBLIE: ("", "archivé"),
}


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot, as its row tells it; ``lot`` is its name in the register, ``contenu`` is empty until it is known."""

    travail: str
    numero: int
    lot: str
    etape: EtapeLot
    contenu: str
    cree: str

    @property
    def nom(self) -> str:
        """``Lot 12 – 27 nov. – 205 diplômes``, cut after its dashes alone."""
        jour = date.fromisoformat(self.cree[:10])
        dits = (f"Lot {self.numero}", f"{jour.day} {MOIS_COURTS[jour.month - 1]}", self.contenu)
        return f"{INSECABLE}– ".join(dit.replace(" ", INSECABLE) for dit in dits if dit)


@dataclass(frozen=True, slots=True)
class Tirages:
    """The volumes that were printed."""

    base: Base

    def noter(self, fichiers: Iterable[str], par: str) -> None:
        """Write that volumes are printed; the first who says so is kept.

        Raises:
            RegistreIndisponible: nothing was written.
        """
        with self.base.ecriture() as ouverte:
            for fichier in fichiers:
                ligne = {"fichier": fichier, "imprime": maintenant().isoformat(), "par": par}
                ouverte.execute(insertion(ouverte, tables.tirages).values(ligne).on_conflict_do_nothing())

    def retirer(self, fichier: str) -> None:
        """Take back what was said by mistake."""
        self.base.executer(delete(tables.tirages).where(tables.tirages.c.fichier == fichier))

    def de(self, travail: str) -> Mapping[str, Mapping[str, str]]:
        """When each printed volume of a job was said to be so, and by whom, by the file's identifier."""
        requete = (
            select(tables.tirages)
            .join(tables.fichiers, _fic.id == tables.tirages.c.fichier)
            .where(_fic.travail == travail)
        )
        return {ligne["fichier"]: dict(ligne) for ligne in self.base.lignes(requete)}


@dataclass(frozen=True, slots=True)
class Lots:
    """The lots, by the numbers that people call them by."""

    base: Base

    def actualiser(self) -> None:
        """Name the lots that were asked for since, and learn which are made.

        Raises:
            RegistreIndisponible: the database does not answer.
        """
        with self.base.lecture() as ouverte:
            if not _neufs(ouverte) and not _changes(ouverte):
                return
        with self.base.ecriture() as ouverte:
            if self.base.postgresql:  # two processes would give one number twice
                ouverte.execute(text("LOCK TABLE lots IN EXCLUSIVE MODE"))
            dernier = ouverte.execute(select(func.max(_lots.numero))).scalar() or 0
            for numero, (travail, cree) in enumerate(_neufs(ouverte), start=dernier + 1):
                etape = EtapeLot.EN_PREPARATION.value
                noms = {"travail": travail, "numero": numero, "lot": travail[:CHIFFRES_DU_NOM]}
                ouverte.execute(insert(tables.lots), {**noms, "etape": etape, "contenu": "", "cree": cree})
            for travail in _changes(ouverte):
                etape = _etape(ouverte, travail)
                valeurs = {"etape": etape.value, "contenu": _contenu(ouverte, travail)}
                ouverte.execute(update(tables.lots).where(_lots.travail == travail).values(valeurs))

    def lire(self, travail: str) -> Lot | None:
        """A lot, by its job."""
        ligne = self.base.ligne(select(tables.lots).where(_lots.travail == travail))
        return lire_lot(ligne) if ligne else None

    def lister(self, etapes: Collection[EtapeLot], page: int, par_page: int) -> tuple[int, tuple[Lot, ...]]:
        """How many lots are so far; one page of them, the newest first."""
        ici = _lots.etape.in_([etape.value for etape in etapes])
        nombre, lignes = self.base.page(select(tables.lots).where(ici).order_by(_lots.numero.desc()), page, par_page)
        return nombre, tuple(lire_lot(ligne) for ligne in lignes)

    def en_preparation(self) -> list[tuple[Lot, Mapping[str, Any]]]:
        """The lots that wait or are at work, the newest first, with what was asked of their job."""
        ici = _lots.etape == EtapeLot.EN_PREPARATION.value
        requete = select(tables.lots, _tra.parametres).join(tables.travaux, _tra.id == _lots.travail).where(ici)
        lignes = (dict(ligne) for ligne in self.base.lignes(requete.order_by(_lots.numero.desc())))
        return [
            (lire_lot(ligne), json.loads(parametres)) for ligne in lignes for parametres in [ligne.pop("parametres")]
        ]

    def compter(self) -> dict[EtapeLot, int]:
        """How many lots are at each stage."""
        comptes = self.base.comptes(select(_lots.etape, func.count()).group_by(_lots.etape))
        return {etape: comptes.get(etape, 0) for etape in EtapeLot}

    def situer(self, travail: str) -> None:
        """Something was said of a lot: see how far it is."""
        with self.base.ecriture() as ouverte:
            etape = _etape(ouverte, travail).value
            ouverte.execute(update(tables.lots).where(_lots.travail == travail).values(etape=etape))


def lire_lot(ligne: Any) -> Lot:
    """A lot from its row."""
    return Lot(**{**ligne, "etape": EtapeLot(ligne["etape"])})


def _neufs(ouverte: Connection) -> list[tuple[str, str]]:
    connus = select(_lots.travail).where(_lots.travail == _tra.id)
    requete = select(_tra.id, _tra.cree).where(_tra.genre == "lot", ~connus.exists()).order_by(_tra.cree, _tra.id)
    return [(ident, cree) for ident, cree in ouverte.execute(requete)]


def _changes(ouverte: Connection) -> list[str]:
    """The lots that were last seen at work, and are over; those that had failed, and are tried again."""
    au_travail = and_(_lots.etape == EtapeLot.SANS_PAPIER.value, _tra.etat.in_(VIVANTS))
    finis = and_(_lots.etape == EtapeLot.EN_PREPARATION.value, _tra.etat.not_in(VIVANTS))
    requete = select(_lots.travail).join(tables.travaux, _tra.id == _lots.travail)
    return list(ouverte.execute(requete.where(or_(au_travail, finis))).scalars())


def _etape(ouverte: Connection, travail: str) -> EtapeLot:
    if ouverte.execute(select(_tra.etat).where(_tra.id == travail)).scalar() in VIVANTS:
        return EtapeLot.EN_PREPARATION
    volumes = select(_fic.id).where(_fic.travail == travail, *_VOLUME)
    tires = select(func.count()).where(tables.tirages.c.fichier.in_(volumes))
    nombre = ouverte.execute(select(func.count()).select_from(volumes.subquery())).scalar_one()
    if not nombre:
        return EtapeLot.SANS_PAPIER
    if ouverte.execute(tires).scalar_one() < nombre:
        return EtapeLot.A_IMPRIMER
    requete = select(func.count(), func.count(_liv.envoi), func.count(_liv.reception)).where(_liv.travail == travail)
    centres, envoyes, recus = ouverte.execute(requete).one()
    if centres and recus == centres:
        return EtapeLot.LIVRE
    return EtapeLot.EXPEDIE if centres and envoyes == centres else EtapeLot.IMPRIME


def _contenu(ouverte: Connection, travail: str) -> str:
    """``205 diplômes``, ``34 papiers``, from the account of the job."""
    bilan = ouverte.execute(select(_tra.bilan).where(_tra.id == travail)).scalar()
    totaux = (json.loads(bilan) if bilan else {}).get("totaux") or {}
    if totaux.get("numeros"):
        return accord(totaux["numeros"], "diplôme")
    return accord(totaux["documents"], "papier") if totaux.get("documents") else ""
