"""What is measured besides calls: jobs and who makes them, connections, children, backups, witness, version.

Read when Prometheus asks, from the tables: whichever process answers says the same of what all share. What the database
does not tell is left out, and Prometheus sees it missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import ColumnElement, QueuePool, Select, and_, case, func, select

from docgen import __version__
from docgen.errors import DocgenError, Origine
from docgen.registre import tables as tables_du_registre
from service.contexte import Services
from service.socle import tables
from service.socle.donnees import maintenant
from service.travaux.morceaux import instant_de_la_base
from service.travaux.presence import ouvriers_vivants
from service.travaux.tables import Etat, EtatMorceau

HEURE_S = 3600.0
MORCEAUX = (
    ("docgen_morceaux_restants", "Morceaux à faire ou en cours"),
    ("docgen_ouvriers_occupes", "Morceaux que des ouvriers vivants tiennent"),
)
ECHECS = (  # each told by whose trouble it was: the machine's, a session's, Docgen's
    ("docgen_morceaux_repris", "Morceaux qui restent, dont une tentative a échoué"),
    ("docgen_morceaux_ecartes", "Morceaux abandonnés, de travaux encore gardés"),
)
_t, _m = tables.travaux.c, tables.morceaux.c
_VIVANT = _t.etat.in_((Etat.EN_ATTENTE.value, Etat.EN_COURS.value))
_RESTE = and_(_VIVANT, _m.etat.in_((EtatMorceau.A_FAIRE.value, EtatMorceau.EN_COURS.value)))


def mesurer(services: Services) -> Iterator[Metric]:
    """Every measure, each with its French sentence."""
    yield _version()
    yield from _connexions(services)
    yield _jauge(
        "docgen_rendus_places",
        "Enfants qui rendent ce que l’on attend, dans ce processus",
        services.equipe.places.nombre,
    )
    yield _jauge("docgen_rendus_libres", "Ceux qui sont libres", services.equipe.places.libres)
    for nom, (phrase, valeur) in services.surveillance.mesures().items():
        yield _jauge(nom, phrase, valeur)
    try:
        yield from _travaux(services)
        yield from _sauvegarde(services)
    except DocgenError:
        return


def _jauge(nom: str, phrase: str, valeur: float) -> Metric:
    return GaugeMetricFamily(nom, phrase, value=valeur)


def _version() -> Metric:
    schemas = {"registre": tables_du_registre.VERSION, "service": tables.VERSION}
    mesure = GaugeMetricFamily("docgen_version", "La version qui tourne, et ses schémas", labels=["version", *schemas])
    mesure.add_metric([__version__, *schemas.values()], 1)
    return mesure


def _connexions(services: Services) -> Iterator[Metric]:
    """The pools of this process, one for the register and one for the service's tables."""
    mesure = GaugeMetricFamily("docgen_connexions", "Connexions à la base, dans ce processus", labels=["pour", "etat"])
    moteurs = {"registre": services.atelier.registre.connexion.moteur, "service": services.base.moteur}
    for pour, moteur in moteurs.items():
        if isinstance(moteur.pool, QueuePool):
            mesure.add_metric([pour, "prises"], moteur.pool.checkedout())
            mesure.add_metric([pour, "libres"], moteur.pool.checkedin())
    yield mesure


def _travaux(services: Services) -> Iterator[Metric]:
    with services.base.lecture() as ouverte:
        instant = instant_de_la_base(ouverte)
        premier = ouverte.execute(select(func.min(_t.cree)).where(_t.etat == Etat.EN_ATTENTE.value)).scalar()
        comptes = ouverte.execute(select(*_comptes(instant)).join(tables.travaux, _t.id == _m.travail)).one()
        echecs = {ligne.origine: ligne[1:] for ligne in ouverte.execute(_echecs())}
        duree = ouverte.execute(select(func.avg(_m.fini - _m.pris)).where(_m.fini > instant - HEURE_S)).scalar()
    par_etat = GaugeMetricFamily("docgen_travaux", "Travaux par état", labels=["etat"])
    for etat, nombre in services.travaux.carnet.compter().items():
        par_etat.add_metric([etat], nombre)
    yield par_etat
    age = instant - datetime.fromisoformat(premier).timestamp() if premier else 0.0
    yield _jauge("docgen_file_age_secondes", "Depuis quand attend le plus ancien travail", max(0.0, age))
    for (nom, phrase), nombre in zip(MORCEAUX, comptes, strict=True):
        yield _jauge(nom, phrase, nombre or 0)
    for rang, (nom, phrase) in enumerate(ECHECS):
        par_origine = GaugeMetricFamily(nom, phrase, labels=["origine"])
        for origine in Origine:
            par_origine.add_metric([origine], echecs.get(origine, (0, 0))[rang])
        yield par_origine
    yield _jauge("docgen_ouvriers", "Morceaux que les ouvriers en vie font à la fois", ouvriers_vivants(services.base))
    if duree is not None:
        yield _jauge("docgen_morceau_duree_secondes", "Durée moyenne d’un morceau, sur une heure", float(duree))


def _comptes(instant: float) -> tuple[ColumnElement[int], ...]:
    """One sum for each of :data:`MORCEAUX`."""
    return _combien(_RESTE), _combien(and_(_VIVANT, _m.etat == EtatMorceau.EN_COURS.value, _m.bail > instant))


def _echecs() -> Select[tuple[str, int, int]]:
    """One sum for each of :data:`ECHECS`, by whose trouble it was."""
    sommes = _combien(_RESTE).label("repris"), _combien(_m.etat == EtatMorceau.ECARTE.value).label("ecartes")
    requete = select(_m.origine, *sommes).join(tables.travaux, _t.id == _m.travail)
    return requete.where(_m.origine.is_not(None)).group_by(_m.origine)


def _combien(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _sauvegarde(services: Services) -> Iterator[Metric]:
    derniere = services.audit.derniere_sauvegarde()
    if derniere is not None:
        age = (maintenant() - derniere).total_seconds()
        yield _jauge("docgen_sauvegarde_age_secondes", "Âge de la dernière sauvegarde réussie", age)
