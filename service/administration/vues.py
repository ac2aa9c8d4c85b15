"""What the administrator reads: the year in figures, what waits, who has access, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docgen.documents import catalogue
from docgen.domain.papiers.papier import GenrePapier
from docgen.domain.papiers.pouvoir import PARTOUT
from docgen.domain.papiers.stock import BilanStock
from docgen.domain.referentiels.calendrier import MOIS
from docgen.domain.referentiels.departements import departement
from docgen.usecases.tenue.statistiques import Statistiques, statistiques
from service.contexte import Services
from service.sessions.etapes import BADGES, Etape
from service.travaux.tables import Etat

DIPLOMES = (GenrePapier.PARCHEMIN.value, GenrePapier.LIVRET.value)
_COURTS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
LARGEUR, HAUTEUR = 720, 200  # of a chart, in its own units


@dataclass(frozen=True, slots=True)
class Barre:
    """A bar of a chart: ``court`` under it, ``valeur`` above; its place in units of the chart, from its top left."""

    nom: str
    court: str
    valeur: int
    x: float
    y: float
    largeur: float
    hauteur: float


@dataclass(frozen=True, slots=True)
class Compte:
    """A line of figures; ``part`` is its share of the greatest, in percents."""

    nom: str
    nombre: int
    part: int
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class TableauDeBord:
    """What the dashboard shows of a day."""

    depuis: date
    jusqua: date
    diplomes: int
    documents: int
    barres: Sequence[Barre]
    par_autorite: Sequence[Compte]
    par_type: Sequence[Compte]
    etapes: Sequence[Compte]
    refus: Sequence[Compte]
    a_remettre: int
    stocks: Sequence[BilanStock]
    en_attente: int
    attente_s: float
    echecs: int


def tableau_de_bord(services: Services, jour: date) -> TableauDeBord:
    """The figures of the twelve months that end on a day, and of what waits now."""
    registre, carnet = services.atelier.registre, services.travaux.carnet
    services.sessions.actualiser(registre)
    annee = statistiques(jour, services.atelier)
    diplomes, etapes, attente = annee.de_types(*DIPLOMES), services.sessions.compter(PARTOUT), carnet.attente()
    return TableauDeBord(
        depuis=annee.depuis,
        jusqua=annee.jusqua,
        diplomes=diplomes.total,
        documents=annee.total,
        barres=_barres(diplomes),
        par_autorite=_comptes({_autorite(lieu): nombre for lieu, nombre in diplomes.par("departement").items()}),
        par_type=_comptes({_intitule(code): nombre for code, nombre in annee.par("type").items()}),
        etapes=_comptes(
            {BADGES[etape][1]: nombre for etape, nombre in etapes.items()},
            [f"/sessions?etape={etape}" for etape in Etape],
        ),
        refus=_comptes(dict(services.sessions.refus().most_common()), adresse="/aide/regles#{}"),
        a_remettre=services.sessions.a_remettre(),
        stocks=registre.stocks(),
        en_attente=attente.travaux,
        attente_s=attente.depuis_s,
        echecs=carnet.compter().get(Etat.ECHOUE.value, 0),
    )


def _barres(diplomes: Statistiques) -> list[Barre]:
    """One bar a month; the tallest takes the height."""
    nombres = {mois: diplomes.du_mois(mois).total for mois in diplomes.mois}
    pas, plus_grand = LARGEUR / len(nombres), max(nombres.values()) or 1
    hauteurs = {mois: nombre / plus_grand * HAUTEUR for mois, nombre in nombres.items()}
    return [
        Barre(
            f"{MOIS[_rang(mois)]} {mois[:4]}",
            _COURTS[_rang(mois)],
            nombre,
            rang * pas + pas * 0.15,
            HAUTEUR - hauteurs[mois],
            pas * 0.7,
            hauteurs[mois],
        )
        for rang, (mois, nombre) in enumerate(nombres.items())
    ]


def _rang(mois: str) -> int:
    """Of a month of the year, from 0: ``2026-11`` is the tenth."""
    return int(mois[5:]) - 1


def _comptes(nombres: dict[str, int], adresses: Sequence[str] = (), adresse: str = "") -> list[Compte]:
    plus_grand = max(nombres.values(), default=0) or 1
    lieux = adresses or [adresse.format(nom) for nom in nombres]
    return [
        Compte(nom, nombre, round(nombre / plus_grand * 100), lieu)
        for (nom, nombre), lieu in zip(nombres.items(), lieux, strict=True)
    ]


def _autorite(code: str) -> str:
    connu = departement(code)
    return f"{connu.nom} ({code})" if connu else code


def _intitule(code: str) -> str:
    connu = catalogue().get(code)
    return connu.intitule if connu else code
