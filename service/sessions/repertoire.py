"""The directory of sessions: one row each, kept up to date from deposits and from the register, listed and counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, select, update

from docgen.domain.papiers.pouvoir import Perimetre
from docgen.domain.regles.vocabulaire import Gravite
from docgen.domain.session import StatutSession
from docgen.registre.avancement import Avancement
from docgen.registre.consultation import Consultation
from service.lots import restes
from service.sessions.etapes import Etape, Fiche, SessionConnue, cherchable
from service.socle import tables
from service.socle.donnees import Base, poser

_colonnes = tables.sessions.c
_CHAMPS = tuple(champ.name for champ in fields(SessionConnue))
_DE_LA_FICHE = tuple(champ.name for champ in fields(Fiche) if champ.name in _CHAMPS)
LUES = select(*(_colonnes[nom] for nom in _CHAMPS))
_DU_REGISTRE = ("attestee", "renvoi", "numerotes", "sans_numero", "remis", "annules", "lot")
_VIDE: Mapping[str, Any] = {
    "depot": None,
    "etat": None,
    "renvoi": None,
    "attestee": False,
    "lot": None,
    **dict.fromkeys(("numerotes", "sans_numero", "remis", "annules"), 0),
}


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The sessions that the service knows, by their deposits or by the register."""

    base: Base

    def actualiser(self, registre: Consultation) -> None:
        """Learn what was written in the register since the last time, whoever wrote it.

        Raises:
            RegistreIndisponible: the database does not answer.
        """
        with self.base.lecture() as ouverte:
            depuis = ouverte.execute(select(func.max(_colonnes.rang))).scalar() or 0
            neuves = {
                (ligne.siret, ligne.session)
                for ligne in ouverte.execute(select(_colonnes.siret, _colonnes.session).where(_colonnes.rang.is_(None)))
            }
        rang, sues = registre.avancements(depuis, sorted({session for _, session in neuves}))
        if not sues and not neuves:
            return
        with self.base.ecriture() as ouverte:
            for sue in sues:
                _apprendre(ouverte, sue, rang)
            for siret, session in neuves - {(sue.siret, sue.session) for sue in sues}:
                ouverte.execute(update(tables.sessions).where(*_ici(siret, session)).values(rang=rang))
            ouverte.execute(
                delete(tables.sessions).where(_colonnes.depot.is_(None), ~_colonnes.attestee, _colonnes.numerotes == 0)
            )
            restes.oublier(ouverte)

    def lire(self, siret: str, session: str) -> SessionConnue | None:
        """A session, or ``None``."""
        ligne = self.base.ligne(LUES.where(*_ici(siret, session)))
        return SessionConnue(**ligne) if ligne else None

    def juger(self, connue: SessionConnue, etat: str) -> SessionConnue:
        """What the rules say of its latest deposit today: days pass, and what the State attests changes it."""
        if etat == connue.etat:
            return connue
        jugee = replace(connue, etat=etat)
        valeurs = {"etat": etat, "etape": jugee.etape.value}
        self.base.executer(update(tables.sessions).where(*_ici(connue.siret, connue.session)).values(valeurs))
        return jugee

    def lister(
        self, perimetre: Perimetre, etapes: Collection[Etape] = (), cherche: str = "", page: int = 1, par_page: int = 50
    ) -> tuple[int, tuple[SessionConnue, ...]]:
        """How many sessions there are in these stages, that a search finds; one page of them."""
        conditions = voulues(perimetre, etapes, cherche)
        requete = LUES.where(*conditions).order_by(_colonnes.debut.desc(), _colonnes.session, _colonnes.siret)
        nombre, lignes = self.base.page(requete, page, par_page)
        return nombre, tuple(SessionConnue(**ligne) for ligne in lignes)

    def compter(self, perimetre: Perimetre) -> dict[Etape, int]:
        """How many sessions are in each stage."""
        requete = select(_colonnes.etape, func.count()).where(*voulues(perimetre)).group_by(_colonnes.etape)
        comptes = self.base.comptes(requete)
        return {etape: comptes.get(etape, 0) for etape in Etape}

    def a_remettre(self, perimetre: Perimetre) -> dict[str, int]:
        """How many numbered papers are not collected, by the day on which their form is due; no day: not known."""
        restent = func.sum(_colonnes.numerotes - _colonnes.remis)
        requete = (
            select(_colonnes.remise_due, restent)
            .where(*voulues(perimetre), _colonnes.numerotes > _colonnes.remis)
            .group_by(_colonnes.remise_due)
            .order_by(_colonnes.remise_due)
        )
        return self.base.comptes(requete)

    def refus(self, perimetre: Perimetre) -> Counter[str]:
        """How many sessions, among those to correct, each rule refuses."""
        requete = (
            select(tables.depots.c.rapport)
            .join(tables.sessions, tables.sessions.c.depot == tables.depots.c.id)
            .where(*voulues(perimetre, (Etape.A_CORRIGER,)))
        )
        rapports = (json.loads(ligne["rapport"]) for ligne in self.base.lignes(requete))
        return Counter(regle for rapport in rapports for regle in _regles_qui_refusent(rapport))


def _regles_qui_refusent(rapport: Mapping[str, Any]) -> set[str]:
    fautes = (faute for ligne in rapport["types"] if ligne["appele"] for faute in ligne["manquements"])
    return {str(faute["regle"]) for faute in fautes if faute["gravite"] == Gravite.BLOQUANT.value}


def noter(ouverte: Connection, siret: str, session: str, depot: str, etat: str, fiche: Fiche | None) -> None:
    """A deposit came: what it says of its session takes the place of what was known, unless it cannot be read."""
    connue = _lire(ouverte, siret, session)
    dit = _dit(fiche) if fiche else {} if connue else _dit(Fiche(recherche=cherchable(session)))
    ligne = {**(asdict(connue) if connue else _VIDE), **dit, "siret": siret, "session": session}
    _ecrire(ouverte, {**ligne, "depot": depot, "etat": etat, "rang": None})
    if fiche:
        restes.attendre(ouverte, siret, session, fiche.documents)


def _dit(fiche: Fiche) -> dict[str, Any]:
    return {champ.name: getattr(fiche, champ.name) for champ in fields(fiche) if champ.name != "documents"}


def oublier_les_depots(ouverte: Connection) -> None:
    """What was known by deposits that are no more goes with them; the register will be asked again."""
    gardes = select(tables.depots.c.id)
    partis = and_(_colonnes.depot.is_not(None), _colonnes.depot.not_in(gardes))
    ouverte.execute(update(tables.sessions).where(partis).values(depot=None, etat=None, recherche="", rang=None))


def _apprendre(ouverte: Connection, sue: Avancement, rang: int) -> None:
    """Write what the register knows of a session; where no deposit tells more, its facts and its people too."""
    connue = _lire(ouverte, sue.siret, sue.session)
    dit: dict[str, Any] = {} if connue and connue.depot else _dit(_fiche_du_registre(sue, connue))
    ligne = {**(asdict(connue) if connue else _VIDE), **dit, "siret": sue.siret, "session": sue.session, "rang": rang}
    comptes = {nom: getattr(sue, nom) for nom in _DU_REGISTRE}
    restes.imprimer(ouverte, sue.siret, sue.session, sue.imprimes)
    _ecrire(ouverte, {**ligne, **comptes})


def _fiche_du_registre(sue: Avancement, connue: SessionConnue | None) -> Fiche:
    faits = sue.faits
    noms = (f"{un.get('nom', '')} {un.get('nom_usage') or ''} {un.get('prenoms', '')}" for un in sue.personnes)
    fiche = Fiche(statut=StatutSession.VALIDEE.value, attendus=sue.numerotes)
    if connue is not None:
        fiche = Fiche(**{nom: getattr(connue, nom) for nom in _DE_LA_FICHE})
    titre = str(faits.get("libelle_titre") or faits.get("libelle") or fiche.titre)
    return replace(
        fiche,
        titre=titre,
        debut=str(faits.get("debut") or fiche.debut),
        fin=str(faits.get("fin") or fiche.fin),
        candidats=len(sue.personnes) or fiche.candidats,
        recherche=cherchable(sue.session, str(faits.get("titre", "")), titre, fiche.centre, *noms),
    )


def _ecrire(ouverte: Connection, ligne: dict[str, Any]) -> None:
    etape = SessionConnue(**{nom: ligne[nom] for nom in _CHAMPS}).etape
    valeurs = {**ligne, "etape": etape.value}
    poser(ouverte, tables.sessions, {"recherche": "", **valeurs}, valeurs.keys() - {"siret", "session"})


def _lire(ouverte: Connection, siret: str, session: str) -> SessionConnue | None:
    ligne: RowMapping | None = ouverte.execute(LUES.where(*_ici(siret, session))).mappings().first()
    return SessionConnue(**ligne) if ligne else None


def _ici(siret: str, session: str) -> tuple[ColumnElement[bool], ...]:
    return _colonnes.siret == siret, _colonnes.session == session


def voulues(perimetre: Perimetre, etapes: Collection[Etape] = (), cherche: str = "") -> tuple[ColumnElement[bool], ...]:
    """The rows of a list: all that it shows is in the query, never sorted out after."""
    conditions: list[ColumnElement[bool]] = [] if perimetre.siret is None else [_colonnes.siret == perimetre.siret]
    if etapes:
        conditions.append(_colonnes.etape.in_([etape.value for etape in etapes]))
    conditions += (_colonnes.recherche.contains(mot, autoescape=True) for mot in cherchable(cherche).split())
    return tuple(conditions)
