"""Forget what the service keeps of a session, when somebody of it must be forgotten: deposits, sets, scans sent back.

All of the session goes, for each of these files names everybody in it. Volumes of lots are of many sessions: they go
with age, as first answers do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from docgen.fichiers.magasin import ouvrir_magasin
from docgen.registre.connexion import Connexion, lire_adresse
from docgen.variables import lire_configuration
from service.sessions.repertoire import oublier_les_depots
from service.socle import tables
from service.socle.donnees import SCHEMA, Base
from service.socle.variables_service import lire_configuration_service
from service.travaux.genre import dossier_de
from service.travaux.tables import Travail, lire_travail

RESTE = "Une personne a été oubliée : de cet envoi ne restent que les documents d’autres sessions."


@dataclass(frozen=True, slots=True)
class Oubli:
    """How many deposits and jobs went, with how many objects of the store; ``en_cours``: the jobs that are at work."""

    depots: int = 0
    travaux: int = 0
    objets: int = 0
    en_cours: int = 0


def oublier_une_session(session: str, siret: str) -> Oubli:
    """Forget what the service of these settings keeps of a session of a centre; nothing, where there is no service.

    What is of another centre stays, under the same identifier too; what nobody knows the centre of goes.

    Raises:
        RegistreIndisponible, FichiersIndisponibles: what was not done goes with age, as all that the service keeps.
    """
    connexion = Connexion.ouvrir(lire_adresse(lire_configuration().registre), "ecrire")
    try:
        with connexion.lecture() as ouverte:
            if SCHEMA.version_de(ouverte) is None:
                return Oubli()
        return _oublier(Base(connexion.moteur, "ecrire"), session, siret)
    finally:
        connexion.moteur.dispose()


def _oublier(base: Base, session: str, siret: str) -> Oubli:
    magasin = ouvrir_magasin(lire_configuration_service().fichiers)
    depots, livres, colonnes = tables.depots.c, tables.fichiers.c, tables.travaux.c
    with base.ecriture() as ouverte:
        concernes = list(_travaux(ouverte, session, siret))
        finis = [un for un in concernes if un.travail.etat.fini]
        siens = (depots.session == session, _est_de(depots.siret, siret))
        cles = set(ouverte.execute(select(depots.cle).where(*siens)).scalars())
        partis = ouverte.execute(delete(tables.depots).where(*siens)).rowcount
        oublier_les_depots(ouverte)
        for un in finis:
            cles |= set(_cles(un.travail.parametres))
            a_elle = (livres.travail == un.travail.id, livres.nom.not_in([reste["fichier"] for reste in un.restent]))
            cles |= set(ouverte.execute(select(livres.cle).where(*a_elle)).scalars())
            ouverte.execute(delete(tables.fichiers).where(*a_elle))
            if un.restent:
                ouverte.execute(update(tables.travaux).where(colonnes.id == un.travail.id).values(un.allege()))
            else:
                ouverte.execute(delete(tables.morceaux).where(tables.morceaux.c.travail == un.travail.id))
                ouverte.execute(delete(tables.travaux).where(colonnes.id == un.travail.id))
        gardees = _encore_nommees(ouverte)
    cles |= {fiche.cle for un in finis for fiche in magasin.lister(dossier_de(un.travail.id))}
    cles -= gardees
    for cle in sorted(cles):
        magasin.effacer(cle)
    return Oubli(partis, len(finis), len(cles), len(concernes) - len(finis))


def _est_de(colonne: ColumnElement[str | None], siret: str) -> ColumnElement[bool]:
    return or_(colonne == siret, colonne.is_(None))


@dataclass(frozen=True, slots=True)
class _Concerne:
    """A job where something of the session is; ``restent``: the documents that it delivered of other sessions."""

    travail: Travail
    restent: Sequence[Mapping[str, Any]] = ()

    def allege(self) -> dict[str, str]:
        """What its row says from now on: these documents and nothing else of what was scanned with them."""
        parametres = {**self.travail.parametres, "fichiers": [], "choix": []}
        bilan = dict.fromkeys(self.travail.bilan or (), ()) | {"documents": self.restent, "message": RESTE}
        return {"parametres": json.dumps(parametres), "bilan": json.dumps(bilan, ensure_ascii=False)}


def _travaux(ouverte: Connection, session: str, siret: str) -> Iterator[_Concerne]:
    """The jobs for that session alone, and the scans where a document of it was found."""
    colonnes = tables.travaux.c
    siens = and_(colonnes.session == session, _est_de(colonnes.siret, siret))
    for ligne in ouverte.execute(select(tables.travaux).where(or_(siens, colonnes.genre == "retours"))).mappings():
        travail = lire_travail(ligne)
        documents = (travail.bilan or {}).get("documents", ()) if travail.genre == "retours" else ()
        restent = [un for un in documents if (un["session"], un["siret"]) != (session, siret)]
        if travail.genre != "retours" or len(restent) < len(documents):
            yield _Concerne(travail, restent)


def _encore_nommees(ouverte: Connection) -> set[str]:
    """What sends of scans still name, or have delivered; one file, sent twice, is kept once."""
    colonnes, retours = tables.travaux.c, tables.travaux.c.genre == "retours"
    nommees = ouverte.execute(select(colonnes.parametres).where(retours)).scalars()
    livrees = (
        select(tables.fichiers.c.cle).join(tables.travaux, colonnes.id == tables.fichiers.c.travail).where(retours)
    )
    cles = {cle for parametres in nommees for cle in _cles(json.loads(parametres))}
    return cles | set(ouverte.execute(livrees).scalars())


def _cles(parametres: Mapping[str, Any]) -> Iterator[str]:
    """Where the store keeps what came with a job."""
    charge = parametres.get("charge")
    for donnee in (*((charge,) if charge else ()), *parametres.get("fichiers", ())):
        yield donnee["cle"]
