"""The sessions that a lot may print: filtered and counted in the query; those that somebody has chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, and_, case, delete, func, insert, literal, or_, select

from docgen.domain.papiers.pouvoir import Perimetre
from service.lots.tables import Lot, lire_lot
from service.sessions.etapes import ACCEPTE, Etape, SessionConnue
from service.sessions.repertoire import LUES, voulues
from service.socle import tables
from service.socle.donnees import Base

_ETAPES = (Etape.PRETE, Etape.EMISE, Etape.REMISE)
_ses, _res, _cho = tables.sessions.c, tables.restes.c, tables.choix.c
_SIENS = (_res.siret == _ses.siret, _res.session == _ses.session)
_RESTE = _res.attendus > _res.imprimes
PRETE = and_(
    _ses.depot.is_not(None),
    _ses.etat == ACCEPTE,
    or_(_ses.renvoi.is_(None), _ses.renvoi != _ses.depot),
    _ses.etape.in_([etape.value for etape in _ETAPES]),
)


class Filtre(BaseModel, frozen=True):
    """What is looked for among the sessions that are ready, as the form says it; ``tout``: printed already, too."""

    cherche: str = ""
    titre: str = ""
    centre: str = ""
    autorite: str = ""
    type: str = ""
    du: str = ""
    au: str = ""
    tout: str = ""

    @property
    def champs(self) -> dict[str, str]:
        """What it asks, by the names of the form."""
        return {nom: valeur for nom, ecrit in self.model_dump().items() if (valeur := ecrit.strip())}

    def conditions(self, perimetre: Perimetre) -> tuple[ColumnElement[bool], ...]:
        """The rows that it lets through."""
        conditions = [PRETE, *voulues(perimetre, cherche=self.cherche)]
        egales = ((self.titre, _ses.titre), (self.centre, _ses.siret), (self.autorite, _ses.autorite))
        conditions += (colonne == valeur for valeur, colonne in egales if valeur)
        if self.du:
            conditions.append(_ses.fin >= self.du)
        if self.au:
            conditions.append(_ses.debut <= self.au)
        if self.type or not self.tout:
            a_imprimer = select(_res.type).where(*_SIENS, _res.attendus > 0 if self.tout else _RESTE)
            conditions.append((a_imprimer.where(_res.type == self.type) if self.type else a_imprimer).exists())
        return tuple(conditions)


@dataclass(frozen=True, slots=True)
class Prete:
    """A session to print: how many documents of each type are left, who calls the lot that printed it last."""

    connue: SessionConnue
    restes: Mapping[str, int]
    lot: Lot | None = None
    choisie: bool = False


@dataclass(frozen=True, slots=True)
class Choisie:
    """A session of a lot in composition. ``depot`` was its latest when it was chosen; ``prete``: it still may go."""

    siret: str
    session: str
    depot: str
    connue: SessionConnue | None
    prete: bool

    @property
    def redeposee(self) -> bool:
        """True when another file came since it was chosen."""
        return self.connue is not None and self.connue.depot != self.depot


@dataclass(frozen=True, slots=True)
class Options:
    """What the filters propose: value, words, how many sessions."""

    titres: Sequence[tuple[str, str, int]] = ()
    centres: Sequence[tuple[str, str, int]] = ()
    autorites: Sequence[tuple[str, str, int]] = ()
    types: Sequence[tuple[str, str, int]] = ()


@dataclass(frozen=True, slots=True)
class Pretes:
    """The sessions that a lot may print, and those that one caller has chosen."""

    base: Base
    appelant: str
    perimetre: Perimetre

    def nombre(self, filtre: Filtre) -> int:
        """How many sessions a filter lets through."""
        conditions = filtre.conditions(self.perimetre)
        return int(self.base.valeur(select(func.count()).select_from(tables.sessions).where(*conditions)))

    def lister(self, filtre: Filtre, page: int, par_page: int) -> tuple[int, tuple[Prete, ...]]:
        """How many sessions a filter lets through; one page of them."""
        conditions = filtre.conditions(self.perimetre)
        requete = LUES.where(*conditions).order_by(_ses.debut.desc(), _ses.session, _ses.siret)
        with self.base.lecture() as ouverte:
            lignes = ouverte.execute(requete.limit(par_page).offset((page - 1) * par_page)).mappings()
            connues = [SessionConnue(**ligne) for ligne in lignes]
            ici = {(connue.siret, connue.session) for connue in connues}
            restes: dict[tuple[str, str], dict[str, int]] = {cle: {} for cle in ici}
            sues = select(_res.siret, _res.session, _res.type, _res.attendus - _res.imprimes)
            for siret, session, code, reste in ouverte.execute(
                sues.where(_RESTE, _res.session.in_([session for _, session in ici]))
            ):
                if (siret, session) in ici:
                    restes[siret, session][code] = reste
            lots = ouverte.execute(
                select(tables.lots).where(tables.lots.c.lot.in_([un.lot for un in connues if un.lot]))
            )
            nommes = {ligne["lot"]: lire_lot(ligne) for ligne in lots.mappings()}
            siennes = ouverte.execute(select(_cho.siret, _cho.session).where(self._siennes))
            choisies = {(siret, session) for siret, session in siennes}
        return self.nombre(filtre), tuple(
            Prete(un, restes[cle], nommes.get(un.lot or ""), cle in choisies)
            for un in connues
            for cle in [(un.siret, un.session)]
        )

    def options(self, intitule: Mapping[str, str]) -> Options:
        """What the filters propose, of all that is ready."""
        pretes = Filtre(tout="oui").conditions(self.perimetre)

        def valeurs(colonne: ColumnElement[str], mots: ColumnElement[str]) -> list[tuple[str, str, int]]:
            requete = select(colonne, func.max(mots), func.count()).where(*pretes).group_by(colonne)
            lues = ouverte.execute(requete.order_by(func.max(mots)))
            return [(valeur, dit or valeur, int(nombre)) for valeur, dit, nombre in lues if valeur]

        par_type = select(_res.type, func.sum(_res.attendus - _res.imprimes)).join(tables.sessions, and_(*_SIENS))
        with self.base.lecture() as ouverte:
            lues = ouverte.execute(par_type.where(_RESTE, *pretes).group_by(_res.type))
            sommes = {code: int(nombre) for code, nombre in lues}
            return Options(
                valeurs(_ses.titre, _ses.titre),
                valeurs(_ses.siret, _ses.centre),
                valeurs(_ses.autorite, _ses.autorite),
                [(code, mots, sommes[code]) for code, mots in intitule.items() if code in sommes],
            )

    def choisir(self, vues: Collection[str], cochees: Collection[str]) -> None:
        """Of the deposits that a page showed, those that were ticked are chosen, the others are not."""
        with self.base.ecriture() as ouverte:
            ici = select(_ses.session).where(
                _ses.siret == _cho.siret, _ses.session == _cho.session, _ses.depot.in_(vues)
            )
            ouverte.execute(delete(tables.choix).where(self._siennes, ici.exists()))
            ouverte.execute(self._entrer(_ses.depot.in_(set(cochees) & set(vues))))

    def tout_choisir(self, filtre: Filtre) -> None:
        """Choose every session that a filter lets through."""
        self.base.executer(self._entrer(*filtre.conditions(self.perimetre)))

    def vider(self) -> None:
        """Choose nothing any more."""
        self.base.executer(delete(tables.choix).where(self._siennes))

    def choisies(self) -> tuple[Choisie, ...]:
        """The sessions chosen, as they are now."""
        champs = {champ.name: _ses[champ.name] for champ in fields(SessionConnue)}
        siennes = (_cho.siret.label("s"), _cho.session.label("n"), _cho.depot.label("choisi"))
        memes = and_(_ses.siret == _cho.siret, _ses.session == _cho.session)
        requete = select(*siennes, case((PRETE, 1), else_=0).label("prete"), *champs.values())
        requete = requete.select_from(tables.choix.outerjoin(tables.sessions, memes)).where(self._siennes)
        with self.base.lecture() as ouverte:
            return tuple(
                Choisie(
                    ligne["s"],
                    ligne["n"],
                    ligne["choisi"],
                    SessionConnue(**{nom: ligne[nom] for nom in champs}) if ligne["statut"] is not None else None,
                    bool(ligne["prete"]),
                )
                for ligne in ouverte.execute(requete.order_by(_cho.siret, _cho.session)).mappings()
            )

    def compter(self) -> tuple[int, dict[str, tuple[int, int]]]:
        """How many sessions are chosen; of each type, how many documents are called for, and how many are left."""
        siens = and_(_res.siret == _cho.siret, _res.session == _cho.session)
        reste = func.sum(case((_RESTE, _res.attendus - _res.imprimes), else_=0))
        requete = select(_res.type, func.sum(_res.attendus), reste).join(tables.choix, siens)
        with self.base.lecture() as ouverte:
            nombre = ouverte.execute(select(func.count()).select_from(tables.choix).where(self._siennes)).scalar_one()
            types = ouverte.execute(requete.where(self._siennes, _res.attendus > 0).group_by(_res.type))
            return nombre, {code: (int(attendus), int(restent)) for code, attendus, restent in types}

    @property
    def _siennes(self) -> ColumnElement[bool]:
        return _cho.appelant == self.appelant

    def _entrer(self, *conditions: ColumnElement[bool]) -> Any:
        """The order that chooses the ready sessions that these conditions let through."""
        deja = select(_cho.session).where(self._siennes, _cho.siret == _ses.siret, _cho.session == _ses.session)
        ici = () if self.perimetre.siret is None else (_ses.siret == self.perimetre.siret,)
        lignes = select(literal(self.appelant), _ses.siret, _ses.session, _ses.depot)
        return insert(tables.choix).from_select(
            ["appelant", "siret", "session", "depot"], lignes.where(PRETE, *ici, *conditions, ~deja.exists())
        )
