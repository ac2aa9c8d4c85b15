"""The states of a habilitation: what may be done in each, as a table (note 1.7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from docgen.domain.habilitation import Action, Habilitation, StatutHabilitation
from docgen.domain.referentiels.calendrier import ajouter_mois
from docgen.domain.referentiels.parametres import PROLONGATION_JURES
from docgen.domain.titre import Titre


class Situation(StrEnum):
    """A state; EXPIREE is four of them, by the titre's end of life and its prolongation on that day."""

    BROUILLON = "BROUILLON"
    SUSPENDUE = "SUSPENDUE"
    ACTIVE = "ACTIVE"
    EXPIREE_AVEC_LE_TITRE = "EXPIREE_AVEC_LE_TITRE"
    EXPIREE_TITRE_EN_COURS = "EXPIREE_TITRE_EN_COURS"
    EXPIREE_AVANT_LE_TITRE = "EXPIREE_AVANT_LE_TITRE"
    EXPIREE_HORS_PROLONGATION = "EXPIREE_HORS_PROLONGATION"


ACTIONS: Mapping[Situation, frozenset[Action]] = MappingProxyType(
    {
        Situation.BROUILLON: frozenset({Action.VALIDER, Action.SUPPRIMER}),
        Situation.SUSPENDUE: frozenset({Action.REACTIVER}),
        Situation.ACTIVE: frozenset({Action.METTRE_EN_BROUILLON, Action.SUSPENDRE}),
        Situation.EXPIREE_AVEC_LE_TITRE: frozenset({Action.SUSPENDRE}),
        Situation.EXPIREE_TITRE_EN_COURS: frozenset({Action.METTRE_EN_BROUILLON}),
        Situation.EXPIREE_AVANT_LE_TITRE: frozenset({Action.METTRE_EN_BROUILLON}),
        Situation.EXPIREE_HORS_PROLONGATION: frozenset(),
    }
)


def fin_prolongation_jures(titre: Titre, jour: date) -> date:
    """The last day of the titre's prolongation for its jurors, whom any centre may call."""
    return ajouter_mois(titre.fin_validite, PROLONGATION_JURES.au(jour))


def en_prolongation(titre: Titre, jour: date) -> bool:
    """The titre's life is over, and its prolongation is not."""
    return titre.fin_validite < jour <= fin_prolongation_jures(titre, jour)


def alignee(habilitation: Habilitation, titre: Titre) -> bool:
    """Held up to the titre's end of life, or beyond."""
    return habilitation.fin >= titre.fin_validite


def fin_effective(habilitation: Habilitation, titre: Titre, jour: date) -> date:
    """The end that counts (HABI-13): one that reaches the titre's end of life is put off by 24 months.

    ``jour`` chooses the value of the parameter in force.
    """
    return (
        max(habilitation.fin, fin_prolongation_jures(titre, jour)) if alignee(habilitation, titre) else habilitation.fin
    )


def situation(habilitation: Habilitation, titre: Titre, jour: date) -> Situation:
    """Where a habilitation stands on that day."""
    if habilitation.statut is not StatutHabilitation.EXPIREE:
        return Situation(habilitation.statut.value)
    if jour <= titre.fin_validite:
        return Situation.EXPIREE_TITRE_EN_COURS
    if not en_prolongation(titre, jour):
        return Situation.EXPIREE_HORS_PROLONGATION
    return Situation.EXPIREE_AVEC_LE_TITRE if alignee(habilitation, titre) else Situation.EXPIREE_AVANT_LE_TITRE
