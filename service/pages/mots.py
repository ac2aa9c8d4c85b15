"""What the pages call the states that machines name."""

from __future__ import annotations

from docgen.domain.session import StatutSession
from service.base.depots import EtatDepot
from service.base.travaux import Etat, Travail

Badge = tuple[str, str]
"""The kind of a badge (``success``, ``warning``, ``error``, ``info`` or nothing), and its words."""

STATUTS = {
    StatutSession.EN_PREPARATION: "en préparation",
    StatutSession.DTE_DEMANDE: "DTE demandé",
    StatutSession.CONVOCATIONS_ENVOYEES: "convocations envoyées",
    StatutSession.TERMINEE: "terminée",
    StatutSession.VALIDEE: "validée",
    StatutSession.SUSPENDUE: "suspendue",
    StatutSession.ANNULEE: "annulée",
}
BADGES_DEPOT: dict[EtatDepot, Badge] = {
    EtatDepot.ACCEPTE: ("success", "prêt"),
    EtatDepot.REFUSE: ("error", "à compléter"),
    EtatDepot.MALFORME: ("error", "fichier à corriger"),
}
BADGES_TRAVAIL: dict[Etat, Badge] = {
    Etat.EN_ATTENTE: ("", "en attente"),
    Etat.EN_COURS: ("info", "en cours"),
    Etat.TERMINE: ("success", "terminé"),
    Etat.PARTIEL: ("warning", "terminé en partie"),
    Etat.ECHOUE: ("error", "échoué"),
    Etat.ANNULE: ("", "annulé"),
}


def phrase_du_travail(travail: Travail) -> str:
    """Where a job stands, in a sentence that a screen reader may say again and again."""
    if travail.etat is Etat.EN_ATTENTE:
        return "Le travail attend son tour."
    if travail.etat is Etat.EN_COURS and travail.total:
        return f"{travail.faits} sur {travail.total} faits."
    return {
        Etat.EN_COURS: "Le travail se prépare.",
        Etat.TERMINE: "Tout est fait.",
        Etat.PARTIEL: "Une partie a été mise de côté : les raisons sont plus bas.",
        Etat.ECHOUE: "Rien n’a été émis.",
        Etat.ANNULE: "Le travail a été annulé.",
    }[travail.etat]
