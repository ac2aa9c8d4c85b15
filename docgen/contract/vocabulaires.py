"""Closed vocabularies: each word as CERES says it, and nothing guessed.

A word is read in any case, without its accents, with a space for an underscore, and in the spellings that the table
of its vocabulary adds: the feminine, and those of the notes. Anything else is refused with every word listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from docgen.contract.genres import Genre, en_texte, refus
from docgen.contract.messages import remede_du_choix
from docgen.domain.agrement import DecisionAgrement, StatutAgrement, TypeCentre
from docgen.domain.habilitation import Action, Portee, StatutHabilitation
from docgen.domain.personnes import RoleResponsable, Voie
from docgen.domain.report import Profil
from docgen.domain.resultat import Decision, Presence
from docgen.domain.session import STATUTS_EN_CLAIR, StatutSession, TypeSession

MOT_MAX = 60
_ACCENTUEES = {"A": "ÀÂÄàâä", "C": "Çç", "E": "ÉÈÊËéèêë", "I": "ÎÏîï", "O": "ÔÖôö", "U": "ÙÛÜùûü"}
_ENTRE_MOTS = r"[\s_'’\u2010\u2011-]+"


def _motif(mot: str) -> str:
    """The spellings of one word: any case, with or without accents, composed or not; ``_`` is any separation."""
    return "".join(_ENTRE_MOTS if signe == "_" else _lettre(signe) for signe in mot)


def _lettre(lettre: str) -> str:
    accents = _ACCENTUEES.get(lettre, "")
    return f"[{lettre}{lettre.lower()}{accents}]" + (r"[\u0300-\u036f]?" if accents else "")


@dataclass(frozen=True)
class Choix(Genre):
    """A word of a vocabulary.

    ``dits``: what CERES shows for a word, where that is not the word itself; said in the message of a refusal.
    ``aussi``: other spellings, in capitals without accents, with the word that each stands for.
    """

    mots: type[StrEnum]
    dits: Mapping[StrEnum, str] = field(default_factory=dict, hash=False)
    aussi: Mapping[str, StrEnum] = field(default_factory=dict, hash=False)
    _motifs: list[tuple[re.Pattern[str], StrEnum]] = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        self._motifs.extend((re.compile(rf"\s*{_motif(ecrit)}\s*"), mot) for ecrit, mot in self._ecritures)

    @property
    def _ecritures(self) -> list[tuple[str, StrEnum]]:
        return [*((mot.value, mot) for mot in self.mots), *self.aussi.items()]

    def lire(self, valeur: object) -> StrEnum:
        texte = en_texte(valeur)
        court = texte if len(texte) <= MOT_MAX else ""
        mot = next((mot for motif, mot in self._motifs if motif.fullmatch(court)), None)
        if mot is None:
            raise refus("choix_inconnu", remede=remede_du_choix({un.value: self.dits.get(un) for un in self.mots}))
        return mot

    def schema(self) -> dict[str, Any]:
        formes = "|".join(_motif(ecrit) for ecrit, _ in self._ecritures)
        ecrits = {"type": "string", "maxLength": MOT_MAX, "pattern": rf"^\s*({formes})\s*$"}
        return {"anyOf": [{"enum": [mot.value for mot in self.mots]}, ecrits]}


@dataclass(frozen=True)
class Code(Genre):
    """A code of a list, as it is written: what programs send, and no person types. ``dits`` says what each means."""

    dits: Mapping[str, str] = field(hash=False)

    def lire(self, valeur: object) -> str:
        if not isinstance(valeur, str) or valeur not in self.dits:
            raise refus("choix_inconnu", remede=remede_du_choix(self.dits))
        return valeur

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.dits), "type": "string"}


STATUTS_DES_NOTES: Mapping[str, StrEnum] = {
    "DTE_ENVOYE": StatutSession.DTE_DEMANDE,
    "DEMANDE_DE_DTE_ENVOYEE": StatutSession.DTE_DEMANDE,
    "DEMANDE_DTE_ENVOYEE": StatutSession.DTE_DEMANDE,
    "CONVOCATIONS_ENVOYEE": StatutSession.CONVOCATIONS_ENVOYEES,
}
_STATUT_SESSION = Choix(StatutSession, STATUTS_EN_CLAIR, STATUTS_DES_NOTES)
_PRESENCE = Choix(
    Presence,
    {
        Presence.PRESENT: "Présent",
        Presence.ABSENCE_JUSTIFIEE: "Absence justifiée",
        Presence.ABSENCE_INJUSTIFIEE: "Absence injustifiée",
    },
    {"PRESENTE": Presence.PRESENT},
)
_DECISION = Choix(
    Decision,
    {Decision.REFUSE: "Refusé"},
    {"ADMISE": Decision.ADMIS, "PARTIELLE": Decision.PARTIEL, "REFUSEE": Decision.REFUSE},
)
_DECISION_AGREMENT = Choix(
    DecisionAgrement,
    {
        DecisionAgrement.ACCEPTEE: "Acceptée",
        DecisionAgrement.REFUSEE: "Refusée",
        DecisionAgrement.EN_COURS: "En cours",
    },
)
_STATUT_AGREMENT = Choix(
    StatutAgrement,
    {
        StatutAgrement.EN_COURS_D_INSTRUCTION: "En cours d’instruction",
        StatutAgrement.ECHU: "Échu",
        StatutAgrement.RETIRE: "Retiré",
    },
    {
        "SUSPENDUE": StatutAgrement.SUSPENDU,
        "ECHUE": StatutAgrement.ECHU,
        "RETIREE": StatutAgrement.RETIRE,
    },
)
_ROLE = Choix(
    RoleResponsable,
    {RoleResponsable.SUPPLEANT: "Suppléant", RoleResponsable.HORS_AGREMENT: "Hors agrément"},
    {"SUPPLEANTE": RoleResponsable.SUPPLEANT},
)
_ACTION = Choix(Action, {Action.REACTIVER: "Réactiver", Action.METTRE_EN_BROUILLON: "Mettre en brouillon"})

ChoixTypeSession = Annotated[TypeSession, Choix(TypeSession)]
ChoixStatutSession = Annotated[StatutSession, _STATUT_SESSION]
ChoixTypeCentre = Annotated[TypeCentre, Choix(TypeCentre)]
ChoixDecisionAgrement = Annotated[DecisionAgrement, _DECISION_AGREMENT]
ChoixStatutAgrement = Annotated[StatutAgrement, _STATUT_AGREMENT]
ChoixAction = Annotated[Action, _ACTION]
ChoixPortee = Annotated[Portee, Choix(Portee)]
ChoixStatutHabilitation = Annotated[
    StatutHabilitation, Choix(StatutHabilitation, {StatutHabilitation.EXPIREE: "Expirée"})
]
ChoixVoie = Annotated[Voie, Choix(Voie)]
ChoixRole = Annotated[RoleResponsable, _ROLE]
ChoixProfil = Annotated[Profil, Choix(Profil)]
ChoixPresence = Annotated[Presence, _PRESENCE]
ChoixDecision = Annotated[Decision, _DECISION]
