"""Every figure of the rule book, dated and sourced: a rule holds no literal.

A value changes with the regulation, so a parameter is a list of (from this day on, value). Reading one asks for
a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Generic, TypeVar

Valeur = TypeVar("Valeur")
ORIGINE = date.min


@dataclass(frozen=True, slots=True)
class Parametre(Generic[Valeur]):
    """A figure of the regulation: what it is, where it comes from, its values by date of effect, oldest first."""

    intitule: str
    unite: str
    source: str
    valeurs: tuple[tuple[date, Valeur], ...]

    def au(self, jour: date) -> Valeur:
        """The value in force on that day."""
        return [valeur for effet, valeur in self.valeurs if effet <= jour][-1]


def _toujours(intitule: str, unite: str, source: str, valeur: Valeur) -> Parametre[Valeur]:
    return Parametre(intitule, unite, source, ((ORIGINE, valeur),))


HEURE_PAR_DEFAUT = _toujours("Heure de convocation par défaut", "heure", "note CERES 1.2", time(8, 0))
PROLONGATION = _toujours("Prolongation d'un titre échu, cas général", "mois", "note CERES 1.9 §4", 12)
PROLONGATION_CFA_CRP = _toujours("Prolongation d'un titre échu, CFA et CRP", "mois", "note CERES 1.2", 24)
PROLONGATION_JURES = _toujours("Report de la fin d'habilitation alignée sur le titre", "mois", "note CERES 1.2", 24)
JURES_MINIMUM = _toujours("Jurés signataires", "personnes", "règlement général du 8 décembre 2008, §3.1", 2)
PREAVIS_TITRE = _toujours("Préavis de convocation, session TITRE", "mois", "guide AFPAR §6", 1)
PREAVIS_CCP_CCS = _toujours("Préavis de convocation, session CCP ou CCS", "jours", "guide AFPAR §6", 15)
DELAI_REMISE = _toujours("Remise du formulaire après réception des papiers", "mois", "guide AFPAR §11", 2)
REPRESENTATION = _toujours("Nouvelle présentation sans nouvelle formation", "mois", "arrêté du 22 décembre 2015", 12)
RECOURS = _toujours("Délai de recours contentieux", "mois", "code de justice administrative, art. R. 421-1", 2)
REPORT_APRES_AGREMENT = _toujours("Report d'une session après la fin de l'agrément", "mois", "guide AFPAR §2", 12)
JURES_ECHUS_MONTRES = _toujours("Juré échu encore montré en prolongation", "mois", "note CERES 1.9.6", 6)
ANCIENNETE_JURE = _toujours("Dernier exercice de l'emploi avant l'habilitation", "mois", "note CERES 1.7.1", 60)
INSCRIPTION_VAE = _toujours("Inscription d'un candidat VAE avant la session", "jours", "note CERES 1.7.1", 30)
SESSIONS_MAXIMUM = _toujours("Sessions avec entretien final sur une année", "sessions", "note CERES 1.7.1, cas 2", 3)
CONFINEMENT = _toujours("Début du confinement de 2020", "date", "note CERES 1.9 §1 et §2", date(2020, 3, 17))
REPORT_2020_DU = _toujours("Premier début de session reporté en 2020", "date", "note CERES 1.9 §2", date(2020, 1, 1))
REPORT_2020_AU = _toujours("Dernier début de session reporté en 2020", "date", "note CERES 1.9 §2", date(2020, 5, 31))
REPORT_2020_FIN = _toujours("Fin des sessions reportées en 2020", "date", "note CERES 1.9 §2", date(2020, 8, 24))
URGENCE_DU = _toujours("Début de l'état d'urgence sanitaire de 2020", "date", "note CERES 1.9 §4", date(2020, 3, 24))
URGENCE_AU = _toujours("Fin de l'état d'urgence sanitaire de 2020", "date", "note CERES 1.9 §4", date(2020, 7, 10))
AGE_MAXIMUM = _toujours("Âge d'un candidat au premier jour de la session", "mois", "déduit de la note CERES 1.2", 1320)
NIVEAU_CHIFFRE = Parametre(
    "Niveau du titre écrit en chiffres (3 à 8) plutôt qu'en I à V, selon la date de l'arrêté",
    "oui ou non",
    "décret n° 2019-14 du 8 janvier 2019",
    ((ORIGINE, False), (date(2019, 1, 1), True)),
)
SERVICES_OTE = Parametre(
    "Services de l'organisation territoriale de l'État (DREETS, DRIEETS, DEETS, DDETS) au lieu des DIRECCTE et des UD",
    "oui ou non",
    "décret n° 2020-1545 du 9 décembre 2020 ; note CERES 1.9.6",
    ((ORIGINE, False), (date(2021, 4, 1), True)),
)
