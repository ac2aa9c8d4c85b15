"""What the pages call the states that machines name."""

from __future__ import annotations

from docgen.domain.papier import ActePapier
from docgen.domain.session import StatutSession
from service.sessions.tables import EtatDepot
from service.travaux.tables import Etat, Travail

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
GENRES_TRAVAIL = {"dossier": "Émission de tous les papiers", "lot": "Lot d’impression"}


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


INTITULES_ERREURS = {
    400: "La demande est illisible",
    403: "Cette page n’est pas pour ce compte",
    404: "Cette page n’existe pas",
    405: "Cette adresse ne se demande pas ainsi",
    406: "Ce document n’existe pas dans ce format",
    409: "Les règles s’y opposent",
    413: "Le fichier est trop gros",
    422: "La demande n’a pas abouti",
    429: "Trop de demandes en peu de temps",
    500: "Une erreur imprévue a tout arrêté",
    503: "Le service est indisponible",
}
PHRASES_ERREURS = {
    400: ("Sa forme n’est pas celle qu’attend le service. Revenez à la page précédente et recommencez.",),
    403: ("Le compte connecté n’ouvre pas cette page. Déconnectez-vous pour en prendre un autre.",),
    404: (
        "L’adresse a peut-être été mal recopiée ; ou ce qu’elle montrait n’est plus gardé, "
        "ou n’est pas à votre centre.",
    ),
    405: ("Elle attend un formulaire. Revenez à la page précédente et recommencez.",),
    406: ("Revenez à la page de la session : chaque papier y est donné dans les formats qu’il a.",),
    413: ("La limite est de 10 Mo : une session n’en demande jamais autant. Exportez une seule session par fichier.",),
    422: ("Une valeur ne convient pas. Revenez à la page précédente, vérifiez les champs et recommencez.",),
    429: ("Attendez une minute, puis recommencez : rien n’a été perdu.",),
    500: (
        "Ce n’est pas de votre fait, et rien n’a été émis. Recommencez ; si cela se répète, transmettez la référence "
        "ci-dessous à qui administre le service.",
    ),
    503: (
        "Le registre ou le dépôt des fichiers ne répond pas. Rien n’a été perdu : recommencez dans quelques minutes.",
    ),
}

# The name of an act in a paper's life, and what is said once it is written.
ACTES_PAPIER = {
    ActePapier.REMISE: ("Remis au titulaire", "La remise est inscrite."),
    ActePapier.ANNULATION: ("Annulé", "L’annulation est inscrite ; elle est définitive."),
    ActePapier.REEDITION: ("Réédité", "La réédition est inscrite : le papier garde son numéro."),
    ActePapier.GACHAGE: (
        "Feuille gâchée",
        "La feuille gâchée est inscrite : réimprimez le papier, son numéro est le même.",
    ),
}

# What the files beside the volumes of a lot are.
PIECES_LOT = {
    "controle.pdf": "Feuille de contrôle, à cocher",
    "corrections.json": "Sessions mises de côté, pour un programme",
    "manifeste.csv": "Manifeste, pour un tableur",
    "manifeste.json": "Manifeste, pour un programme",
}

# Why a session is not in a lot.
ECARTS_LOT = {
    "malformee": "fichier mal formé",
    "refusee": "refusée par les règles",
    "double": "déjà dans le lot",
    "divergente": "papier déjà émis autrement",
    "annulee": "papier annulé pour de bon",
    "feuille_posee": "parchemin qui a déjà sa feuille préimprimée",
    "incomposable": "document impossible à composer",
}
