"""The words printed for the codes of the domain, agreed in gender where a person carries them."""

from __future__ import annotations

from docgen.domain.personnes import Candidat, Civilite, RoleResponsable, Voie
from docgen.domain.resultat import Decision, Presence
from docgen.domain.session import TypeSession
from docgen.domain.titre import Titre

VOIES = {
    Voie.FORMATION: "Formation",
    Voie.APPRENTISSAGE: "Apprentissage",
    Voie.VAE: "VAE",
    Voie.CAPITALISATION: "Capitalisation",
}

VOIES_EN_TOUTES_LETTRES = {
    Voie.FORMATION: "à l’issue d’un parcours de formation",
    Voie.APPRENTISSAGE: "à l’issue d’un contrat d’apprentissage",
    Voie.VAE: "par la voie de la validation des acquis de l’expérience (VAE)",
    Voie.CAPITALISATION: "par capitalisation de certificats de compétences professionnelles",
}

ROLES = {
    RoleResponsable.TITULAIRE: "Titulaire",
    RoleResponsable.SUPPLEANT: "Suppléant",
    RoleResponsable.HORS_AGREMENT: "Personne ne figurant pas sur l’agrément",
}

_PRESENCES = {
    Presence.PRESENT: ("Présent", "Présente", "Présent(e)"),
    Presence.ABSENCE_JUSTIFIEE: ("Absence justifiée",) * 3,
    Presence.ABSENCE_INJUSTIFIEE: ("Absence injustifiée",) * 3,
}

DECISIONS = {
    Decision.ADMIS: ("Admis", "Admise", "Admis(e)"),
    Decision.PARTIEL: ("Partiellement admis", "Partiellement admise", "Partiellement admis(e)"),
    Decision.REFUSE: ("Refusé", "Refusée", "Refusé(e)"),
}

NATURES = {
    TypeSession.TITRE: "Titre professionnel",
    TypeSession.CCS: "Certificat complémentaire de spécialisation",
}

AUCUN = "–"


def presence(candidat: Candidat) -> str:
    """``Présent``, ``Présente``, ``Absence justifiée``… or a dash while unknown."""
    if candidat.resultat is None or candidat.resultat.presence is None:
        return AUCUN
    return Civilite.lire(candidat.civilite).accorder(*_PRESENCES[candidat.resultat.presence])


def decision(candidat: Candidat) -> str:
    """``Admis``, ``Partiellement admise``, ``Refusé``… or a dash where there is none."""
    if candidat.resultat is None or candidat.resultat.decision is None:
        return AUCUN
    return Civilite.lire(candidat.civilite).accorder(*DECISIONS[candidat.resultat.decision])


def ccp_numerotes(titre: Titre, codes: tuple[str, ...]) -> str:
    """``CCP 1, CCP 2``: the ranks of CCPs in their titre; a dash for none."""
    rangs = sorted(ccp.numero for ccp in titre.ccp if ccp.code in codes)
    return ", ".join(f"CCP\u00a0{rang}" for rang in rangs) or AUCUN
