"""Forget what the service keeps of a session, when somebody of it must be forgotten: deposits, sets, scans sent back.

All of the session goes, for each of these files names everybody in it. Volumes of lots are of many sessions: they go
with age, as first answers do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, or_, select

from docgen.fichiers import ouvrir_magasin
from docgen.registre.connexion import Connexion, lire_adresse
from docgen.variables import lire_configuration
from service.sessions.repertoire import oublier_les_depots
from service.socle import tables
from service.socle.donnees import SCHEMA, Base
from service.socle.variables_service import lire_configuration_service
from service.travaux.genre import dossier_de
from service.travaux.tables import Travail, lire_travail


@dataclass(frozen=True, slots=True)
class Oubli:
    """How many deposits and jobs went, with how many objects of the store; ``en_cours``: the jobs that are at work."""

    depots: int = 0
    travaux: int = 0
    objets: int = 0
    en_cours: int = 0


def oublier_une_session(session: str) -> Oubli:
    """Forget what the service of these settings keeps of a session; nothing, where there is no service.

    Raises:
        RegistreIndisponible, FichiersIndisponibles: what was not done goes with age, as all that the service keeps.
    """
    connexion = Connexion.ouvrir(lire_adresse(lire_configuration().registre), "ecrire")
    try:
        with connexion.lecture() as ouverte:
            if SCHEMA.version_de(ouverte) is None:
                return Oubli()
        return _oublier(Base(connexion.moteur, "ecrire"), session)
    finally:
        connexion.moteur.dispose()


def _oublier(base: Base, session: str) -> Oubli:
    magasin = ouvrir_magasin(lire_configuration_service().fichiers)
    depots, travaux = tables.depots.c, tables.travaux.c
    with base.ecriture() as ouverte:
        concernes = list(_travaux(ouverte, session))
        finis = [un for un in concernes if un.etat.fini]
        idents = [un.id for un in finis]
        cles = set(ouverte.execute(select(depots.cle).where(depots.session == session)).scalars())
        cles |= {cle for un in finis for cle in _cles(un.parametres)}
        livres = select(tables.fichiers.c.cle).where(tables.fichiers.c.travail.in_(idents))
        cles |= set(ouverte.execute(livres).scalars())
        partis = ouverte.execute(delete(tables.depots).where(depots.session == session)).rowcount
        oublier_les_depots(ouverte)
        for table in (tables.fichiers, tables.morceaux):
            ouverte.execute(delete(table).where(table.c.travail.in_(idents)))
        ouverte.execute(delete(tables.travaux).where(travaux.id.in_(idents)))
    cles |= {fiche.cle for ident in idents for fiche in magasin.lister(dossier_de(ident))}
    for cle in sorted(cles):
        magasin.effacer(cle)
    return Oubli(partis, len(finis), len(cles), len(concernes) - len(finis))


def _travaux(ouverte: Connection, session: str) -> Iterator[Travail]:
    """The jobs for that session alone, and the scans where a document of it was found."""
    colonnes = tables.travaux.c
    requete = select(tables.travaux).where(or_(colonnes.session == session, colonnes.genre == "retours"))
    for ligne in ouverte.execute(requete).mappings():
        travail = lire_travail(ligne)
        documents = (travail.bilan or {}).get("documents", ())
        if travail.session == session or any(document["session"] == session for document in documents):
            yield travail


def _cles(parametres: Mapping[str, Any]) -> Iterator[str]:
    """Where the store keeps what came with a job."""
    charge = parametres.get("charge")
    for donnee in (*((charge,) if charge else ()), *parametres.get("fichiers", ())):
        yield donnee["cle"]
