"""The pieces of jobs, as workers see them: taken under a lease, held, finished, failed, given back.

Instants are those of the database, so that machines whose clocks differ agree on a lease.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)

from docgen.errors import Origine
from docgen.usecases.estimation import Estimation
from service.socle import tables
from service.socle.donnees import Base, maintenant
from service.travaux.fichiers import FichierLivre, inscrire
from service.travaux.tables import (
    DECOUPE,
    VIVANTS,
    Etat,
    EtatMorceau,
    Travail,
    en_colonnes,
    lire_travail,
    nouveau_morceau,
)

ECHECS = 3  # a piece that fails is tried again, so many times in all
DISPARITIONS = 6  # whose worker vanishes: more, for the piece may have nothing to do with it
RECUL_S = 4.0  # before the second attempt; four times more before the third
PANNE_S = 5.0  # while the register or the store is down: the attempt does not count
DISPARU = (
    "Ce morceau a été abandonné : le processus qui le faisait s'est arrêté à chaque tentative, faute de mémoire "
    "peut-être. Signalez-le à qui tient Docgen."
)
RECOMMENCE = (
    "Le travail avait été commencé par une version de Docgen dont celle-ci ne lit pas les fichiers : il est refait "
    "depuis le début. Les numéros déjà donnés restent les mêmes."
)
_t, _m = tables.travaux.c, tables.morceaux.c
# Callers have their turns: of those whose jobs are as urgent, the one that was served the longest ago goes first.
_SERVIS = (
    select(_t.appelant, _t.priorite, func.coalesce(func.max(_t.servi), 0).label("servi"))
    .where(_t.etat.in_(VIVANTS))
    .group_by(_t.appelant, _t.priorite)
    .subquery("servis")
)
_TOURS = and_(_SERVIS.c.appelant == _t.appelant, _SERVIS.c.priorite == _t.priorite)
_ORDRE = (_t.priorite.desc(), _SERVIS.c.servi, _t.cree, _t.id, _m.rang)
_RESTENT = (EtatMorceau.A_FAIRE.value, EtatMorceau.EN_COURS.value)


@dataclass(frozen=True, slots=True)
class Morceau:
    """A piece in hand. ``ouvrier`` names this taking and no other: who lost its lease has no say any more."""

    travail: Travail
    rang: int
    tentative: int
    echecs: int
    ouvrier: str

    @property
    def decoupe(self) -> bool:
        """True for the piece that cuts the job."""
        return self.rang == DECOUPE

    @property
    def conclusion(self) -> bool:
        """True for the piece that comes once all the others are over."""
        return self.rang == self.travail.total


@dataclass(frozen=True, slots=True)
class Depart:
    """A piece that waits for a worker, for ``delai_s`` seconds more at least."""

    travail: str
    rang: int
    priorite: int
    delai_s: float


@dataclass(frozen=True, slots=True)
class Morceaux:
    """The pieces of all jobs. Every method is one short transaction.

    Raises:
        RegistreIndisponible: the database does not answer; nothing changed.
    """

    base: Base
    recul_s: float = RECUL_S

    def prendre(self, bail_s: float, voulu: ColumnElement[bool]) -> Morceau | None:
        """Take the first of the pieces wanted (:func:`voulu`), for ``bail_s`` seconds; ``None`` if there is none."""
        with self.base.lecture() as ouverte:  # writers follow each other: do not join them for nothing
            if ouverte.execute(_a_prendre(instant_de_la_base(ouverte), voulu)).first() is None:
                return None
        while True:
            with self.base.ecriture() as ouverte:
                instant = instant_de_la_base(ouverte)
                requete = _a_prendre(instant, voulu)
                if self.base.postgresql:
                    requete = requete.with_for_update(of=tables.morceaux, skip_locked=True)
                ligne = ouverte.execute(requete).first()
                if ligne is None:
                    return None
                if ligne.etat == EtatMorceau.EN_COURS and ligne.tentatives - ligne.echecs >= DISPARITIONS:
                    _ecarter(ouverte, ligne.travail, ligne.rang, _dite(DISPARU, Origine.MACHINE))
                    continue
                return _saisir(ouverte, ligne, instant, bail_s)

    def prolonger(self, morceau: Morceau, bail_s: float) -> bool:
        """Hold it longer; ``False`` when it must be dropped: cancelled, or taken by another meanwhile."""
        vivant = select(_t.id).where(_t.id == morceau.travail.id, _t.etat.in_(VIVANTS)).exists()
        with self.base.ecriture() as ouverte:
            bail = instant_de_la_base(ouverte) + bail_s
            return bool(
                ouverte.execute(update(tables.morceaux).where(_tenu(morceau), vivant).values(bail=bail)).rowcount
            )

    def compter_les_documents(self, travail: str, faits: int, total: int) -> None:
        """So many documents of a job are made, of so many: for whoever follows it."""
        with self.base.ecriture() as ouverte:
            _avancer(ouverte, travail, documents=faits, documents_prevus=total)

    def prevoir(self, travail: str, prevue: Estimation) -> None:
        """What a job will take is known, before anything of it is numbered."""
        with self.base.ecriture() as ouverte:
            _avancer(ouverte, travail, **en_colonnes(prevue))

    def decouper(self, morceau: Morceau, total: int, forme: int) -> bool:
        """The job is cut into so many pieces of a form. ``False``: the piece was no longer ours, nothing changed."""
        with self.base.ecriture() as ouverte:
            if not _clore(ouverte, morceau):
                return False
            ident = morceau.travail.id
            _avancer(ouverte, ident, total=total, forme=forme)
            rangs = range(total) if total else (0,)  # nothing to do: there is only the conclusion
            ouverte.execute(insert(tables.morceaux), [nouveau_morceau(ident, rang) for rang in rangs])
            return True

    def recommencer(self, morceau: Morceau) -> bool:
        """The job is to be cut again: nothing of its pieces can be used. ``False``: as in :meth:`decouper`."""
        ident = morceau.travail.id
        with self.base.ecriture() as ouverte:
            if not _est_tenu(ouverte, morceau):
                return False
            ouverte.execute(delete(tables.morceaux).where(_m.travail == ident))
            ouverte.execute(insert(tables.morceaux), nouveau_morceau(ident, DECOUPE))
            zero = {"faits": 0, "total": None, "documents": 0, "documents_prevus": 0}
            _avancer(ouverte, ident, **zero, forme=None, message=RECOMMENCE)
            return True

    def finir(self, morceau: Morceau) -> bool:
        """An ordinary piece is done; the last one calls for the conclusion. ``False``: as in :meth:`decouper`."""
        with self.base.ecriture() as ouverte:
            if not _clore(ouverte, morceau):
                return False
            _compter(ouverte, morceau.travail.id)
            return True

    def conclure(
        self,
        morceau: Morceau,
        etat: Etat,
        bilan: Mapping[str, Any],
        fichiers: Sequence[FichierLivre] = (),
        documents: int | None = None,
    ) -> bool:
        """The job is over, its files are released with it. ``False``: as in :meth:`decouper`."""
        with self.base.ecriture() as ouverte:
            if not _clore(ouverte, morceau):
                return False
            for fichier in fichiers:
                inscrire(ouverte, fichier)
            if documents is not None:
                _avancer(ouverte, morceau.travail.id, documents=documents)
            message = bilan.get("message")
            _terminer(ouverte, morceau.travail.id, etat, message, json.dumps(bilan, ensure_ascii=False))
            return True

    def echouer(
        self, morceau: Morceau, erreur: str, origine: Origine, definitif: bool = False, dit: str | None = None
    ) -> bool:
        """It failed: it will be tried again later, or is set aside with its reason. ``False``: no longer ours.

        ``erreur`` is for who keeps the service, ``dit`` for the job's author, where they are not told the same;
        ``origine``: whose trouble it was.
        """
        with self.base.ecriture() as ouverte:
            if not _est_tenu(ouverte, morceau):
                return False
            echecs = morceau.echecs + 1
            if definitif or echecs >= ECHECS:
                _ecarter(ouverte, morceau.travail.id, morceau.rang, _dite(erreur, origine, dit))
            else:
                pas_avant = instant_de_la_base(ouverte) + self.recul_s * 4**morceau.echecs
                comptes = {"tentatives": morceau.tentative, "echecs": echecs}
                _lacher(ouverte, morceau, pas_avant, _dite(erreur, origine, dit), **comptes)
            return True

    def rendre(self, morceau: Morceau, erreur: str | None = None, delai_s: float = 0, dit: str | None = None) -> bool:
        """Give it back without an attempt spent: its worker stops, or what it needs is down (tried again later)."""
        with self.base.ecriture() as ouverte:
            if not _est_tenu(ouverte, morceau):
                return False
            pas_avant = instant_de_la_base(ouverte) + delai_s
            dites = _dite(erreur, Origine.MACHINE, dit)
            _lacher(ouverte, morceau, pas_avant, dites, tentatives=morceau.tentative - 1)
            return True

    def ecartes(self, travail: str) -> tuple[tuple[int, str], ...]:
        """The pieces set aside, each with its reason, as the job's author is told it."""
        requete = select(_m.rang, func.coalesce(_m.dit, _m.erreur).label("dit")).where(
            _m.travail == travail, _m.etat == EtatMorceau.ECARTE.value
        )
        return tuple((ligne["rang"], ligne["dit"]) for ligne in self.base.lignes(requete.order_by(_m.rang)))

    def a_lancer(self, travail: str | None = None, limite: int = 1000) -> tuple[Depart, ...]:
        """The pieces that wait (of one job, or of all), what goes first first, those whose worker vanished included."""
        with self.base.lecture() as ouverte:
            instant = instant_de_la_base(ouverte)
            requete = _en_attente(instant, true(), limite)
            if travail is not None:
                requete = requete.where(_m.travail == travail)
            return tuple(
                Depart(ligne.travail, ligne.rang, ligne.priorite, max(0.0, ligne.pas_avant - instant))
                for ligne in ouverte.execute(requete)
            )


def instant_de_la_base(ouverte: Connection) -> float:
    """Seconds since 1970, by the clock of the database's machine; SQLite is on this one."""
    if ouverte.dialect.name == "sqlite":
        return time.time()
    return float(ouverte.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


def _en_attente(instant: float, pret: ColumnElement[bool], limite: int) -> Select[Any]:
    """The pieces to do that are ready, and those whose worker vanished, what goes first first."""
    libre = and_(_m.etat == EtatMorceau.A_FAIRE.value, pret)
    perime = and_(_m.etat == EtatMorceau.EN_COURS.value, _m.bail < instant)
    return (
        select(_m.travail, _m.rang, _m.tentatives, _m.echecs, _m.etat, _m.pas_avant, _t.priorite)
        .join(tables.travaux, _t.id == _m.travail)
        .join(_SERVIS, _TOURS)
        .where(_t.etat.in_(VIVANTS), or_(libre, perime))
        .order_by(*_ORDRE)
        .limit(limite)
    )


def _a_prendre(instant: float, voulu: ColumnElement[bool]) -> Select[Any]:
    return _en_attente(instant, _m.pas_avant <= instant, 1).where(voulu)


def voulu(
    comme: str | None, priorite: int | None, priorite_max: int | None, sauf: Collection[str]
) -> ColumnElement[bool]:
    """The pieces as urgent as the job ``comme``, of a priority between those two, of none of the callers ``sauf``."""
    return and_(
        _t.priorite == select(_t.priorite).where(_t.id == comme).scalar_subquery() if comme is not None else true(),
        _t.priorite >= priorite if priorite is not None else true(),
        _t.priorite <= priorite_max if priorite_max is not None else true(),
        _t.appelant.not_in(sauf) if sauf else true(),
    )


def _saisir(ouverte: Connection, ligne: Row[Any], instant: float, bail_s: float) -> Morceau:
    travail, rang, tentative = ligne.travail, ligne.rang, ligne.tentatives + 1
    ouvrier = secrets.token_hex(8)
    prise = {"bail": instant + bail_s, "pris": instant, "ouvrier": ouvrier}
    ouverte.execute(
        update(tables.morceaux)
        .where(_m.travail == travail, _m.rang == rang)
        .values(etat=EtatMorceau.EN_COURS.value, tentatives=tentative, **prise)
    )
    ouverte.execute(update(tables.travaux).where(_t.id == travail).values(servi=instant))
    depart = _t.etat == Etat.EN_ATTENTE.value
    debut = {"etat": Etat.EN_COURS.value, "debute": maintenant().isoformat(), "version": _t.version + 1}
    ouverte.execute(update(tables.travaux).where(_t.id == travail, depart).values(debut))
    relu = ouverte.execute(select(tables.travaux).where(_t.id == travail)).mappings().one()
    return Morceau(lire_travail(relu), rang, tentative, ligne.echecs, ouvrier)


def _tenu(morceau: Morceau) -> ColumnElement[bool]:
    return and_(
        _m.travail == morceau.travail.id,
        _m.rang == morceau.rang,
        _m.ouvrier == morceau.ouvrier,
        _m.etat == EtatMorceau.EN_COURS.value,
    )


def _est_tenu(ouverte: Connection, morceau: Morceau) -> bool:
    """Ours, for a job still alive; both rows are locked until the end of the transaction (SQLite locks everything)."""
    if ouverte.execute(select(_m.rang).where(_tenu(morceau)).with_for_update()).first() is None:
        return False
    vivant = select(_t.id).where(_t.id == morceau.travail.id, _t.etat.in_(VIVANTS)).with_for_update()
    return ouverte.execute(vivant).first() is not None


def _clore(ouverte: Connection, morceau: Morceau) -> bool:
    if not _est_tenu(ouverte, morceau):
        return False
    fait = {"etat": EtatMorceau.FAIT.value, "bail": None, **_dite(None, Origine.MACHINE)}
    fini = instant_de_la_base(ouverte)
    ouverte.execute(update(tables.morceaux).where(_tenu(morceau)).values(**fait, fini=fini))
    return True


def _lacher(
    ouverte: Connection,
    morceau: Morceau,
    pas_avant: float,
    dites: Mapping[str, str | None],
    **comptes: int,
) -> None:
    libre = {"etat": EtatMorceau.A_FAIRE.value, "bail": None, "ouvrier": None}
    ouverte.execute(
        update(tables.morceaux).where(_tenu(morceau)).values(**libre, **comptes, pas_avant=pas_avant, **dites)
    )
    if dites["dit"] is not None:
        _avancer(ouverte, morceau.travail.id, message=dites["dit"])


def _dite(erreur: str | None, origine: Origine, dit: str | None = None) -> dict[str, str | None]:
    return {"erreur": erreur, "origine": origine.value if erreur else None, "dit": dit or erreur}


def _ecarter(ouverte: Connection, travail: str, rang: int, dites: Mapping[str, str | None]) -> None:
    """Set a piece aside. Without its cutting or its conclusion, a job cannot end well."""
    ouverte.execute(
        update(tables.morceaux)
        .where(_m.travail == travail, _m.rang == rang)
        .values(etat=EtatMorceau.ECARTE.value, bail=None, **dites)
    )
    total = ouverte.execute(select(_t.total).where(_t.id == travail)).scalar()
    if rang in (DECOUPE, total):
        _terminer(ouverte, travail, Etat.ECHOUE, dites["dit"])
    else:
        _compter(ouverte, travail)


def _compter(ouverte: Connection, travail: str) -> None:
    """One more piece is over. The job's row is locked first: of two that end at once, the second sees the first."""
    _avancer(ouverte, travail, faits=_t.faits + 1)
    total = ouverte.execute(select(_t.total).where(_t.id == travail)).scalar_one()
    restent = select(func.count()).where(_m.travail == travail, _m.rang.between(0, total - 1), _m.etat.in_(_RESTENT))
    if not ouverte.execute(restent).scalar_one():
        ouverte.execute(insert(tables.morceaux), nouveau_morceau(travail, total))


def _avancer(ouverte: Connection, travail: str, **valeurs: object) -> None:
    ouverte.execute(update(tables.travaux).where(_t.id == travail).values(**valeurs, version=_t.version + 1))


def _terminer(ouverte: Connection, travail: str, etat: Etat, message: str | None, bilan: str | None = None) -> None:
    fin = maintenant().isoformat()
    _avancer(ouverte, travail, etat=etat.value, message=message, bilan=bilan, fini=fin)
