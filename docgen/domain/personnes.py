"""The people of a session: candidates, jurors, invigilators, the responsable de session."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from datetime import date, time
from enum import Enum, StrEnum

from docgen.domain.habilitation import Habilitation
from docgen.domain.resultat import Resultat


class Civilite(Enum):
    """How a person is addressed: each civility is read here, and only here."""

    MONSIEUR = "M."
    MADAME = "Mme"
    INCONNUE = ""

    @classmethod
    def lire(cls, texte: str | None) -> Civilite:
        """``M``, ``M.``, ``Monsieur``, ``MME``, ``Mme``, ``Madame``… in any case; anything else is not known."""
        return _CIVILITES.get((texte or "").casefold().replace(".", "").strip(), cls.INCONNUE)

    def accorder(self, masculin: str, feminin: str, neutre: str) -> str:
        """The words that agree with the person; ``neutre`` where nothing is known."""
        return {Civilite.MONSIEUR: masculin, Civilite.MADAME: feminin}.get(self, neutre)


_CIVILITES = {
    "m": Civilite.MONSIEUR,
    "mr": Civilite.MONSIEUR,
    "monsieur": Civilite.MONSIEUR,
    "mme": Civilite.MADAME,
    "madame": Civilite.MADAME,
    "mlle": Civilite.MADAME,
    "mademoiselle": Civilite.MADAME,
}


@dataclass(frozen=True, slots=True)
class Adresse:
    """A postal address."""

    ligne1: str
    commune: str
    ligne2: str | None = None
    code_postal: str | None = None
    pays: str = "FRANCE"


@dataclass(frozen=True, slots=True)
class Naissance:
    """Birth: date and place. A place is free text (old communes, foreign places)."""

    date: datetime.date
    commune: str
    code_postal: str | None = None
    pays: str = "FRANCE"


class Voie(StrEnum):
    """The route by which a candidate comes to the exam."""

    FORMATION = "FORMATION"
    APPRENTISSAGE = "APPRENTISSAGE"
    VAE = "VAE"
    CAPITALISATION = "CAPITALISATION"


@dataclass(frozen=True, slots=True)
class Candidat:
    """A candidate. ``id`` is opaque. ``heure_convocation`` and ``date_convocation`` are custom (CONV-02)."""

    id: str
    nom: str
    prenoms: str
    naissance: Naissance
    civilite: str | None = None
    nom_usage: str | None = None
    courriel: str | None = None
    adresse: Adresse | None = None
    voie: Voie = Voie.FORMATION
    sessions_12_mois: int = 0
    ccp_anterieurs: tuple[str, ...] = ()
    heure_convocation: time | None = None
    date_convocation: date | None = None
    resultat: Resultat | None = None


@dataclass(frozen=True, slots=True)
class Jure:
    """A juror and the habilitations that he holds."""

    id: str
    nom: str
    prenom: str
    civilite: str | None = None
    qualite: str | None = None
    telephone_pro: str | None = None
    telephone_perso: str | None = None
    courriel: str | None = None
    adresse: Adresse | None = None
    heure_convocation: time | None = None
    habilitations: tuple[Habilitation, ...] = ()


@dataclass(frozen=True, slots=True)
class Surveillant:
    """An invigilator."""

    id: str
    nom: str
    prenom: str
    civilite: str | None = None
    heure_convocation: time | None = None


Convocable = Candidat | Jure | Surveillant


class RoleResponsable(StrEnum):
    """Where the responsable de session stands on the agrément (note 1.9.6, guide §5)."""

    TITULAIRE = "TITULAIRE"
    SUPPLEANT = "SUPPLEANT"
    HORS_AGREMENT = "HORS_AGREMENT"


@dataclass(frozen=True, slots=True)
class Responsable:
    """The responsable de session. Which parts must be given depends on the role (RESP-02)."""

    role: RoleResponsable | None = None
    civilite: str | None = None
    nom: str | None = None
    prenom: str | None = None
    telephone: str | None = None
    courriel: str | None = None
